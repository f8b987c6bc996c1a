import { cos, sin, TAU } from './generator.ts';

/** The ten classes, in label order. */
export const SHAPE_CLASSES = [
  'disc',
  'ring',
  'bar',
  'triangle',
  'cross',
  'crescent',
  'star',
  'dumbbell',
  'hook',
  'comb',
];

const SPIKE_X = [0, 1, 2, 3, 4].map((k) => sin((TAU * k) / 5));
const SPIKE_Y = [0, 1, 2, 3, 4].map((k) => cos((TAU * k) / 5));

/**
 * Which part of the shape covers (u, v), |u|, |v| ≲ 1: 0 none, 1 the body, 2 a second part. `form` in [0, 1)
 * varies the proportions.
 */
export function partAt(shape: number, u: number, v: number, form: number): 0 | 1 | 2 {
  const rr = u * u + v * v;
  switch (shape) {
    case 0:
      return rr < 0.8 ? (rr < form * 0.22 ? 2 : 1) : 0;
    case 1:
      return rr < 0.95 && rr > 0.22 + 0.16 * form ? 1 : 0;
    case 2:
      return Math.abs(v) < 0.26 + 0.12 * form && Math.abs(u) < 1.12 ? (Math.abs(u) > 0.8 ? 2 : 1) : 0;
    case 3:
      return v < 0.72 && v > -0.95 + 2.1 * Math.abs(u) * (0.8 + 0.3 * form) ? (v > 0.35 ? 2 : 1) : 0;
    case 4: {
      const w = 0.2 + 0.13 * form;
      return (Math.abs(u) < w && Math.abs(v) < 1) || (Math.abs(v) < w && Math.abs(u) < 1) ? 1 : 0;
    }
    case 5: {
      const d = u - 0.42 - 0.12 * form;
      return rr < 0.95 && d * d + v * v > 0.58 ? 1 : 0;
    }
    case 6:
      return star(u, v, rr, form);
    case 7: {
      const right = (u - 0.62) * (u - 0.62) + v * v;
      const left = (u + 0.62) * (u + 0.62) + v * v;
      const size = 0.15 + 0.06 * form;
      return right < size || left < size ? 1 : Math.abs(v) < 0.14 && Math.abs(u) < 0.62 ? 2 : 0;
    }
    case 8: {
      const w = 0.42 + 0.12 * form;
      return (u > -0.8 && u < -0.8 + w && Math.abs(v) < 0.92) ||
        (v > 0.92 - w && v < 0.92 && u > -0.8 && u < 0.8)
        ? 1
        : 0;
    }
    default: {
      if (Math.abs(u) > 0.9) return 0;
      if (v < -0.3 && v > -0.85) return 1;
      const tooth = ((u + 0.9) / 1.8) * 5;
      return v >= -0.3 && v < 0.9 && (Math.floor(tooth) & 1) === 0 ? 2 : 0;
    }
  }
}

/** Five spikes: the point's angle to the nearest spike decides how far out the edge is. */
function star(u: number, v: number, rr: number, form: number): 0 | 1 {
  const r = Math.sqrt(rr);
  if (r > 1.05) return 0;
  if (r < 1e-6) return 1;
  let along = -9;
  for (let k = 0; k < 5; k++) {
    const d = u * SPIKE_X[k] + -v * SPIKE_Y[k];
    if (d > along) along = d;
  }
  const c = along / r;
  const s = Math.sqrt(Math.max(0, 1 - c * c));
  return r * (c + s * (1.9 + 1.1 * form)) < 1.0 ? 1 : 0;
}
