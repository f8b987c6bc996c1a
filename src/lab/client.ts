import type { NetworkSettings } from '../networks/settings.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { CatalogueEntry } from './architectures.ts';
import type { NetworkKind, RunEvent } from './events.ts';
import type { ModelSource } from './modelEvents.ts';

/**
 * `goOn`: the id of a kept run (keptRuns.ts) of this spec that goes on from its last checkpoint. `onUnkept`:
 * told, once, where the run cannot be kept.
 */
export interface RunOptions {
  goOn?: string;
  onUnkept?(why: string): void;
}

/** What was read from a person's files, without the images. */
export interface OpenedImages {
  name: string;
  source: string;
  kind: string;
  train: number;
  test: number;
  classes: string[];
  channels: number;
  height: number;
  width: number;
}

/** A file with the folders it came in. */
export interface NamedFile {
  name: string;
  file: File;
}

/** What is known of an opened model: whether it runs on images, and how. */
export type OpenedModel =
  | {
      runs: true;
      title: string;
      /** Classes it tells apart. */ classes: number;
      channels: number;
      /** Side of its images; null: any. */ size: number | null;
      /** How pixels come to it, in words. */ pixels: string;
      /** Why its weights cannot be drawn again; null: they can. */ notDrawn: string | null;
    }
  | { runs: false; reason: string };

/**
 * The page's handle on the worker that runs experiments. Every call returns at once; results come as events.
 */
export interface LabClient {
  /**
   * Starts a run; a run in progress is cancelled first. Events of the new run (from `started` on) go to
   * `onEvent`.
   */
  run(
    spec: ExperimentSpec,
    preset: string | null,
    onEvent: (event: RunEvent) => void,
    options?: RunOptions,
  ): void;
  /**
   * What a run would take on this machine: networks, bytes at the peak, and seconds once a run has been
   * measured. Rejects for a spec that cannot be run.
   */
  estimate(spec: ExperimentSpec): Promise<{ networks: number; bytes: number; seconds: number | null }>;
  /** Every architecture under these settings, on 32 × 32 images in colour. */
  catalogue(settings: NetworkSettings): Promise<CatalogueEntry[]>;
  pause(): void;
  resume(): void;
  /** While paused: does one unit of work (a training step; later a draw), then pauses again. */
  step(): void;
  /** Goes on to the next step of training, tells it in full (`step-trace`), then pauses. */
  slowStep(): void;
  cancel(): void;
  /** Reads dropped files in the worker. Rejects with the reader's message; the data set in use stays. */
  openFiles(
    files: readonly NamedFile[],
    onProgress: (done: number, total: number) => void,
  ): Promise<OpenedImages>;
  /**
   * Opens a model in the worker and, where its architecture is known, holds it for the runs of
   * `network.architecture = "model"` that follow, in the place of the one before. Rejects with the reader's
   * message.
   */
  openModel(source: ModelSource): Promise<OpenedModel>;
  /**
   * Class probabilities of one image from each network of the run last finished live; rejects if there is
   * none.
   */
  classify(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>>;
  /**
   * Everything of a run as a zip (export/archive.ts); `own`: it is the run last made live, whose weights go
   * with it. Rejects for a log without `started`.
   */
  archive(events: RunEvent[], address: string, own: boolean): Promise<Uint8Array<ArrayBuffer>>;
}
