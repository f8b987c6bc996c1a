import type { Axes } from '../files/models/axes.ts';
import type { ModelFile } from '../files/models/modelFile.ts';
import type { LeftOut } from '../files/models/tensor.ts';
import type { LayerComparison, ModelLayer, SkippedTensor } from './modelSpectra.ts';

/**
 * Where a model is: at a public address, or a person's files; `axes`: the order of its axes, where a person
 * says it.
 */
export type ModelSource = (
  { kind: 'address'; address: string } | { kind: 'files'; files: readonly { name: string; file: Blob }[] }
) & { axes?: Axes };

/** A weight that is a learned layer, before it is measured. */
export interface LayerInfo {
  name: string;
  shape: number[];
  dtype: string;
  neurons: number;
  inputs: number;
  /** Work of measuring it, in multiply–accumulates. */ units: number;
  /** Bytes of its numbers in the file, as far as the type tells. */ bytes: number;
}

/** What a model is, as soon as its header is read. */
export interface ModelInfo {
  name: string;
  format: string;
  /** Where it was fetched from; null for files. */
  address: string | null;
  /** Bytes of all its files. */
  bytes: number;
  /**
   * SHA-256 of the file, in hexadecimal; null for an address, several files and files too large to be hashed
   * whole.
   */
  sha256: string | null;
  /** In the order of the file. */
  layers: LayerInfo[];
  skipped: SkippedTensor[];
  /** What was opened and is no part of the model, with why. */
  left: LeftOut[];
  /** The order of axes that was taken for the file's, and what says so. */
  axes: ModelFile['axes'];
  commit: string;
  /** When it was opened, ISO 8601. */
  date: string;
}

/**
 * The log of a model being looked at, from `opened` on. What is on the page is a fold over it. Plain JSON.
 */
export type ModelEvent =
  | { type: 'opened'; info: ModelInfo }
  /** Layers about to be measured, or pairs about to be compared. */
  | { type: 'started'; task: 'measure' | 'compare'; names: string[] }
  /** `fetched`: bytes that have come from an address, of those known to be needed. */
  | {
      type: 'progress';
      label: string;
      done: number;
      total: number;
      secondsLeft: number | null;
      fetched: { done: number; total: number } | null;
    }
  | { type: 'layer'; layer: ModelLayer }
  /** A weight that has no spectrum (it is not finite) or cannot be read; the others go on. */
  | { type: 'layer-failed'; name: string; message: string }
  /** The second model; pairs of layers come as `compared`, those that cannot be with why. */
  | { type: 'other-opened'; info: ModelInfo; pairs: [name: string, other: string][] }
  | { type: 'compared'; comparison: LayerComparison }
  | { type: 'not-compared'; name: string; message: string }
  | { type: 'ended'; how: 'done' | 'cancelled' | 'failed'; message?: string };
