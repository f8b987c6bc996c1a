import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { startRangeServer } from '../../src/data/remote/rangeServer.ts';
import { generateShapes } from '../../src/data/shapes/shapes.ts';
import type { Context } from '../bench.ts';
import { compete, openAll, type Standing } from '../contender.ts';
import { noise } from '../inputs.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { inProcess } from '../process.ts';
import { row } from '../rows.ts';
import type { ImagesWork, LayerWork } from '../work.ts';

const IMAGES = 10_000;
const DISTINCT = 250;
const GROUP = 100;
/** Milliseconds before every answer, redirects included: a hub in the same city. */
const DELAY = 20;
/** Layers of 512 × 512 in F32: 1 MiB each, 500 MB in all. */
const LAYERS = 476;
const SIDE = 512;

/**
 * What people bring: images from a parquet file on a hub, and one layer of a large model. Each reader in a
 * process of its own, for its memory.
 */
export async function data({ options, root, add }: Context): Promise<void> {
  const plan = options.quick ? quickPlan : { ...fullPlan, repeats: 5, budgetSeconds: 60 };
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-bench-'));
  const reader = (name: string) =>
    inProcess(name, process.execPath, [join(root, 'build/bench/node/data.js'), name]);
  const both = async (title: string, work: ImagesWork | LayerWork): Promise<Standing[]> => {
    const contenders = await openAll([reader('ours'), reader('plain')]);
    try {
      return await compete(title, contenders, work, plan, 1e-9);
    } finally {
      await Promise.all(contenders.map((c) => c.close()));
    }
  };
  try {
    const file = parquetFile();
    for (const delay of [0, DELAY]) {
      const server = await startRangeServer({ '/images.parquet': file }, { redirect: true, delay });
      try {
        const title = `${IMAGES.toLocaleString('en')} PNG from parquet (${Math.round(file.length / 1e6)} MB), ${delay} ms an answer`;
        const [ours, ...rivals] = await both(title, {
          kind: 'images',
          address: server.address('/images.parquet'),
        });
        const speed = (s: Standing) => ({ name: s.ready.name, value: IMAGES / s.timing.seconds });
        for (const rival of rivals) add(row(title, 'images/s', speed(ours), speed(rival)));
        for (const rival of rivals) add(row(title, 'MB at the peak', peak(ours), peak(rival)));
      } finally {
        await server.close();
      }
    }
    const model = join(folder, 'model.safetensors');
    const megabytes = writeModel(model);
    const title = `one layer of a safetensors file of ${megabytes} MB`;
    const [ours, ...rivals] = await both(title, { kind: 'layer', file: model, tensor: 'layer.7.weight' });
    const time = (s: Standing) => ({ name: s.ready.name, value: s.timing.seconds * 1000 });
    for (const rival of rivals) add(row(title, 'ms', time(ours), time(rival)));
    for (const rival of rivals) add(row(title, 'MB at the peak', peak(ours), peak(rival)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const peak = (s: Standing) => ({ name: s.ready.name, value: s.timing.peakMegabytes ?? NaN });

/** As public hubs have them: built-in images as PNG, a hundred rows a group. */
function parquetFile(): Uint8Array {
  const { pixels } = generateShapes({
    difficulty: 'medium',
    seed: 7,
    split: 'train',
    from: 0,
    count: DISTINCT,
  });
  const pngs = Array.from({ length: DISTINCT }, (_, i) =>
    encode({ width: 32, height: 32, channels: 3, data: pixels.subarray(i * 3072, (i + 1) * 3072) }),
  );
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'image',
          data: Array.from({ length: IMAGES }, (_, i) => pngs[i % DISTINCT]),
          type: 'BYTE_ARRAY',
          encoding: 'PLAIN',
        },
        { name: 'label', data: Array.from({ length: IMAGES }, (_, i) => BigInt(i % 10)), type: 'INT64' },
      ],
      rowGroupSize: GROUP,
    }),
  );
}

/** A model of noise; returns its megabytes. */
function writeModel(path: string): number {
  const bytes = SIDE * SIDE * 4;
  const values = noise('model', SIDE * SIDE);
  const file = openSync(path, 'w');
  const header = JSON.stringify(
    Object.fromEntries(
      Array.from({ length: LAYERS }, (_, i) => [
        `layer.${i}.weight`,
        { dtype: 'F32', shape: [SIDE, SIDE], data_offsets: [i * bytes, (i + 1) * bytes] },
      ]),
    ),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeSync(file, length);
  writeSync(file, header);
  for (let i = 0; i < LAYERS; i++) writeSync(file, new Uint8Array(values.buffer));
  closeSync(file);
  return Math.round((8 + header.length + LAYERS * bytes) / 1e6);
}
