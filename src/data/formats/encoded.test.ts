import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { bytesOf, refusal } from '../../files/craftedFiles.ts';
import { Decoding, decodeImage, imageFormat, type DecodeOptions, type EncodedImage } from './encoded.ts';
import type { LeftOut } from './leftOut.ts';

const ramp = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
const png = (
  width: number,
  height: number,
  channels: number,
  data: Uint8Array | Uint16Array = ramp(width * height * channels),
  more = {},
) => encodePng({ width, height, data, channels, ...more } as Parameters<typeof encodePng>[0]);

describe('PNG', () => {
  it.each([1, 3])('gives the bytes of %i channels', async (channels) => {
    expect(await decodeImage('a.png', png(9, 8, channels))).toEqual({
      height: 8,
      width: 9,
      channels,
      pixels: ramp(72 * channels),
    });
  });

  it.each([
    [2, 1],
    [4, 3],
  ])('drops the transparency of %i channels', async (from, channels) => {
    const { pixels } = await decodeImage('a.png', png(8, 8, from));
    expect(pixels).toEqual(ramp(64 * from).filter((_, i) => i % from < channels));
  });

  it('cuts 16 bits to 8', async () => {
    const data = Uint16Array.from({ length: 64 }, (_, i) => i * 1000);
    expect(Array.from((await decodeImage('a.png', png(8, 8, 1, data, { depth: 16 }))).pixels)).toEqual(
      Array.from(data, (v) => v >> 8),
    );
  });
});

describe('JPEG', () => {
  it('gives RGB near what was encoded', async () => {
    const data = new Uint8Array(16 * 16 * 4);
    for (let i = 0; i < 256; i++) data.set([200, 100, 50, 255], i * 4);
    const { data: bytes } = encodeJpeg({ width: 16, height: 16, data }, 95);
    const image = await decodeImage('a.jpg', new Uint8Array(bytes));
    expect([image.height, image.width, image.channels]).toEqual([16, 16, 3]);
    for (const [c, value] of [200, 100, 50].entries())
      expect(Math.abs(image.pixels[3 * 40 + c] - value)).toBeLessThan(4);
  });
});

it.each<[string, Uint8Array, RegExp]>([
  [
    'a GIF',
    bytesOf('GIF89a', new Uint8Array(40)),
    /GIF images are not read outside of a browser: save them as PNG or JPEG/,
  ],
  [
    'a WebP',
    bytesOf('RIFF', [0, 0, 0, 0], 'WEBP', new Uint8Array(40)),
    /WebP images are not read outside of a browser/,
  ],
  [
    'a PNG of a billion pixels',
    bytesOf(png(8, 8, 1).subarray(0, 16), [0, 0, 0x80, 0, 0, 0, 0x80, 0], png(8, 8, 1).subarray(24)),
    /32768 × 32768 pixels/,
  ],
  ['a PNG of 7 pixels', png(7, 8, 1), /8 × 7 pixels/],
  ['a cut PNG', png(64, 64, 3).subarray(0, 200), /damaged|cut off/],
  ['a cut header', png(8, 8, 1).subarray(0, 20), /header is cut off/],
  [
    'a JPEG without a frame',
    bytesOf([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xd9]),
    /JPEG header is cut off/,
  ],
])('refuses %s', async (_, bytes, message) => {
  expect(imageFormat(bytes)).not.toBe(null);
  expect((await refusal(decodeImage('a.img', bytes))).message).toMatch(message);
});

describe('many', () => {
  const image = (bytes: Uint8Array, label = 0): EncodedImage => ({ file: 'x', bytes, label });
  const decodeAll = async (images: EncodedImage[], limit = 1e6, more: Partial<DecodeOptions> = {}) => {
    const decoding = new Decoding({ limit, leftOut: [], ...more });
    await decoding.add(images);
    return decoding.finish();
  };

  it('brings different sizes to 64 pixels, and grey beside colour to colour', async () => {
    const { images, notes } = await decodeAll([image(png(32, 32, 1), 4), image(png(100, 50, 3), 7)]);
    expect({ notes, ...images, pixels: images.pixels.length }).toEqual({
      notes: ['images of different sizes brought to 64 pixels on the shorter side and cut in the middle'],
      count: 2,
      height: 64,
      width: 64,
      channels: 3,
      pixels: 2 * 64 * 64 * 3,
      labels: [4, 7],
    });
  });

  it('leaves images of one size as they are', async () => {
    const { images, notes } = await decodeAll([image(png(20, 10, 3)), image(png(20, 10, 3))]);
    expect([notes, images.height, images.width]).toEqual([[], 10, 20]);
  });

  it('leaves out what is damaged or of another kind, and keeps the labels of the others', async () => {
    const leftOut: LeftOut[] = [];
    const damaged = png(32, 32, 3).subarray(0, 300);
    const webp = bytesOf('RIFF', [0, 0, 0, 0], 'WEBP', new Uint8Array(40));
    const some = [image(damaged, 1), image(png(32, 32, 3), 2), image(webp, 3), image(png(32, 32, 3), 4)];
    const { images, kept } = await decodeAll(some, 1e6, { leftOut });
    expect([images.count, images.labels, kept]).toEqual([2, [2, 4], [1, 3]]);
    expect(leftOut.map(({ kind, damage }) => [kind[0], damage !== undefined])).toEqual([
      ['unreadable image', true],
      ['WebP image', false],
    ]);
  });

  it('refuses where none can be read', async () => {
    const webp = bytesOf('RIFF', [0, 0, 0, 0], 'WEBP', new Uint8Array(40));
    const error = await refusal(decodeAll([image(webp), image(webp)]));
    expect(error.message).toMatch(/no image in it that can be read.*2 WebP images left out/);
  });

  it('stops at the limit and when asked to', async () => {
    const many = Array.from({ length: 10 }, () => image(png(32, 32, 3)));
    const stop = new AbortController();
    expect((await refusal(decodeAll(many, 9000))).message).toMatch(/2 images take more than/);
    stop.abort();
    await expect(decodeAll(many, 1e6, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
