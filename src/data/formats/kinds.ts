import type { LeftOut } from './leftOut.ts';
import type { Entry } from './unpack.ts';

/** What bytes are that do not hold images this page reads: a name in one and several, and what to do. */
export interface Kind {
  one: string;
  many: string;
  /** Behind "save …": what brings it here. Null where nothing does. */
  wayOut: string | null;
}

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);
const kind = (name: string, wayOut: string | null, many = `${name}s`): Kind => ({ one: name, many, wayOut });

const NPZ = 'save its arrays with numpy.savez("set.npz", x=images, y=labels)';
const UNPACK = 'unpack it and drop what is in it';

const MAGIC: [magic: number[], kind: Kind][] = [
  [[0x89, 0x48, 0x44, 0x46], kind('HDF5 file', `${NPZ} (Keras, MATLAB 7.3 and .h5 files are HDF5)`)],
  [[0x52, 0x61, 0x72, 0x21], kind('RAR archive', UNPACK)],
  [[0x37, 0x7a, 0xbc, 0xaf], kind('7-Zip archive', UNPACK)],
  [[0xfd, 0x37, 0x7a, 0x58], kind('xz archive', UNPACK)],
  [[0x42, 0x5a, 0x68], kind('bzip2 archive', UNPACK)],
  [[0x28, 0xb5, 0x2f, 0xfd], kind('Zstandard archive', UNPACK)],
  [[0x50, 0x4b, 3, 4], kind('zip archive', UNPACK)],
  [[0x1f, 0x8b], kind('gzip archive', UNPACK)],
  [[0x25, 0x50, 0x44, 0x46], kind('PDF document', 'save its pictures as PNG')],
  [
    [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    kind('Arrow file', 'save it as parquet: dataset.to_parquet("set.parquet")'),
  ],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], kind('SQLite database', NPZ)],
  [[0x93, 0x4e, 0x55, 0x4d], kind('numpy array', NPZ)],
];

/** The brand of an ISO media file, of which HEIC, AVIF and MP4 are kinds. */
function isoKind(bytes: Uint8Array): Kind | null {
  if (text(bytes, 4, 8) !== 'ftyp') return null;
  const brand = text(bytes, 8, 12);
  if (/^(hei|hev|mif1|msf1)/.test(brand)) return kind('HEIC image', 'save them as PNG or JPEG');
  if (brand.startsWith('avi')) return kind('AVIF image', 'save them as PNG or JPEG');
  return kind('MP4 video', 'save its frames as PNG');
}

/** Texts that stand where data should be. */
function textKind(bytes: Uint8Array): Kind | null {
  const head = text(bytes, 0, 400)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (head.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = Number(/\nsize (\d+)/.exec(head)?.[1] ?? 0);
    const of = size ? ` of ${size.toLocaleString('en')} bytes` : '';
    return kind(
      `Git LFS pointer to a file${of}, not the file itself`,
      'fetch it with "git lfs pull"',
      'Git LFS pointers',
    );
  }
  if (/^(<!doctype html|<html)/i.test(head))
    return kind(
      'HTML page',
      'its address led to a page (a login, "not found") and not to the file: download it again',
    );
  if (/^(<svg|<\?xml[^]*<svg)/i.test(head)) return kind('SVG image', 'save them as PNG');
  if (/^MATLAB 5\.0 MAT-file/.test(head)) return kind('MATLAB file', NPZ);
  if (/^MATLAB 7\.3/.test(head))
    return kind('MATLAB 7.3 file', 'save it with save(…, "-v7"), or its arrays as .npz');
  return null;
}

/** What bytes are, of the kinds that are recognised only to say so; null for any other. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const found = MAGIC.find(([magic]) => starts(bytes, ...magic));
  return found?.[1] ?? isoKind(bytes) ?? textKind(bytes);
}

const OTHER_FILE: Kind = kind('other file', null);
/** What sets bring to be read by people. */
const isCompanion = (path: string): boolean =>
  /(^|\/)(readme|licen[sc]e|changelog|citation)[^/]*$/i.test(path);

/**
 * Tells that entries do not come into the set; of those that are there to be read by people nothing is said.
 */
export function leaveOut(leftOut: LeftOut[], entries: readonly Entry[]): void {
  for (const { file, path, bytes } of entries) {
    if (isCompanion(path)) continue;
    const { one, many } = kindOf(bytes) ?? OTHER_FILE;
    leftOut.push({ file, kind: [one, many] });
  }
}
