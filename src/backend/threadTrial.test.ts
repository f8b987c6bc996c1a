import { describe, expect, it } from 'vitest';
import { tryThreads, worthTrying } from './threadTrial.ts';

/** A machine of known speeds (images a second by threads), and what was asked of it. */
function machine(speeds: Record<number, number>) {
  const asked: number[] = [];
  const slice = (threads: number) => {
    asked.push(threads);
    return Promise.resolve({ images: speeds[threads], ms: 1000 });
  };
  return { asked, slice };
}

describe('the number of threads', () => {
  it('that are tried are all, half and one', () => {
    expect([1, 2, 3, 4, 12].map(worthTrying)).toEqual([[1], [2, 1], [3, 2, 1], [4, 2, 1], [12, 6, 1]]);
  });

  it('is the fastest: one where four are said and two are there (measured in WebKit), all where they help', async () => {
    const busy = machine({ 4: 5736, 2: 7107, 1: 8128 });
    expect(await tryThreads([4, 2, 1], busy.slice)).toEqual([
      { threads: 1, imagesPerSecond: 8128 },
      { threads: 4, imagesPerSecond: 5736 },
      { threads: 2, imagesPerSecond: 7107 },
    ]);
    const free = machine({ 4: 9000, 2: 5000, 1: 2600 });
    expect((await tryThreads([4, 2, 1], free.slice))[0].threads).toBe(4);
  });

  it('is the larger of two that are about as fast', async () => {
    expect((await tryThreads([2, 1], machine({ 2: 980, 1: 1000 }).slice))[0].threads).toBe(2);
    expect((await tryThreads([2, 1], machine({ 2: 900, 1: 1000 }).slice))[0].threads).toBe(1);
  });

  it('takes turns, and leaves what is far behind after the first', async () => {
    const { asked, slice } = machine({ 4: 1000, 2: 990, 1: 300 });
    await tryThreads([4, 2, 1], slice);
    expect(asked).toEqual([4, 2, 1, 4, 2, 4, 2]);
  });

  it('is found though the machine was busy for a moment', async () => {
    let slices = 0;
    const found = await tryThreads([2, 1], (threads) => {
      const disturbed = slices++ === 0;
      return Promise.resolve({ images: threads * (disturbed ? 45 : 100), ms: 100 });
    });
    expect(found[0].threads).toBe(2);
  });
});
