import { FileError } from '../../files/inputFile.ts';
import { isNpy } from '../../files/npy.ts';

/** A numpy array of words, in the order of the file. */
export interface TextArray {
  shape: number[];
  texts: string[];
}

/** Words of numpy: U of UTF-32, S of bytes, filled up with zeros. */
const TEXT = /'descr'\s*:\s*'([<>|=]?)([US])(\d+)'/;

/**
 * The words of a .npy file that holds some; null for any other array. Throws FileError for one of Python
 * objects, and one that is cut off.
 */
export function readTextNpy(file: string, bytes: Uint8Array): TextArray | null {
  if (!isNpy(bytes)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : 0;
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  if (/'descr'\s*:\s*'\|O'/.test(header))
    throw new FileError(
      file,
      start,
      'an array of Python objects: save words with numpy.array(labels, dtype=str), numbers with a dtype of numbers',
    );
  const type = TEXT.exec(header);
  if (!type) return null;
  const [, order, letter, width] = type;
  const shape = (/'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter(Boolean)
    .map(Number);
  const count = shape.reduce((a, b) => a * b, 1);
  const size = Number(width) * (letter === 'U' ? 4 : 1);
  const from = start + length;
  if (!(count * size <= bytes.length - from))
    throw new FileError(
      file,
      from,
      `the header announces ${count.toLocaleString('en')} words of ${size} bytes, ${(bytes.length - from).toLocaleString('en')} bytes follow: the file is cut off`,
    );
  const word = (i: number): string => {
    const at = from + i * size;
    if (letter === 'S') return new TextDecoder().decode(bytes.subarray(at, at + size)).replace(/\0+$/, '');
    const codes = Array.from({ length: size / 4 }, (_, c) => view.getUint32(at + 4 * c, order !== '>'));
    return codes
      .filter((code) => code > 0 && code <= 0x10ffff)
      .map((code) => String.fromCodePoint(code))
      .join('');
  };
  return { shape, texts: size === 0 ? [] : Array.from({ length: count }, (_, i) => word(i)) };
}
