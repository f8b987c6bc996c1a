import { describe, expect, it } from 'vitest';
import { rng, type Rng } from '../random/rng.ts';
import { channelStatistics, toFloats } from './batches.ts';
import type { LabelledImages } from './dataset.ts';

const random = rng(4).fork('batches');
const images = (count: number, size: number, channels: number): LabelledImages => ({
  count,
  pixels: Uint8Array.from({ length: count * size * size * channels }, () => random.below(256)),
  labels: new Uint8Array(count),
});

/** A generator whose `below` gives these numbers in turn. */
const scripted = (...draws: number[]): Rng => ({ ...rng(0), below: () => draws.shift()! });

describe('toFloats', () => {
  it.each([1, 3])('is (x/255 − mean)/std of the chosen images, %i channels', (channels) => {
    const set = images(5, 6, channels);
    const mean = [0.4, 0.5, 0.45].slice(0, channels);
    const std = [0.2, 0.25, 0.3].slice(0, channels);
    const out = new Float32Array(3 * 36 * channels);
    toFloats(set, Uint32Array.of(4, 0, 4), 6, channels, { mean, std }, out);
    [4, 0, 4].forEach((image, i) => {
      for (let p = 0; p < 36 * channels; p++) {
        const c = p % channels;
        const byte = set.pixels[image * 36 * channels + p];
        expect(out[i * 36 * channels + p]).toBe(Math.fround((byte / 255 - mean[c]) / std[c]));
      }
    });
  });

  it.each([1, 3])('mirrors left and right and moves over black, %i channels', (channels) => {
    const size = 5;
    const set = images(1, size, channels);
    const mean = [0.5, 0.4, 0.3].slice(0, channels);
    const std = [0.5, 0.2, 0.1].slice(0, channels);
    const at = (y: number, x: number, c: number) =>
      y < 0 || x < 0 || y >= size || x >= size ? 0 : set.pixels[(y * size + x) * channels + c];
    // Draws: mirrored or not, then how far down and right of the window: below(2·2 + 1) − 2.
    for (const mirrored of [false, true])
      for (let down = -2; down <= 2; down++)
        for (let right = -2; right <= 2; right++) {
          const out = new Float32Array(size * size * channels);
          toFloats(set, Uint32Array.of(0), size, channels, { mean, std }, out, {
            flip: true,
            shift: 2,
            rng: scripted(mirrored ? 1 : 0, down + 2, right + 2),
          });
          for (let y = 0; y < size; y++)
            for (let x = 0; x < size; x++)
              for (let c = 0; c < channels; c++) {
                const byte = at(y + down, mirrored ? size - 1 - (x + right) : x + right, c);
                expect(out[(y * size + x) * channels + c]).toBe(Math.fround((byte / 255 - mean[c]) / std[c]));
              }
        }
  });

  it('mirrors half of the images and moves them by every step alike', () => {
    // One bright pixel in the middle of 9 × 9 shows the move; an asymmetric neighbour shows the mirror.
    const size = 9;
    const pixels = new Uint8Array(81);
    const n = 4000;
    const seen = new Map<string, number>();
    pixels[4 * 9 + 4] = 255;
    pixels[4 * 9 + 5] = 128;
    const out = new Float32Array(n * 81);
    toFloats(
      { count: 1, pixels, labels: new Uint8Array(1) },
      new Uint32Array(n),
      size,
      1,
      { mean: [0], std: [1] },
      out,
      { flip: true, shift: 1, rng: rng(11) },
    );
    let mirrored = 0;
    for (let i = 0; i < n; i++) {
      const image = out.subarray(i * 81, (i + 1) * 81);
      const bright = image.indexOf(1);
      if (image[bright - 1] > 0) mirrored++;
      seen.set(
        `${Math.floor(bright / 9) - 4},${(bright % 9) - 4}`,
        (seen.get(`${Math.floor(bright / 9) - 4},${(bright % 9) - 4}`) ?? 0) + 1,
      );
    }
    // Five standard deviations of a binomial count.
    expect(Math.abs(mirrored - n / 2)).toBeLessThan(5 * Math.sqrt(n / 4));
    expect(seen.size).toBe(9);
    for (const count of seen.values())
      expect(Math.abs(count - n / 9)).toBeLessThan(5 * Math.sqrt((n * 8) / 81));
  });

  it('draws nothing when nothing is asked', () => {
    const set = images(2, 4, 1);
    const plain = new Float32Array(32);
    const same = new Float32Array(32);
    toFloats(set, Uint32Array.of(0, 1), 4, 1, { mean: [0], std: [1] }, plain);
    toFloats(set, Uint32Array.of(0, 1), 4, 1, { mean: [0], std: [1] }, same, {
      flip: false,
      shift: 0,
      rng: scripted(),
    });
    expect(same).toEqual(plain);
  });
});

describe('channelStatistics', () => {
  it('is mean and standard deviation per channel', () => {
    const set = images(7, 5, 3);
    const { mean, std } = channelStatistics(set, 3, 5);
    for (let c = 0; c < 3; c++) {
      const values = Array.from(
        set.pixels.filter((_, p) => p % 3 === c),
        (byte) => byte / 255,
      );
      const m = values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean[c]).toBeCloseTo(m, 12);
      expect(std[c]).toBeCloseTo(Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / values.length), 12);
    }
  });

  it('makes normalised images of mean 0 and variance 1', () => {
    const set = images(9, 6, 3);
    const out = new Float32Array(set.pixels.length);
    toFloats(
      set,
      Uint32Array.from({ length: 9 }, (_, i) => i),
      6,
      3,
      channelStatistics(set, 3, 6),
      out,
    );
    for (let c = 0; c < 3; c++) {
      const values = out.filter((_, p) => p % 3 === c);
      expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(0, 6);
      expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 5);
    }
  });

  it('stays finite for images of one colour', () => {
    const set: LabelledImages = {
      count: 2,
      pixels: new Uint8Array(2 * 16).fill(77),
      labels: new Uint8Array(2),
    };
    const out = new Float32Array(32);
    const statistics = channelStatistics(set, 1, 4);
    expect(statistics.std[0]).toBeGreaterThan(0);
    toFloats(set, Uint32Array.of(0, 1), 4, 1, statistics, out);
    expect(out.every((x) => Math.abs(x) < 1e-6)).toBe(true);
  });
});
