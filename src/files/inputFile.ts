/** A file that cannot be read: names the file, the byte, what is wrong and what to do. */
export class FileError extends Error {
  constructor(
    readonly file: string,
    readonly byte: number | null,
    problem: string,
  ) {
    super(byte === null ? `${file}: ${problem}` : `${file}, byte ${byte}: ${problem}`);
    this.name = 'FileError';
  }
}

/**
 * Bytes somewhere: a dropped file, a file on disk, an address. Read in part, so that a file of gigabytes
 * opens at once.
 */
export interface InputFile {
  /** With its folders, where it came with any. */
  name: string;
  size: number;
  /** Bytes from … up to, but not including, `to`. */
  read(from: number, to: number): Promise<Uint8Array>;
  /** Fetches a span in large pieces, where that is faster than one part after another. */
  prefetch?(from: number, to: number): Promise<void>;
}

/** A file whose bytes are at hand. */
export const fileOf = (name: string, bytes: Uint8Array): InputFile => ({
  name,
  size: bytes.length,
  read: async (from, to) => bytes.subarray(from, to),
});

/** A file of the browser. */
export const fileOfBlob = (name: string, blob: Blob): InputFile => ({
  name,
  size: blob.size,
  read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
});

/**
 * All of a file. Throws FileError when it is over the limit, or cannot be read (it was moved, the connection
 * is gone).
 */
export async function readWhole(file: InputFile, limit: number): Promise<Uint8Array> {
  if (file.size > limit)
    throw new FileError(
      file.name,
      null,
      `${Math.round(file.size / 2 ** 20).toLocaleString('en')} MiB is over the limit of ${Math.round(limit / 2 ** 20)} MiB`,
    );
  return readPart(file, 0, file.size);
}

/**
 * Bytes `from` … `to` of a file. Throws FileError when reading fails or brings another number of bytes;
 * passes an abort on.
 */
export async function readPart(file: InputFile, from: number, to: number): Promise<Uint8Array> {
  const bytes = await file.read(from, to).catch((error: unknown) => {
    if (error instanceof FileError || (error instanceof DOMException && error.name === 'AbortError'))
      throw error;
    throw new FileError(
      file.name,
      null,
      `could not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (bytes.length !== to - from)
    throw new FileError(
      file.name,
      from + bytes.length,
      `the file ends here, ${(to - from - bytes.length).toLocaleString('en')} bytes early: it was changed or cut off`,
    );
  return bytes;
}
