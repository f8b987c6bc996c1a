import { z } from 'zod';
import { FileError, readPart, readWhole, type InputFile } from '../inputFile.ts';
import { floatsOf } from './floats.ts';
import type { OpenedTensors, TensorEntry } from './tensor.ts';

const JSON_LIMIT = 64 * 2 ** 20;
const SIZES = { float32: 4, float16: 2, int32: 4, uint8: 1, uint16: 2, bool: 1 } as const;

/** The part of model.json that says where weights are (tfjs converter's format). */
const manifest = z
  .array(
    z.object({
      paths: z.array(z.string().max(1000)).max(10_000),
      weights: z
        .array(
          z.object({
            name: z.string().max(1000),
            shape: z.array(z.int().min(0)).max(8),
            dtype: z.enum(['float32', 'int32', 'bool', 'uint8', 'float16']),
            quantization: z
              .object({
                dtype: z.enum(['uint8', 'uint16', 'float16']),
                scale: z.number().optional(),
                min: z.number().optional(),
              })
              .optional(),
          }),
        )
        .max(100_000),
    }),
  )
  .max(1000);

/** True if the first bytes of a file are those of a model.json of tfjs, and not of a run. */
export const isTfjsModel = (head: Uint8Array): boolean =>
  head[0] === 0x7b &&
  /"(format|modelTopology|weightsManifest|generatedBy)"/.test(new TextDecoder().decode(head)) &&
  !/rainbow-run/.test(new TextDecoder().decode(head.subarray(0, 200)));

/** The model.json of tfjs with its weight files, which must come along. Throws FileError. */
export async function openTfjsModel(
  json: InputFile,
  others: readonly InputFile[],
): Promise<OpenedTensors & { used: InputFile[] }> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(await readWhole(json, JSON_LIMIT)));
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(
      json.name,
      0,
      `no JSON (${error instanceof Error ? error.message.slice(0, 80) : String(error)}): the file is damaged`,
    );
  }
  const found = manifest.safeParse((parsed as { weightsManifest?: unknown }).weightsManifest);
  if (!found.success)
    throw new FileError(
      json.name,
      null,
      `its "weightsManifest" is missing or damaged (${found.error.issues[0].path.join('.')}: ${found.error.issues[0].message})`,
    );
  const used: InputFile[] = [];
  const tensors = found.data.flatMap(({ paths, weights }) => {
    const shards = paths.map((path) => {
      const base = path.split('/').pop()!;
      const shard = others.find((file) => file.name.split(/\/|› /).pop() === base);
      if (!shard) throw new FileError(json.name, null, `its weights are in ${base}: drop that file with it`);
      used.push(shard);
      return shard;
    });
    const total = shards.reduce((sum, shard) => sum + shard.size, 0);
    let at = 0;
    return weights.map(({ name, shape, dtype, quantization }): TensorEntry => {
      const stored = quantization?.dtype ?? dtype;
      const bytes = shape.reduce((a, b) => a * b, 1) * SIZES[stored];
      const start = at;
      const where = `${json.name} › ${name}`;
      at += bytes;
      if (!(at <= total))
        throw new FileError(
          where,
          null,
          `its ${bytes.toLocaleString('en')} bytes go beyond the ${total.toLocaleString('en')} of the weight files: they are cut off or of another model`,
        );
      return {
        name,
        shape,
        dtype: stored,
        float: dtype === 'float32' || dtype === 'float16',
        bytes,
        async read() {
          return decode(where, await span(shards, start, start + bytes), stored, quantization);
        },
      };
    });
  });
  return { tensors, left: [], used };
}

async function span(shards: readonly InputFile[], from: number, to: number): Promise<Uint8Array> {
  const out = new Uint8Array(to - from);
  let start = 0;
  for (const shard of shards) {
    const a = Math.max(from, start);
    const b = Math.min(to, start + shard.size);
    if (a < b) out.set(await readPart(shard, a - start, b - start), a - from);
    start += shard.size;
  }
  return out;
}

function decode(
  where: string,
  bytes: Uint8Array,
  stored: keyof typeof SIZES,
  quantization: { scale?: number; min?: number } | undefined,
): Float32Array | Float64Array {
  if (stored === 'float32') return floatsOf(where, 'F32', bytes);
  if (stored === 'float16') return floatsOf(where, 'F16', bytes);
  const integers =
    stored === 'uint16' ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  return Float32Array.from(integers, (v) => v * (quantization?.scale ?? 1) + (quantization?.min ?? 0));
}
