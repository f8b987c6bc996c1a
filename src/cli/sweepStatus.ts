import { z } from 'zod';
import { parseSpec } from '../experiments/errors.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { SweepPart } from '../lab/events.ts';
import { seal, unseal, type Blobs } from '../lab/resultStore.ts';

/** How the sweep into a store stands, kept beside its results for those who watch. */
export interface SweepStatus {
  spec: ExperimentSpec;
  preset: string | null;
  parts: SweepPart[];
  whole: boolean;
}

const KEY = 'sweep-status';
const text = z.string().max(20_000);
const status = z.strictObject({
  spec: z.unknown(),
  preset: z.string().max(100).nullable(),
  whole: z.boolean(),
  parts: z
    .array(
      z.strictObject({
        title: text,
        state: z.enum(['waiting', 'running', 'done', 'failed']),
        why: text.nullable(),
        progress: z.strictObject({ share: z.number(), label: text, worker: text }).nullable(),
      }),
    )
    .max(1000),
});

export const writeStatus = async (blobs: Blobs, value: SweepStatus): Promise<void> =>
  blobs.write(KEY, await seal(new TextEncoder().encode(JSON.stringify(value))));

/** Null where nothing was swept into the store, or what says so is not whole. */
export async function readStatus(blobs: Blobs): Promise<SweepStatus | null> {
  const sealed = await blobs.read(KEY);
  const bytes = sealed && (await unseal(sealed));
  if (!bytes) return null;
  const found = status.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  const parsed = found.success ? parseSpec(found.data.spec) : null;
  return found.success && parsed?.ok ? { ...found.data, spec: parsed.spec } : null;
}
