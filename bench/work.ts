/** One piece of work, told alike to every contender, wherever it runs. */
export type Work = TrainWork | ProductWork | DecompositionWork | ImagesWork | LayerWork;

export interface TrainWork {
  kind: 'train';
  network: 'cnn' | 'scat-j3' | 'scat-j7';
  batch: number;
  /** Networks trained at the same time on the same images; as one batch or one after another. */
  nets: number;
  together: boolean;
  /** A file with the inputs and weights, for contenders that cannot make them (`inputs.ts`). */
  file?: string;
}

/** op(a)·op(b) of m × k and k × n. */
export interface ProductWork {
  kind: 'product';
  m: number;
  k: number;
  n: number;
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * Of the m × n matrix in `file` (f64, row-major): eigenvalues and vectors (it is symmetric), thin SVD, or
 * U·Vᵀ of it.
 */
export interface DecompositionWork {
  kind: 'eigh' | 'svd' | 'polar';
  m: number;
  n: number;
  file: string;
}

/** All images of the parquet file at an address, as floats. */
export interface ImagesWork {
  kind: 'images';
  address: string;
}

/** The spectrum of one weight of a safetensors file. */
export interface LayerWork {
  kind: 'layer';
  file: string;
  tensor: string;
}

/** What a contender says when it is ready. */
export interface Ready {
  /** As it is to be named in a row. */
  name: string;
  /**
   * Numbers that all contenders must agree on: losses of the first steps, entries of a product, eigenvalues
   * or singular values.
   */
  check: number[];
  /** What the last repetition of that took. */
  seconds: number;
  /** Is the GPU imitated on the CPU? */
  software?: boolean;
  /** Why a ratio against it would say nothing. */
  noRatio?: string;
}

/** The first steps of training, whose losses are compared. */
export const CHECK_STEPS = 3;
export const LEARNING_RATE = 0.02;
export const MOMENTUM = 0.9;
export const CLASSES = 10;
