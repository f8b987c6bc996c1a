import { describe, expect, it } from 'vitest';
import type { Progress, RunStarted } from '../lab/events.ts';
import { exampleEvents } from '../lab/exampleRun.ts';
import { progressWriter } from './progress.ts';

const progress = (label: string, overall: number): Progress => ({
  type: 'progress',
  phase: 'train',
  label,
  done: 1,
  total: 2,
  overall,
  secondsLeft: 3.2,
  imagesPerSecond: 99.6,
});

function written(
  isTTY: boolean,
  feed: (write: ReturnType<typeof progressWriter>, clock: { now: number }) => void,
): string {
  let text = '';
  const clock = { now: 0 };
  feed(
    progressWriter(
      {
        isTTY,
        columns: 40,
        write: (part) => {
          text += part;
        },
      },
      () => clock.now,
    ),
    clock,
  );
  return text;
}

describe('progressWriter', () => {
  it('writes sparse lines where they cannot be rewritten: at new work, and every ten seconds', () => {
    const text = written(false, (write, clock) => {
      for (; clock.now < 25; clock.now++) write(progress('Training', clock.now / 100));
      write(progress('Drawing', 0.5));
    });
    expect(text.trimEnd().split('\n')).toEqual([
      '  0 %  Training · 100 images/s · 4 s left',
      ' 10 %  Training · 100 images/s · 4 s left',
      ' 20 %  Training · 100 images/s · 4 s left',
      ' 50 %  Drawing · 100 images/s · 4 s left',
    ]);
    expect(text).not.toContain('\x1b');
  });

  it('rewrites one line on a terminal, no longer than it', () => {
    const text = written(true, (write) => {
      write(progress('Training a network with a long name', 0.1));
      write(progress('Next', 0.2));
    });
    expect(text).not.toContain('\n');
    expect(
      text
        .split('\r\x1b[2K')
        .slice(1)
        .every((line) => line.length < 40),
    ).toBe(true);
  });

  it('keeps lines for the device, epochs, warnings and the end', () => {
    const text = written(false, (write) => exampleEvents.forEach(write));
    for (const part of [
      'Built-in shapes, medium (seed 7)',
      'simd (SIMD, 1 thread) (the fastest here)',
      'epoch 1: test accuracy 75.0 %, loss 0.500',
      'Warning: Too few',
      'Done in 12.5 s',
    ])
      expect(text).toContain(part);
  });

  it('names the net of an epoch where there are several', () => {
    const [started, ...rest] = exampleEvents as [RunStarted, ...typeof exampleEvents];
    const other = { ...started.nets[0], id: 'bbbb00000002', label: '×2' };
    expect(
      written(false, (write) => [{ ...started, nets: [...started.nets, other] }, ...rest].forEach(write)),
    ).toContain('Net ×1, epoch 1: test accuracy');
  });
});
