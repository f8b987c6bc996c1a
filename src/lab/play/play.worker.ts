import { useThreads } from '../../linalg/wasm.ts';
import { playKernel } from './kernel.ts';
import { playMatrix } from './matrix.ts';
import type { PlayAnswer, PlayQuestion } from './messages.ts';
import { keepToOwnScripts } from '../strict.ts';

keepToOwnScripts();

/** Widths of a quick answer, while a control is dragged. */
const FEW = [8, 32, 128];

/** Entries of a matrix from which on all cores are worth their start. */
const MANY = 400_000;

addEventListener('message', async ({ data }: MessageEvent<PlayQuestion>) => {
  const answer = (message: PlayAnswer) => postMessage(message);
  const { id } = data;
  try {
    if (data.kind === 'matrix' && data.settings.n * data.settings.d > MANY) await useThreads(0);
    if (data.kind === 'matrix')
      answer({ id, matrix: playMatrix(data.settings, (progress, what) => answer({ id, progress, what })) });
    else
      answer({
        id,
        kernel: data.quick
          ? playKernel({ ...data.settings, draws: 4 }, FEW)
          : playKernel(data.settings, undefined, (progress) => answer({ id, progress, what: 'drawing' })),
      });
  } catch (error) {
    answer({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
