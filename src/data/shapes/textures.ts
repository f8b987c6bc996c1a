import { cos, sin, TAU, type ShapeRng } from './generator.ts';

/** Side of the canvas; images are this over 2. */
export const CANVAS = 64;

export interface TextureParameters {
  a: number;
  b: number;
  c: number;
  s: number;
  f: number;
  phase: number;
  phase2: number;
}

export function textureParameters(r: ShapeRng): TextureParameters {
  const angle = r.uniform(0, TAU);
  return {
    a: r.normal(),
    b: r.normal(),
    c: cos(angle),
    s: sin(angle),
    f: r.uniform(7, 15),
    phase: r.uniform(0, TAU),
    phase2: r.uniform(0, TAU),
  };
}

/**
 * Texture 0 shading, 1 stripes, 2 checks, 3 dots, 4 the 1/f field, in about [−1, 1], at object coordinates
 * (u, v) and canvas pixel `k`.
 */
export function textureAt(
  kind: number,
  u: number,
  v: number,
  p: TextureParameters,
  field: Float64Array,
  k: number,
): number {
  switch (kind) {
    case 0:
      return 0.35 * (p.a * u + p.b * v);
    case 1:
      return sin((p.c * u + p.s * v) * p.f + p.phase) > 0 ? 0.8 : -0.8;
    case 2:
      return sin(u * p.f + p.phase) > 0 !== sin(v * p.f + p.phase2) > 0 ? 0.75 : -0.75;
    case 3: {
      const du = (u * p.f) / 4;
      const dv = (v * p.f) / 4;
      const a = du - Math.floor(du) - 0.5;
      const b = dv - Math.floor(dv) - 0.5;
      return a * a + b * b < 0.085 ? 1 : -0.4;
    }
    default:
      return field[k];
  }
}

/**
 * Fractal value noise on the canvas, about [−1, 1]: octaves of cells from `cell` pixels down to 2, each
 * `gain` times weaker.
 */
export function noiseField(r: ShapeRng, out: Float64Array, gain: number, cell: number): void {
  out.fill(0);
  let power = 0;
  let amplitude = 1;
  while (cell >= 2) {
    const side = Math.ceil(CANVAS / cell) + 2;
    const lattice = new Float64Array(side * side);
    for (let i = 0; i < side * side; i++) lattice[i] = r() * 2 - 1;
    const ox = r() * cell;
    const oy = r() * cell;
    for (let y = 0; y < CANVAS; y++) {
      const v = (y + oy) / cell;
      const iy = Math.floor(v);
      let fy = v - iy;
      fy = fy * fy * (3 - 2 * fy);
      for (let x = 0; x < CANVAS; x++) {
        const u = (x + ox) / cell;
        const ix = Math.floor(u);
        const k = iy * side + ix;
        let fx = u - ix;
        fx = fx * fx * (3 - 2 * fx);
        const a = lattice[k] + (lattice[k + 1] - lattice[k]) * fx;
        const b = lattice[k + side] + (lattice[k + side + 1] - lattice[k + side]) * fx;
        out[y * CANVAS + x] += amplitude * (a + (b - a) * fy);
      }
    }
    power += amplitude * amplitude;
    amplitude *= gain;
    cell /= 2;
  }
  const scale = 1.6 / Math.sqrt(power);
  for (let i = 0; i < out.length; i++) out[i] *= scale;
}

export type Colour = [number, number, number];

/**
 * Luma and a small chroma in two correlated directions, as in natural images (covariance eigenvalues 0.91,
 * 0.075, 0.015).
 */
export function colour(luma: number, hue: number, saturation: number): Colour {
  const a = saturation * cos(hue);
  const b = saturation * sin(hue) * 0.45;
  return [luma + 0.72 * a + 0.35 * b, luma - 0.05 * a - 0.62 * b, luma - 0.85 * a + 0.42 * b];
}

export function palette(
  r: ShapeRng,
  luma: number,
  spread: number,
  hue: number,
  saturation: number,
  size: number,
): Colour[] {
  const colours: Colour[] = [];
  for (let i = 0; i < size; i++)
    colours.push(
      colour(
        luma + spread * r.normal(),
        hue + (r() < 0.25 ? r.uniform(0, TAU) : 0.7 * r.normal()),
        saturation * (0.4 + 1.2 * r()),
      ),
    );
  return colours;
}
