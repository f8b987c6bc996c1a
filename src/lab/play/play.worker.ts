import { playKernel } from './kernel.ts';
import { playMatrix } from './matrix.ts';
import type { PlayAnswer, PlayQuestion } from './messages.ts';

/** Widths of a quick answer, while a control is dragged. */
const FEW = [8, 32, 128];

addEventListener('message', ({ data }: MessageEvent<PlayQuestion>) => {
  const answer = (message: PlayAnswer) => postMessage(message), { id } = data;
  try {
    if (data.kind === 'matrix') answer({ id, matrix: playMatrix(data.settings, (progress, what) => answer({ id, progress, what })) });
    else answer({ id, kernel: data.quick ? playKernel({ ...data.settings, draws: 4 }, FEW) : playKernel(data.settings, undefined, (progress) => answer({ id, progress, what: 'drawing' })) });
  } catch (error) {
    answer({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
