import type { LabelledImages } from '../dataset.ts';
import { difficulties } from './difficulty.ts';
import { shapeRng, type ShapeRng } from './generator.ts';
import { newCanvas, paintScene, type Canvas, type Light } from './scene.ts';
import { CANVAS } from './textures.ts';

/** Side of an image in pixels. */
export const SHAPE_SIZE = CANVAS / 2;

/** Changes whenever a pixel of any image would: part of every cache key. */
export const SHAPES_VERSION = 1;

export interface ShapesRequest {
  difficulty: keyof typeof difficulties;
  seed: number;
  split: 'train' | 'test';
  from: number;
  count: number;
}

/**
 * The built-in images `from` … `from + count − 1` of a split (docs/own-data.md): a dead-leaves world with one
 * of ten deformed, textured objects. Image i depends on (seed, split, i) and the difficulty alone. RGB, NHWC
 * bytes.
 */
export function generateShapes({ difficulty, seed, split, from, count }: ShapesRequest): LabelledImages {
  const canvas = newCanvas();
  const settings = difficulties[difficulty];
  const length = SHAPE_SIZE * SHAPE_SIZE * 3;
  const pixels = new Uint8Array(count * length);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const r = shapeRng(seed, split === 'train' ? 0 : 1, from + i);
    const label = r.below(10);
    const light = paintScene(r, canvas, settings, label);
    render(r, canvas, light, settings.noise, settings.mottle, pixels.subarray(i * length, (i + 1) * length));
    labels[i] = label;
  }
  return { count, pixels, labels };
}

/** Halves the canvas (box and a light blur), lights, tints, adds noise and rounds to bytes. */
function render(
  r: ShapeRng,
  { planes, fine }: Canvas,
  light: Light,
  noise: number,
  mottleRange: readonly [number, number],
  out: Uint8Array,
): void {
  const gain = r.uniform(0.82, 1.12);
  const red = 1 + 0.03 * r.normal();
  const blue = 1 + 0.05 * r.normal();
  const tint = [red, 1, blue];
  const blur = r.uniform(0, 0.5);
  const mottle = r.uniform(...mottleRange);
  for (let c = 0; c < 3; c++) {
    const plane = planes[c];
    for (let y = 0; y < SHAPE_SIZE; y++) {
      for (let x = 0; x < SHAPE_SIZE; x++) {
        const cx = 2 * x;
        const cy = 2 * y;
        const k = cy * CANVAS + cx;
        const box = (plane[k] + plane[k + 1] + plane[k + CANVAS] + plane[k + CANVAS + 1]) * 0.25;
        let around = 0;
        let n = 0;
        for (let j = -1; j <= 2; j += 3) {
          const yy = cy + j;
          const xx = cx + j;
          if (yy >= 0 && yy < CANVAS) {
            around += plane[yy * CANVAS + cx] + plane[yy * CANVAS + cx + 1];
            n += 2;
          }
          if (xx >= 0 && xx < CANVAS) {
            around += plane[cy * CANVAS + xx] + plane[(cy + 1) * CANVAS + xx];
            n += 2;
          }
        }
        let v = (box + blur * (around / n)) / (1 + blur);
        v =
          v *
            (1 + mottle * fine[k]) *
            gain *
            tint[c] *
            (1 + light.across * (x / 16 - 1) + light.down * (y / 16 - 1)) +
          noise * r.normal();
        v = v * 255 + 0.5;
        out[(y * SHAPE_SIZE + x) * 3 + c] = v < 0 ? 0 : v > 255 ? 255 : Math.floor(v);
      }
    }
  }
}
