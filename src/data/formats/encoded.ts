import { FileError } from '../../files/inputFile.ts';
import { checkSize, fitImage, type RawImages } from '../images.ts';
import { decodeInBrowser, hasBrowserDecoder } from './browserImages.ts';
import { decodeJpeg, jpegFrame } from './jpeg.ts';
import { kindOf } from './kinds.ts';
import { checkDamage, tellLeftOut, type LeftOut } from './leftOut.ts';
import { decodePng, pngSize, withoutAlpha, type Pixels } from './png.ts';

/** One encoded image with its label; `file` for messages. */
export interface EncodedImage {
  file: string;
  bytes: Uint8Array;
  label: number | string;
}

/** Where sizes differ, every image is brought to this side before the network's size is chosen. */
const COMMON = 64;
export const MIXED =
  'images of different sizes brought to 64 pixels on the shorter side and cut in the middle';

const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);

export type ImageFormat = 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP' | 'TIFF' | 'HEIC' | 'AVIF';

/** Of these a page can read what its browser decodes, of a GIF the first picture. */
const BY_BROWSER: Partial<Record<ImageFormat, string>> = {
  GIF: 'image/gif',
  WebP: 'image/webp',
  BMP: 'image/bmp',
  AVIF: 'image/avif',
};

/** What kind of image this is, read or not. */
export function imageFormat(bytes: Uint8Array): ImageFormat | null {
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'PNG';
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'JPEG';
  if (starts(bytes, 0x47, 0x49, 0x46, 0x38)) return 'GIF';
  if (starts(bytes, 0x52, 0x49, 0x46, 0x46) && starts(bytes.subarray(8), 0x57, 0x45, 0x42, 0x50))
    return 'WebP';
  if (starts(bytes, 0x42, 0x4d) && bytes.length > 26 && bytes[5] === 0) return 'BMP';
  if (starts(bytes, 0x49, 0x49, 0x2a, 0) || starts(bytes, 0x4d, 0x4d, 0, 0x2a)) return 'TIFF';
  const other = kindOf(bytes)?.one;
  if (other === 'HEIC image') return 'HEIC';
  return other === 'AVIF image' ? 'AVIF' : null;
}

/** An image of a kind that is recognised and not read here. */
class UnreadFormat extends FileError {
  constructor(
    file: string,
    readonly format: string,
    where = '',
  ) {
    super(file, 0, `${format} images are not read${where}: save them as PNG or JPEG`);
  }
}

/**
 * Decodes one image to grey or RGB bytes: palettes are looked up, 16 bits cut to 8, transparency dropped. PNG
 * and JPEG by the same decoders in a page and in Node, so that the same file is the same bytes everywhere;
 * their size is checked before anything is allocated. Other kinds where the browser can. Throws FileError.
 */
export async function decodeImage(file: string, bytes: Uint8Array): Promise<Pixels> {
  const format = imageFormat(bytes);
  if (!format) throw new FileError(file, 0, 'not an image that is read: PNG and JPEG are');
  const type = BY_BROWSER[format];
  if (type !== undefined) {
    if (!hasBrowserDecoder()) throw new UnreadFormat(file, format, ' outside of a browser');
    const image = await decodeInBrowser(bytes, type).catch((error: unknown) => {
      throw damaged(file, format, error);
    });
    checkSize(file, null, image.height, image.width);
    return image;
  }
  if (format === 'PNG') {
    const size = sized(file, bytes, format, pngSize(bytes));
    checkSize(file, size.byte, size.height, size.width);
    try {
      return decodePng(bytes);
    } catch (error) {
      throw damaged(file, format, error);
    }
  }
  if (format !== 'JPEG') throw new UnreadFormat(file, format);
  const frame = sized(file, bytes, format, jpegFrame(bytes));
  const { height, width } = frame;
  checkSize(file, frame.byte, height, width);
  const rgba = await decodeJpeg(bytes, frame).catch((error: unknown) => {
    throw damaged(file, format, error);
  });
  if (frame.components === 1)
    return { height, width, channels: 1, pixels: rgba.filter((_, i) => i % 4 === 0) };
  return { height, width, ...withoutAlpha(rgba, width * height, 4, 0) };
}

function sized<T>(file: string, bytes: Uint8Array, format: string, size: T | null): T {
  if (!size) throw new FileError(file, bytes.length, `the ${format} header is cut off or damaged`);
  return size;
}

const damaged = (file: string, format: string, error: unknown): FileError =>
  new FileError(
    file,
    null,
    `the ${format} image is damaged (${error instanceof Error ? error.message : String(error)}); leave it out or save it again`,
  );

/** Images to decode between two turns of the event loop. */
const CHUNK = 200;

export interface DecodeOptions {
  /** Bytes that the images may take. */
  limit: number;
  /** Told of images that are damaged or of a kind that is not read. */
  leftOut: LeftOut[];
  signal?: AbortSignal;
  onDecoded?(images: number): void;
}

export interface DecodedImages {
  images: RawImages;
  /** Which of the encoded images they are. */
  kept: number[];
  /** What was done to them, in words. */
  notes: string[];
}

/**
 * Decodes images one after another to one array. Sizes that differ are brought to 64 × 64 (shorter side, cut
 * in the middle); one colour image makes all RGB.
 */
export class Decoding {
  readonly #options: DecodeOptions;
  readonly #decoded: Pixels[] = [];
  readonly #labels: (number | string)[] = [];
  readonly #kept: number[] = [];
  readonly #byBrowser = new Map<string, number>();
  #seen = 0;
  #held = 0;
  #mixed = false;

  constructor(options: DecodeOptions) {
    this.#options = options;
  }

  /** Throws FileError when the images would take more than the limit. */
  async add(images: readonly EncodedImage[]): Promise<void> {
    const { leftOut, signal, onDecoded } = this.#options;
    for (const { file, bytes, label } of images) {
      if (this.#seen % CHUNK === 0) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal?.throwIfAborted();
        onDecoded?.(this.#seen);
      }
      const index = this.#seen++;
      try {
        this.#hold(file, await decodeImage(file, bytes));
      } catch (error) {
        if (!(error instanceof FileError) || error instanceof TooMuch) throw error;
        leftOut.push(leftOutOf(error));
        continue;
      }
      this.#labels.push(label);
      this.#kept.push(index);
      const format = imageFormat(bytes)!;
      if (BY_BROWSER[format]) this.#byBrowser.set(format, (this.#byBrowser.get(format) ?? 0) + 1);
    }
  }

  #hold(file: string, image: Pixels): void {
    const decoded = this.#decoded;
    const first = decoded[0] ?? image;
    const differs = image.height !== first.height || image.width !== first.width;
    if (!this.#mixed && (differs || Math.max(image.height, image.width) > 2 * COMMON)) {
      this.#mixed = true;
      decoded.forEach((each, k) => {
        decoded[k] = toCommon(each);
      });
    }
    const held = this.#mixed ? toCommon(image) : image;
    this.#held += held.pixels.length;
    if (this.#held > this.#options.limit) throw new TooMuch(file, decoded.length, this.#options.limit);
    decoded.push(held);
  }

  /** All of them. Throws FileError where none could be read. */
  finish(): DecodedImages {
    const decoded = this.#decoded;
    this.#options.onDecoded?.(this.#seen);
    if (decoded.length === 0) throw noneRead(this.#options.leftOut);
    const { height, width } = decoded[0];
    const channels = decoded.some((d) => d.channels === 3) ? 3 : 1;
    const length = height * width * channels;
    const pixels = new Uint8Array(decoded.length * length);
    decoded.forEach((image, i) => {
      const to = pixels.subarray(i * length, (i + 1) * length);
      if (image.channels === channels) to.set(image.pixels);
      else image.pixels.forEach((v, p) => to.fill(v, p * 3, p * 3 + 3));
    });
    const notes = this.#mixed ? [MIXED] : [];
    for (const [format, n] of this.#byBrowser)
      notes.push(`${n.toLocaleString('en')} ${format} decoded by the browser`);
    return {
      images: { count: decoded.length, height, width, channels, pixels, labels: this.#labels },
      kept: this.#kept,
      notes,
    };
  }
}

class TooMuch extends FileError {
  constructor(file: string, images: number, limit: number) {
    super(
      file,
      null,
      `${images.toLocaleString('en')} images take more than ${Math.round(limit / 2 ** 20)} MiB once unpacked; choose fewer or smaller ones`,
    );
  }
}

function noneRead(leftOut: readonly LeftOut[]): FileError {
  checkDamage(leftOut, 0);
  const file = leftOut[0]?.file ?? 'files';
  return new FileError(
    file,
    null,
    `there is no image in it that can be read: save them as PNG or JPEG (${tellLeftOut(leftOut).join('; ')})`,
  );
}

function leftOutOf(error: FileError): LeftOut {
  const { file } = error;
  if (error instanceof UnreadFormat)
    return { file, kind: [`${error.format} image`, `${error.format} images`] };
  return { file, kind: ['unreadable image', 'unreadable images'], damage: error };
}

function toCommon({ height, width, channels, pixels }: Pixels): Pixels {
  const out = new Uint8Array(COMMON * COMMON * channels);
  fitImage(pixels, height, width, channels, COMMON, out);
  return { height: COMMON, width: COMMON, channels, pixels: out };
}
