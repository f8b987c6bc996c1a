import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layerColour, layerDash, ramp } from './ramp.ts';

const css = readFileSync('src/app/tokens.css', 'utf8');
const stops = [...css.matchAll(/--ramp-\d: light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, light, dark]) => ({
  light,
  dark,
}));
const token = (name: string) =>
  /light-dark\((#\w{6}), (#\w{6})\)/.exec(css.slice(css.indexOf(`--${name}:`)))!;

const linear = (hex: string): number[] =>
  [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
/** WCAG 2: relative luminance and contrast. */
const luminance = ([r, g, b]: number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
/** Full protanopia and deuteranopia in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1. */
const SEEN: Record<string, number[][]> = {
  trichromat: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};
/** CIE L*. */
const lightness = (rgb: number[]) => {
  const y = Math.max(0, luminance(rgb));
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
};
const seenBy = (m: number[][], hex: string) =>
  m.map((row) => row.reduce((sum, v, i) => sum + v * linear(hex)[i], 0));

describe('the ramp of layer colours', () => {
  it('has nine stops, each with the contrast of text on its ground', () => {
    const [, light, dark] = token('surface');
    expect(stops).toHaveLength(9);
    for (const stop of stops) {
      expect(contrast(stop.light, light)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(stop.dark, dark)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(Object.keys(SEEN))('gets lighter with every stop for a %s', (who) => {
    for (const theme of ['light', 'dark'] as const) {
      const ls = stops.map((stop) => lightness(seenBy(SEEN[who], stop[theme])));
      ls.slice(1).forEach((l, i) => expect(l, `${theme}, stop ${i + 1}`).toBeGreaterThan(ls[i]));
      // Four layers lie far apart.
      expect(ls[8] - ls[0]).toBeGreaterThan(22);
    }
  });

  it('has its ends at the first and the last layer, mixes between, and gives neighbours different dashes', () => {
    expect([layerColour(0, 4), layerColour(3, 4)]).toEqual(['var(--ramp-0)', 'var(--ramp-8)']);
    expect(new Set(Array.from({ length: 21 }, (_, i) => layerColour(i, 21))).size).toBe(21);
    expect(ramp(0.5)).toBe('var(--ramp-4)');
    expect(ramp(0.0625)).toBe('color-mix(in srgb, var(--ramp-1) 50%, var(--ramp-0))');
    for (let i = 0; i < 20; i++) expect(layerDash(i)).not.toBe(layerDash(i + 1));
  });
});
