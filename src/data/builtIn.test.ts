import { afterEach, expect, it, vi } from 'vitest';
import { loadBuiltIn } from './builtIn.ts';
import { generateShapes } from './shapes/shapes.ts';

afterEach(() => vi.unstubAllGlobals());

const request = { difficulty: 'easy', train: 130, test: 20, seed: 5 } as const;

it('is what the generator draws, whatever the pieces it is drawn in', async () => {
  const progress: number[][] = [];
  const data = await loadBuiltIn(request, { onProgress: (...p) => progress.push(p) });
  expect(data).toMatchObject({ name: 'Built-in shapes, easy', size: 32, channels: 3 });
  expect(data.source).toContain('seed 5');
  expect(data.classes).toHaveLength(10);
  expect(data.train).toEqual(
    generateShapes({ difficulty: 'easy', seed: 5, split: 'train', from: 0, count: 130 }),
  );
  expect(data.test).toEqual(
    generateShapes({ difficulty: 'easy', seed: 5, split: 'test', from: 0, count: 20 }),
  );
  expect(
    progress.every(
      ([done, total], i) => total === 150 && done <= 150 && (i === 0 || done >= progress[i - 1][0]),
    ),
  ).toBe(true);
  expect(progress.at(-1)).toEqual([150, 150]);
});

it('stops when asked to', async () => {
  const stop = new AbortController();
  const loading = loadBuiltIn(
    { ...request, train: 1000 },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
});

it('keeps training and test images apart', async () => {
  const { train, test } = await loadBuiltIn({ ...request, train: 20 });
  expect(test.pixels).not.toEqual(train.pixels);
});

it('ends with an error, and no worker left, where a worker cannot start', async () => {
  const alive = new Set<unknown>();
  vi.stubGlobal(
    'Worker',
    class {
      onerror: ((event: { message: string }) => void) | null = null;
      constructor() {
        alive.add(this);
        setTimeout(() => this.onerror?.({ message: 'script not found' }), 0);
      }
      addEventListener() {}
      removeEventListener() {}
      postMessage() {}
      terminate() {
        alive.delete(this);
      }
    },
  );
  vi.stubGlobal('navigator', { hardwareConcurrency: 3 });
  await expect(loadBuiltIn(request)).rejects.toThrow(/draws the built-in images stopped: script not found/);
  expect(alive.size).toBe(0);
});
