import { decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { FileError } from '../../files/inputFile.ts';
import { checkSize, fitImage, type RawImages } from '../images.ts';

/** One encoded image with its label; `file` for messages. */
export interface EncodedImage {
  file: string;
  bytes: Uint8Array;
  label: number;
}

interface Decoded {
  height: number;
  width: number;
  channels: 1 | 3;
  pixels: Uint8Array;
}

/** Where sizes differ, every image is brought to this side before the network's size is chosen. */
const COMMON = 64;

const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);
const isPng = (bytes: Uint8Array): boolean => starts(bytes, 0x89, 0x50, 0x4e, 0x47);
const isJpeg = (bytes: Uint8Array): boolean => starts(bytes, 0xff, 0xd8, 0xff);

/** PNG, JPEG, or a kind that is recognised only to say that it is not read. */
export function imageFormat(bytes: Uint8Array): 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP' | 'TIFF' | null {
  if (isPng(bytes)) return 'PNG';
  if (isJpeg(bytes)) return 'JPEG';
  if (starts(bytes, 0x47, 0x49, 0x46, 0x38)) return 'GIF';
  if (starts(bytes, 0x52, 0x49, 0x46, 0x46) && starts(bytes.subarray(8), 0x57, 0x45, 0x42, 0x50))
    return 'WebP';
  if (starts(bytes, 0x42, 0x4d) && bytes.length > 26 && bytes[5] === 0) return 'BMP';
  return starts(bytes, 0x49, 0x49, 0x2a, 0) || starts(bytes, 0x4d, 0x4d, 0, 0x2a) ? 'TIFF' : null;
}

/**
 * Decodes one image to grey or RGB bytes: palettes are looked up, 16 bits cut to 8, transparency dropped. The same decoder runs in a page and in Node, so
 * that the same file is the same bytes everywhere. The size is checked before anything is allocated. Throws FileError.
 */
export function decodeImage(file: string, bytes: Uint8Array): Decoded {
  const format = imageFormat(bytes);
  if (format !== 'PNG' && format !== 'JPEG')
    throw new FileError(
      file,
      0,
      format
        ? `${format} images are not read: save them as PNG or JPEG`
        : 'not an image that is read: PNG and JPEG are',
    );
  const size = format === 'PNG' ? pngSize(bytes) : jpegSize(bytes);
  if (!size) throw new FileError(file, bytes.length, `the ${format} header is cut off or damaged`);
  checkSize(file, size.byte, size.height, size.width);
  try {
    return format === 'PNG' ? fromPng(bytes) : fromJpeg(bytes);
  } catch (error) {
    throw new FileError(
      file,
      null,
      `the ${format} image is damaged (${error instanceof Error ? error.message : String(error)}); leave it out or save it again`,
    );
  }
}

function pngSize(bytes: Uint8Array): { height: number; width: number; byte: number } | null {
  if (bytes.length < 33) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20), byte: 16 };
}

/** The size in the frame header (SOF), the first segment FFC0 … FFCF that is no table (ITU T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): { height: number; width: number; byte: number } | null {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return {
        height: bytes[at + 5] * 256 + bytes[at + 6],
        width: bytes[at + 7] * 256 + bytes[at + 8],
        byte: at + 5,
      };
    at += marker === 0xff ? 1 : 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return null;
}

function fromPng(bytes: Uint8Array): Decoded {
  const image = decodePng(bytes);
  const { width, height, depth } = image;
  const area = width * height;
  let { channels } = image;
  let data: ArrayLike<number> = image.data;
  if (image.palette) {
    const { palette } = image;
    const indices = unpackBits(image.data as Uint8Array, width, height, depth);
    const rgb = new Uint8Array(area * 3);
    for (let p = 0; p < area; p++) rgb.set(palette[indices[p]]?.slice(0, 3) ?? [0, 0, 0], p * 3);
    return { height, width, channels: 3, pixels: rgb };
  }
  if (depth < 8) {
    const most = 2 ** depth - 1;
    data = unpackBits(image.data as Uint8Array, width, height, depth).map((v) =>
      Math.round((v * 255) / most),
    );
    channels = 1;
  }
  return { height, width, ...withoutAlpha(data, area, channels, depth === 16 ? 8 : 0) };
}

/** Samples of under 8 bits, packed from the high bits, every row from a byte of its own. */
function unpackBits(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  if (depth >= 8) return data;
  const out = new Uint8Array(width * height);
  const perByte = 8 / depth;
  const row = Math.ceil(width / perByte);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      out[y * width + x] =
        (data[y * row + Math.floor(x / perByte)] >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
    }
  return out;
}

function fromJpeg(bytes: Uint8Array): Decoded {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    maxResolutionInMP: 17,
    maxMemoryUsageInMB: 512,
  });
  return { height, width, ...withoutAlpha(data, width * height, 4, 0) };
}

/** One or three channels of what has one to four; `shift` cuts 16 bits to 8. */
function withoutAlpha(
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

/** Images to decode between two turns of the event loop. */
const CHUNK = 200;

/**
 * Decodes images one after another to one array. Sizes that differ are brought to 64 × 64 (shorter side, cut in the middle); one colour image makes all RGB.
 * Throws FileError naming the image, or when they would take more than `limit` bytes.
 */
export async function decodeAll(
  images: readonly EncodedImage[],
  limit: number,
  { signal, onDecoded }: { signal?: AbortSignal; onDecoded?(images: number): void } = {},
): Promise<{ images: RawImages; mixed: boolean }> {
  const decoded: Decoded[] = [];
  let held = 0;
  let mixed = false;
  for (const [i, { file, bytes }] of images.entries()) {
    if (i % CHUNK === 0) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
      onDecoded?.(i);
    }
    let image = decodeImage(file, bytes);
    const first = decoded[0] ?? image;
    if (
      !mixed &&
      (image.height !== first.height ||
        image.width !== first.width ||
        Math.max(image.height, image.width) > 2 * COMMON)
    ) {
      mixed = true;
      decoded.forEach((each, k) => {
        decoded[k] = toCommon(each);
      });
    }
    if (mixed) image = toCommon(image);
    held += image.pixels.length;
    if (held > limit)
      throw new FileError(
        file,
        null,
        `${i.toLocaleString('en')} images take more than ${Math.round(limit / 2 ** 20)} MiB once unpacked; choose fewer or smaller ones`,
      );
    decoded.push(image);
  }
  onDecoded?.(images.length);
  const { height, width } = decoded[0];
  const channels = decoded.some((d) => d.channels === 3) ? 3 : 1;
  const length = height * width * channels;
  const pixels = new Uint8Array(decoded.length * length);
  decoded.forEach((image, i) => {
    const to = pixels.subarray(i * length, (i + 1) * length);
    if (image.channels === channels) to.set(image.pixels);
    else image.pixels.forEach((v, p) => to.fill(v, p * 3, p * 3 + 3));
  });
  return {
    images: {
      count: decoded.length,
      height,
      width,
      channels,
      pixels,
      labels: images.map((image) => image.label),
    },
    mixed,
  };
}

function toCommon({ height, width, channels, pixels }: Decoded): Decoded {
  const out = new Uint8Array(COMMON * COMMON * channels);
  fitImage(pixels, height, width, channels, COMMON, out);
  return { height: COMMON, width: COMMON, channels, pixels: out };
}
