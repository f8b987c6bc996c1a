import { wrap } from 'comlink';
import { joinImages, type Dataset, type LabelledImages } from './dataset.ts';
import { cached, keep } from './setCache.ts';
import { generateShapes, SHAPE_SIZE, SHAPES_VERSION, type ShapesRequest } from './shapes/shapes.ts';
import type { ShapesWorkerApi } from './shapes/shapes.worker.ts';
import { SHAPE_CLASSES } from './shapes/silhouettes.ts';

export interface BuiltInRequest {
  difficulty: ShapesRequest['difficulty'];
  train: number;
  test: number;
  seed: number;
}
export interface LoadOptions {
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/** Images a worker draws between reports of progress. */
const CHUNK = 100;

/**
 * The built-in set, drawn on the spot: by up to four workers in a browser, in this thread elsewhere; kept in
 * IndexedDB where there is one. The same (difficulty, seed, split, index) is the same image on every machine.
 */
export async function loadBuiltIn(
  request: BuiltInRequest,
  { signal, onProgress }: LoadOptions = {},
): Promise<Dataset> {
  const { difficulty, train, test, seed } = request;
  const total = train + test;
  const key = `shapes-v${SHAPES_VERSION}-${difficulty}-${seed}-${train}-${test}`;
  let splits = await cached(key);
  if (!splits) {
    const chunks: ShapesRequest[] = [];
    for (const [split, count] of [
      ['train', train],
      ['test', test],
    ] as const) {
      for (let from = 0; from < count; from += CHUNK)
        chunks.push({ difficulty, seed, split, from, count: Math.min(CHUNK, count - from) });
    }
    const parts = await generateAll(chunks, (done) => onProgress?.(done, total), signal);
    splits = {
      train: joinImages(parts.filter((_, i) => chunks[i].split === 'train')),
      test: joinImages(parts.filter((_, i) => chunks[i].split === 'test')),
    };
    await keep(key, splits);
  }
  onProgress?.(total, total);
  return {
    name: `Built-in shapes, ${difficulty}`,
    source: `generated, version ${SHAPES_VERSION}, seed ${seed}`,
    classes: SHAPE_CLASSES,
    size: SHAPE_SIZE,
    channels: 3,
    train: splits.train,
    test: splits.test,
  };
}

async function generateAll(
  chunks: ShapesRequest[],
  onDone: (images: number) => void,
  signal?: AbortSignal,
): Promise<LabelledImages[]> {
  const results = new Array<LabelledImages>(chunks.length);
  let next = 0;
  let done = 0;
  const work = async (generate: (request: ShapesRequest) => Promise<LabelledImages>) => {
    while (next < chunks.length) {
      signal?.throwIfAborted();
      const i = next++;
      results[i] = await generate(chunks[i]);
      done += chunks[i].count;
      onDone(done);
    }
  };
  if (typeof Worker === 'undefined') {
    await work(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return generateShapes(request);
    });
    return results;
  }
  const workers = Array.from(
    { length: Math.min(4, navigator.hardwareConcurrency || 2) },
    () => new Worker(new URL('./shapes/shapes.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    await Promise.all(
      workers.map((worker) => {
        const api = wrap<ShapesWorkerApi>(worker);
        // A worker that cannot start never answers: without this the run would wait for it.
        const broken = new Promise<never>((_, reject) => {
          worker.onerror = (event) =>
            reject(
              new Error(
                `A worker that draws the built-in images stopped: ${event.message || 'it ran out of memory or could not start'}. Run starts new ones.`,
              ),
            );
        });
        return Promise.race([broken, work((request) => api.generate(request))]);
      }),
    );
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
  return results;
}
