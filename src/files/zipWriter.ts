import { zipSync } from 'fflate';

/**
 * The first moment a zip can tell. By local time, which is what a zip holds: the same bytes in every time
 * zone.
 */
const NO_TIME = new Date(1980, 0, 1);
/** Packed already, or as good as random. */
const DENSE = /\.(gz|npz|safetensors)$/;

/** A zip of files by path, in this order; the same files give the same bytes. */
export const writeZip = (files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, [bytes, { level: DENSE.test(name) ? 0 : 6 }]]),
    ),
    { mtime: NO_TIME },
  ) as Uint8Array<ArrayBuffer>;
