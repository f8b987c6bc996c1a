/** Images as bytes with their classes; the one form every source ends in. */
export interface Dataset {
  name: string;
  /** Where it came from, for every export: file names, or generator and seed. */
  source: string;
  classes: string[];
  size: number;
  channels: 1 | 3;
  train: LabelledImages;
  test: LabelledImages;
}

export interface LabelledImages {
  count: number;
  /** count · size · size · channels bytes, row-major, channels last (NHWC). */
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** A file that cannot be read: names the file, the byte, what is wrong and what to do. */
export class DataFileError extends Error {
  constructor(readonly file: string, readonly byte: number | null, problem: string) {
    super(byte === null ? `${file}: ${problem}` : `${file}, byte ${byte}: ${problem}`);
    this.name = 'DataFileError';
  }
}
