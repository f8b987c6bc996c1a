import type { KernelResult } from './kernel.ts';
import type { MatrixResult } from './matrix.ts';
import type { KernelSettings, MatrixSettings } from './settings.ts';

/** What is asked of the playground's worker; `id` comes back with every answer. */
export type PlayQuestion = { id: number } & (
  { kind: 'matrix'; settings: MatrixSettings } | { kind: 'kernel'; settings: KernelSettings; quick: boolean }
);

export type PlayAnswer = { id: number } & (
  { progress: number; what: string } | { matrix: MatrixResult } | { kernel: KernelResult } | { error: string }
);
