import type { InputShape } from '../networks/architectures.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import type { RunEvent } from './events.ts';
import type { Meter } from './meter.ts';

/**
 * What drawing one built-in image costs beside a multiply–accumulate of a network (about 1.5 ms against 5
 * G/s).
 */
export const IMAGE_UNITS = 7e6;

/** What every part of a run works with. */
export interface Work {
  input: InputShape;
  decomposer: Decomposer;
  meter: Meter;
  emit(event: RunEvent): void;
  /** Between units of work: lets events out, waits while paused, throws when cancelled. */
  turn(images: number): Promise<void>;
}
