import { decode } from 'fast-png';
import { crc32 } from '../../files/crc32.ts';
import { decodeInterlacedBits } from './pngInterlace.ts';

/** Grey or RGB, row-major, channels last. */
export interface Pixels {
  height: number;
  width: number;
  channels: 1 | 3;
  pixels: Uint8Array;
}

/** The size in the header; null where there is not even that. */
export function pngSize(bytes: Uint8Array): { height: number; width: number; byte: number } | null {
  if (bytes.length < 33) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20), byte: 16 };
}

/**
 * The chunks that pixels are made of; their checksums must fit, those of others are not looked at. Throws
 * Error.
 */
function pixelChunks(bytes: Uint8Array): { data: Uint8Array[]; palette: Uint8Array | null } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw new Error('it is cut off');
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw new Error('it is cut off');
    if (
      /^[A-Z]/.test(type) &&
      crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)
    )
      throw new Error(`the checksum of its ${type} chunk at byte ${at} does not fit`);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(chunk);
    if (type === 'PLTE') palette = chunk;
    if (type === 'IEND') return { data, palette };
    at += 12 + length;
  }
}

/** Palettes are looked up, 16 bits cut to 8, transparency dropped. Throws Error for a damaged image. */
export function decodePng(bytes: Uint8Array): Pixels {
  const { data, palette } = pixelChunks(bytes);
  const size = pngSize(bytes)!;
  const { height, width } = size;
  const area = width * height;
  const depth = bytes[24];
  // fast-png takes packed samples of an interlaced image for whole bytes.
  const interlaced = depth < 8 && bytes[28] === 1;
  const image = interlaced ? null : decode(bytes);
  if (image && !image.palette && depth >= 8)
    return { height, width, ...withoutAlpha(image.data, area, image.channels, depth === 16 ? 8 : 0) };
  const levels = image
    ? unpackBits(image.data as Uint8Array, width, height, depth)
    : decodeInterlacedBits(data, size, depth);
  if (bytes[25] !== 3) {
    const most = 2 ** depth - 1;
    return { height, width, channels: 1, pixels: levels.map((v) => Math.round((v * 255) / most)) };
  }
  if (!palette) throw new Error('its palette is missing');
  const pixels = new Uint8Array(area * 3);
  for (let p = 0; p < area; p++) pixels.set(palette.subarray(levels[p] * 3, levels[p] * 3 + 3), p * 3);
  return { height, width, channels: 3, pixels };
}

/** Samples of under 8 bits, packed from the high bits, every row from a byte of its own. */
export function unpackBits(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  if (depth >= 8) return data;
  const out = new Uint8Array(width * height);
  const perByte = 8 / depth;
  const row = Math.ceil(width / perByte);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const byte = data[y * row + Math.floor(x / perByte)];
      out[y * width + x] = (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
    }
  return out;
}

/** One or three channels of what has one to four; `shift` cuts 16 bits to 8. */
export function withoutAlpha(
  data: ArrayLike<number>,
  area: number,
  from: number,
  shift: number,
): { channels: 1 | 3; pixels: Uint8Array } {
  const channels = from >= 3 ? 3 : 1;
  if (from === channels && shift === 0 && data instanceof Uint8Array && data.length === area * channels)
    return { channels, pixels: data };
  const pixels = new Uint8Array(area * channels);
  for (let p = 0; p < area; p++)
    for (let c = 0; c < channels; c++) pixels[p * channels + c] = data[p * from + c] >> shift;
  return { channels, pixels };
}
