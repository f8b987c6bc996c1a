import { z } from 'zod';
import { ofTheRun } from './declare.ts';
import { measured, text } from './fields.ts';

const phase = z.enum(['data', 'device', 'train', 'spectra', 'redraw', 'retrain', 'wider', 'compare']);
export type Phase = z.infer<typeof phase>;

/** How far the run is. Left out of run files: it says nothing of the result. */
export const progress = ofTheRun(
  z.strictObject({
    type: z.literal('progress'),
    phase,
    /** In words, for the status line: "Training, epoch 3 of 8". */
    label: text,
    done: measured,
    total: measured,
    /** Over the whole run, 0–1. */
    overall: measured,
    secondsLeft: z.number().nullable(),
    imagesPerSecond: z.number().nullable(),
  }),
);
export type Progress = z.infer<typeof progress.schema>;
