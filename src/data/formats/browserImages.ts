import type { Pixels } from './png.ts';

/** Does this engine decode images of other kinds? A page's worker does, Node does not. */
export const hasBrowserDecoder = (): boolean =>
  typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';

/**
 * RGB of an image of a kind that only the browser decodes, of a film its first picture; colours as they are
 * in the file, turned by no EXIF. Throws Error where this browser cannot.
 */
export async function decodeInBrowser(bytes: Uint8Array, type: string): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
    imageOrientation: 'none' as ImageOrientation,
  });
  const { width, height } = bitmap;
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser has no canvas in workers');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const pixels = new Uint8Array(width * height * 3);
    for (let p = 0; p < width * height; p++) pixels.set(data.subarray(p * 4, p * 4 + 3), p * 3);
    return { height, width, channels: 3, pixels };
  } finally {
    bitmap.close();
  }
}
