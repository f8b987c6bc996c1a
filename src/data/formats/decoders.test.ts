import { describe, expect, it } from 'vitest';
import { bytesOf, refusal } from '../../files/craftedFiles.ts';
import { decodeImage } from './encoded.ts';
import fixtures from './fixtures/images.json';

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const fixture = (name: keyof typeof fixtures) => {
  const { file, pixels, ...size } = fixtures[name];
  return { ...size, file: bytes(file), pixels: bytes(pixels) };
};
const names = Object.keys(fixtures) as (keyof typeof fixtures)[];

/**
 * Files and their pixels by Pillow 12.3, that is libjpeg-turbo 3.1 and libpng; interlaced PNG by a writer of
 * the specification, in Python.
 */
describe('pixels as libjpeg and libpng give them', () => {
  it.each(names.filter((name) => name !== 'cmyk.jpg'))('%s', async (name) => {
    const { file, pixels, ...size } = fixture(name);
    const image = await decodeImage(name, file);
    expect([image.height, image.width, image.channels]).toEqual([size.height, size.width, size.channels]);
    const differences = image.pixels.map((value, i) => Math.abs(value - pixels[i]));
    // The two libraries round a product of the inverse transform in their own way.
    expect(Math.max(...differences)).toBeLessThanOrEqual(name.endsWith('.png') ? 0 : 1);
  });

  it('four inks, to what their mixing leaves', async () => {
    const { file, pixels } = fixture('cmyk.jpg');
    const image = await decodeImage('cmyk.jpg', file);
    const sum = image.pixels.reduce((total, value, i) => total + Math.abs(value - pixels[i]), 0);
    expect(sum / pixels.length).toBeLessThan(1);
  });
});

describe('damage', () => {
  it('a JPEG that is cut off is refused, not filled up with grey', async () => {
    const { file } = fixture('baseline.jpg');
    for (const share of [0.6, 0.8, 0.95]) {
      const cut = file.subarray(0, Math.floor(share * file.length));
      expect((await refusal(decodeImage('a.jpg', cut))).message).toMatch(
        /JPEG image is damaged|header is cut off/,
      );
    }
    // The decoder works on after an error.
    expect((await decodeImage('a.jpg', file)).width).toBe(21);
  });

  it('a changed byte in the pixels of a PNG is noticed, one in a comment is not', async () => {
    const { file } = fixture('grey4_interlaced.png');
    const changed = file.slice();
    changed[60] ^= 8;
    expect((await refusal(decodeImage('a.png', changed))).message).toMatch(/checksum of its IDAT chunk/);
    const comment = bytesOf([0, 0, 0, 2], 'tEXt', [65, 66, 1, 2, 3, 4]);
    const commented = bytesOf(file.subarray(0, 33), comment, file.subarray(33));
    expect((await decodeImage('a.png', commented)).width).toBe(13);
  });
});
