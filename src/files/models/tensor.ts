/** One array of a model. */
export interface TensorEntry {
  name: string;
  shape: number[];
  /** The format's own word: "F32", "float16", "<f4". */
  dtype: string;
  /** Is it a float array? Others (counters, indices) are listed and not read. */
  float: boolean;
  /** What reading it takes of the file, unpacked. */
  bytes: number;
  /** Why its numbers cannot be read; without it they can. */
  unread?: string;
  /**
   * Stands beside the model in its file (an average of its weights, a best accuracy), and is no part of it.
   */
  beside?: boolean;
  /** The tensor's numbers in row-major order; fetched when asked for. Throws FileError. */
  read(): Promise<Float32Array | Float64Array>;
}

/** A file, or a part of one, that is no part of the opened model, and why. */
export interface LeftOut {
  name: string;
  reason: string;
}

export interface OpenedTensors {
  tensors: TensorEntry[];
  left: LeftOut[];
}

/** Numbers in one tensor; larger ones are listed and not read. */
export const MOST_NUMBERS = 2 ** 28;

/** A tensor that is listed with the reason why it is not read. */
export const unreadTensor = (
  name: string,
  { shape, dtype, bytes }: Pick<TensorEntry, 'shape' | 'dtype' | 'bytes'>,
  refuse: () => Error,
  reason: string,
): TensorEntry => ({
  name,
  shape,
  dtype,
  bytes,
  float: false,
  unread: reason,
  read: () => Promise.reject(refuse()),
});

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
