import { z } from 'zod';
import { ofTheRun } from './declare.ts';
import { longText, measured } from './fields.ts';

/** Something a person should know of the run, told when it is found out. */
export const warning = ofTheRun(
  z.strictObject({
    type: z.literal('warning'),
    code: z.enum(['nan-loss', 'data', 'device', 'fit', 'memory', 'resumed', 'plan', 'stopped']),
    message: longText,
  }),
);
export type Warning = z.infer<typeof warning.schema>;

export const failed = ofTheRun(
  z.strictObject({
    type: z.literal('failed'),
    message: longText,
    detail: longText.optional(),
  }),
);
export type Failed = z.infer<typeof failed.schema>;

export const cancelled = ofTheRun(z.strictObject({ type: z.literal('cancelled'), seconds: measured }));
export type Cancelled = z.infer<typeof cancelled.schema>;

export const done = ofTheRun(z.strictObject({ type: z.literal('done'), seconds: measured }));
export type Done = z.infer<typeof done.schema>;
