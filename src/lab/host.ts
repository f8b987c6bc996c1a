import type { FileImages } from '../data/formats/readSet.ts';
import type { SpanStore } from '../data/remote/spanStore.ts';
import type { InputFile } from '../files/inputFile.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import type { Decomposer } from '../rainbow/decomposer.ts';
import type { Resumable, SavedNet } from './checkpoint.ts';
import type { LiveNetworks } from './live.ts';
import type { NetCache } from './netCache.ts';
import type { Part } from './parts.ts';
import type { ResultStore } from './resultStore.ts';
import type { NetWeights } from './weights.ts';

/** What an experiment needs of where it runs. */
export interface ExperimentHost {
  signal: AbortSignal;
  /** Preset the spec came from, for the title. */
  preset: string | null;
  /**
   * Awaited between units of work: lets events out, waits while paused; rejects when cancelled. Resolves to
   * the milliseconds spent paused.
   */
  turn(): Promise<number | void>;
  /**
   * Called before every step of training: true if that step is to be traced in full. Also called once after
   * training, to release a pending slow step.
   */
  traced?(): boolean;
  /** The person's files, for `data.source = "file"`: to be read, or read already. */
  files?: InputFile[];
  images?: FileImages | null;
  /** The opened model, for `network.architecture = "model"`. */
  model?: ImportedNetwork | null;
  /** Where pieces of fetched images are kept. */
  spans?: SpanStore;
  /** Decompositions in a thread of their own; by default in this one. */
  decomposer?: Decomposer;
  /** Training goes on behind these checkpoints, on the same images only. */
  resume?: Resumable;
  /** Trained nets of earlier runs on this machine; used by runs of several nets. */
  cache?: NetCache;
  /** Results that several machines share, in the place of `cache`. */
  store?: ResultStore;
  /**
   * Picks the parts that are done here, of a run divided among machines through `store`. Nets that they need
   * from other parts must be in the store.
   */
  only?(parts: readonly Part[]): readonly Part[];
  /**
   * All nets of what is done here are to be in `store`: a run that finds one missing fails before it does
   * anything.
   */
  joins?: boolean;
  /** Given what to resume from after every epoch: the nets trained as one batch, and `Resumable.images`. */
  onCheckpoint?(saved: SavedNet[], images: string | null): void;
  /** Given the weights of every net after training, once all are trained. */
  onTrained?(nets: NetWeights[]): void;
  /** Given the networks of the finished run; they are released by the next call or `release`. */
  onLive?(live: LiveNetworks): void;
}
