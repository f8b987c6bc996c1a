// node data.js ours|plain: answers lines of JSON with images read from parquet, or one layer of a model
// (process.ts).
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { decode } from 'fast-png';
import { asyncBufferFromUrl, parquetReadObjects } from 'hyparquet';
import { toFloats } from '../../src/data/batches.ts';
import { readParquet } from '../../src/data/formats/parquet.ts';
import { openRemote } from '../../src/data/remote/remoteFile.ts';
import type { InputFile } from '../../src/files/inputFile.ts';
import { floatsOf } from '../../src/files/models/floats.ts';
import { openModel } from '../../src/files/models/modelFile.ts';
import { measureLayer } from '../../src/lab/modelSpectra.ts';
import { inlineDecomposer } from '../../src/rainbow/decomposer.ts';
import type { Block } from '../measure.ts';
import type { ImagesWork, LayerWork, Ready } from '../work.ts';

interface Reader {
  name: { images: string; layer: string };
  /** Images of 32 × 32 × 3 as floats from 0 to 1. */
  images(work: ImagesWork): Promise<Float32Array>;
  /** Eigenvalues of one weight. */
  layer(work: LayerWork): Promise<ArrayLike<number>>;
}

const host = { decomposer: inlineDecomposer, turn: () => Promise.resolve() };

const readers: Record<string, Reader> = {
  ours: {
    name: { images: 'Rainbow Lab, spans of 8 MiB', layer: 'Rainbow Lab, read in part' },
    async images({ address }) {
      const { images } = await readParquet(await openRemote(address), { leftOut: [] });
      const out = new Float32Array(images.pixels.length);
      toFloats(
        { count: images.count, pixels: images.pixels, labels: new Uint8Array(0) },
        Uint32Array.from({ length: images.count }, (_, i) => i),
        32,
        3,
        { mean: [0, 0, 0], std: [1, 1, 1] },
        out,
      );
      return out;
    },
    async layer({ file, tensor }) {
      const model = await openModel([await diskFile(file)]);
      return (
        await measureLayer(
          model.tensors.find((t) => t.name === tensor)!,
          host,
        )
      ).eigenvalues;
    },
  },
  plain: {
    name: { images: 'hyparquet 1.31 and fast-png 8', layer: 'the whole file read' },
    async images({ address }) {
      const rows = (await parquetReadObjects({
        file: await asyncBufferFromUrl({ url: address }),
        utf8: false,
      })) as { image: Uint8Array }[];
      const out = new Float32Array(rows.length * 3072);
      rows.forEach(({ image }, i) => {
        decode(image).data.forEach((v, p) => {
          out[i * 3072 + p] = v / 255;
        });
      });
      return out;
    },
    async layer({ file, tensor }) {
      const bytes = await readFile(file);
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<
        string,
        { dtype: string; shape: number[]; data_offsets: [number, number] }
      >;
      const {
        dtype,
        shape,
        data_offsets: [from, to],
      } = header[tensor];
      return (
        await measureLayer(
          {
            name: tensor,
            shape,
            dtype,
            float: true,
            bytes: to - from,
            read: async () =>
              floatsOf(tensor, 'F32', new Uint8Array(bytes.subarray(start + from, start + to))),
          },
          host,
        )
      ).eigenvalues;
    },
  },
};

async function diskFile(path: string): Promise<InputFile> {
  const handle = await open(path);
  const { size } = await handle.stat();
  return {
    name: path,
    size,
    read: async (from, to) => (await handle.read(new Uint8Array(to - from), 0, to - from, from)).buffer,
  };
}

const reader = readers[process.argv[2]];
let work: ImagesWork | LayerWork | null = null;

async function once(): Promise<ArrayLike<number>> {
  const { kind } = work!;
  return kind === 'images' ? reader.images(work as ImagesWork) : reader.layer(work as LayerWork);
}

async function timed(repetitions: number): Promise<Block & { last: ArrayLike<number> }> {
  const start = performance.now();
  let last: ArrayLike<number> = [];
  for (let i = 0; i < repetitions; i++) last = await once();
  return {
    seconds: (performance.now() - start) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
    last,
  };
}

async function prepare(asked: ImagesWork | LayerWork): Promise<Ready> {
  work = asked;
  const { seconds, last } = await timed(1);
  return {
    name: reader.name[asked.kind],
    check: Array.from({ length: 5 }, (_, i) => last[Math.floor((i * (last.length - 1)) / 4)]),
    seconds,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const question = JSON.parse(line) as { work: ImagesWork | LayerWork } | { run: number };
    process.stdout.write(
      `${JSON.stringify({ ok: 'work' in question ? await prepare(question.work) : { ...(await timed(question.run)), last: undefined } })}\n`,
    );
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
