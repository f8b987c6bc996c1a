import { z } from 'zod';
import { ofTheRun } from './declare.ts';
import { fraction, longText, text } from './fields.ts';

const sweepPart = z.strictObject({
  /** "Net 3 of 12 (×1)". */
  title: text,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Of one that runs: what is done of it, from 0 to 1, what it is at, and which worker has it. */
  progress: z.strictObject({ share: fraction, label: text, worker: text }).nullable(),
  /** Why it failed. */
  why: longText.nullable(),
});
export type SweepPart = z.infer<typeof sweepPart>;

/**
 * How the parts of a run stand that is divided among machines; in its log while it goes on there
 * (cli/serve.ts).
 */
export const sweep = ofTheRun(
  z.strictObject({ type: z.literal('sweep'), parts: z.array(sweepPart).max(1000) }),
);
export type Sweep = z.infer<typeof sweep.schema>;
