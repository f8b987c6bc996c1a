/**
 * The layer-level ops again, in f64 and as slowly and plainly as their definitions read: what tests compare
 * every backend with. Shares no code with the ops; arrays are flat, in the ops' shapes.
 */
import type { WaveletBankName } from './waveletFilters.ts';

export type Numbers = Float64Array;
export type Shape = readonly number[];

/** Index of position i of a signal of length n reflected at its ends: 2 1 | 0 1 2 3 | 2 1. */
const mirror = (i: number, n: number): number => {
  while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
  return i;
};

/**
 * φ and ψ_θ of docs/paper.md e.1 at the 25 positions of (row, column) in −2 … 2: [φ, Re ψ₀, Im ψ₀, … Im ψ₃].
 */
function filters(bank: WaveletBankName): number[][] {
  const [phiSigma, psiSigma, xi] = {
    plain: [0.8, 0.8, (3 * Math.PI) / 4],
    pairA: [0.8 / Math.sqrt(2), 0.8, (3 * Math.PI) / 4],
    pairB: [0.8 / Math.sqrt(2), 0.8 * Math.sqrt(3 / 2), Math.PI / Math.sqrt(2)],
  }[bank];
  const gauss = (r: number, c: number, sigma: number) =>
    Math.exp(-(r * r + c * c) / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma);
  const angles = [0, 1, 2, 3].map((k) => ((1 - k) * Math.PI) / 4);
  const phase = (r: number, c: number, angle: number) => xi * (r * Math.cos(angle) + c * Math.sin(angle));
  const offsets = angles.map((angle) => {
    let wave = 0;
    let total = 0;
    for (let r = -2; r <= 2; r++)
      for (let c = -2; c <= 2; c++) {
        wave += gauss(r, c, psiSigma) * Math.cos(phase(r, c, angle));
        total += gauss(r, c, psiSigma);
      }
    return wave / total;
  });
  const at = (r: number, c: number) => [
    gauss(r, c, phiSigma),
    ...angles.flatMap((angle, k) =>
      [Math.cos(phase(r, c, angle)) - offsets[k], Math.sin(phase(r, c, angle))].map(
        (f) => gauss(r, c, psiSigma) * f,
      ),
    ),
  ];
  return Array.from({ length: 25 }, (_, i) => at(Math.floor(i / 5) - 2, (i % 5) - 2));
}

/**
 * x [nets, B, H, W, C]: at every output position and channel, φ and Re, Im of the four ψ of the reflected
 * image.
 */
function transform(
  x: Numbers,
  [nets, images, h, w, channels]: Shape,
  bank: WaveletBankName,
): { at: number[][]; positions: number; channels: number } {
  const stride = bank === 'pairA' ? 1 : 2;
  const taps = filters(bank);
  const at: number[][] = [];
  for (let image = 0; image < nets * images; image++)
    for (let y = 0; y < h; y += stride)
      for (let z = 0; z < w; z += stride)
        for (let c = 0; c < channels; c++) {
          const sums = new Array<number>(9).fill(0);
          for (let r = -2; r <= 2; r++)
            for (let q = -2; q <= 2; q++) {
              const value = x[((image * h + mirror(y + r, h)) * w + mirror(z + q, w)) * channels + c];
              const here = taps[(r + 2) * 5 + q + 2];
              for (let i = 0; i < 9; i++) sums[i] += here[i] * value;
            }
          at.push(sums);
        }
  return { at, positions: at.length / channels, channels };
}

const ANGLES = [0, 1, 2, 3];

/** [x∗φ of all channels | |x∗ψ_k|, channel-major, angle-minor] at each position (docs/paper.md e.2). */
export function waveletModulus(x: Numbers, shape: Shape, bank: WaveletBankName): Numbers {
  const { at, positions, channels } = transform(x, shape, bank);
  const out: number[] = [];
  for (let p = 0; p < positions; p++) {
    const here = at.slice(p * channels, (p + 1) * channels);
    out.push(
      ...here.map((s) => s[0]),
      ...here.flatMap((s) => ANGLES.map((k) => Math.hypot(s[1 + 2 * k], s[2 + 2 * k]))),
    );
  }
  return Float64Array.from(out);
}

/**
 * (z∗φ, z∗ψ, |z∗φ|, |z∗ψ|) of z = re + i·im (docs/paper.md e.2): the real parts, then the imaginary parts.
 */
export function waveletModulusComplex(
  re: Numbers,
  im: Numbers,
  shape: Shape,
  bank: WaveletBankName,
): Numbers {
  const a = transform(re, shape, bank);
  const b = transform(im, shape, bank);
  const reals: number[] = [];
  const imaginaries: number[] = [];
  for (let p = 0; p < a.positions; p++) {
    const linear: [number, number][] = [];
    const at = (c: number): [number[], number[]] => [a.at[p * a.channels + c], b.at[p * a.channels + c]];
    for (let c = 0; c < a.channels; c++) linear.push([at(c)[0][0], at(c)[1][0]]);
    for (let c = 0; c < a.channels; c++)
      for (const k of ANGLES) {
        const [s, t] = at(c);
        linear.push([s[1 + 2 * k] - t[2 + 2 * k], s[2 + 2 * k] + t[1 + 2 * k]]);
      }
    reals.push(...linear.map(([u]) => u), ...linear.map(([u, v]) => Math.hypot(u, v)));
    imaginaries.push(...linear.map(([, v]) => v), ...linear.map(() => 0));
  }
  return Float64Array.from([...reals, ...imaginaries]);
}

export const activation = { none: (x: number) => x, relu: (x: number) => Math.max(0, x), abs: Math.abs };

/**
 * (f(x) − mean)/√(variance + 1e-5) per net and channel; statistics [nets, C] of the batch itself unless
 * given.
 */
export function batchNorm(
  x: Numbers,
  shape: Shape,
  f: keyof typeof activation,
  fixed?: { mean: Numbers; variance: Numbers },
): Numbers {
  const nets = shape[0];
  const channels = shape[shape.length - 1];
  const rows = x.length / nets / channels;
  const out = new Float64Array(x.length);
  for (let net = 0; net < nets; net++)
    for (let c = 0; c < channels; c++) {
      const indices = Array.from({ length: rows }, (_, row) => (net * rows + row) * channels + c);
      const values = indices.map((i) => activation[f](x[i]));
      const mean = fixed ? fixed.mean[net * channels + c] : values.reduce((s, v) => s + v, 0) / rows;
      const variance = fixed
        ? fixed.variance[net * channels + c]
        : values.reduce((s, v) => s + (v - mean) ** 2, 0) / rows;
      indices.forEach((i, row) => {
        out[i] = (values[row] - mean) / Math.sqrt(variance + 1e-5);
      });
    }
  return out;
}

/** op(a)·op(b) of each net: a [nets, m, k], or [nets, k, m] transposed; b likewise. */
export function product(
  a: Numbers,
  [nets, a1, a2]: Shape,
  b: Numbers,
  [, b1, b2]: Shape,
  ta: boolean,
  tb: boolean,
): Numbers {
  const [m, k] = ta ? [a2, a1] : [a1, a2];
  const n = tb ? b1 : b2;
  const out = new Float64Array(nets * m * n);
  for (let net = 0; net < nets; net++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let l = 0; l < k; l++) {
          out[(net * m + i) * n + j] +=
            a[net * m * k + (ta ? l * m + i : i * k + l)] * b[net * k * n + (tb ? j * k + l : l * n + j)];
        }
  return out;
}

/** Zero-padded patches at every stride, index c·size² + row·size + column. */
export function patches(
  x: Numbers,
  [nets, images, h, w, channels]: Shape,
  size: number,
  stride: number,
  padding: number,
): Numbers {
  const out: number[] = [];
  for (let image = 0; image < nets * images; image++)
    for (let y = -padding; y + size <= h + padding; y += stride)
      for (let z = -padding; z + size <= w + padding; z += stride) {
        for (let c = 0; c < channels; c++)
          for (let r = y; r < y + size; r++)
            for (let q = z; q < z + size; q++) {
              out.push(r < 0 || q < 0 || r >= h || q >= w ? 0 : x[((image * h + r) * w + q) * channels + c]);
            }
      }
  return Float64Array.from(out);
}

/** Mean of −log softmax at the label, per net. */
export function crossEntropy(
  logits: Numbers,
  [nets, images, classes]: Shape,
  labels: ArrayLike<number>,
): Numbers {
  return Float64Array.from({ length: nets }, (_, net) => {
    let total = 0;
    for (let i = net * images; i < (net + 1) * images; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const top = Math.max(...row);
      total += Math.log(row.reduce((s, v) => s + Math.exp(v - top), 0)) + top - row[labels[i]];
    }
    return total / images;
  });
}

/**
 * z over √(Σ_c |z_c|² + 1e-5) at each position; of a complex field (`parts` 2) the real parts of a net come
 * first.
 */
export function divisiveNorm(z: Numbers, shape: Shape, parts: number): Numbers {
  const channels = shape[shape.length - 1];
  const net = z.length / shape[0];
  const half = net / parts;
  return z.map((v, i) => {
    const own = Math.floor(i / net) * net;
    const from = own + ((i - own) % half) - (i % channels);
    let total = 1e-5;
    for (let part = 0; part < parts; part++)
      for (let c = 0; c < channels; c++) total += z[from + part * half + c] ** 2;
    return v / Math.sqrt(total);
  });
}

/**
 * (z − mean)/√(variance + 1e-5) of complex z: mean of Re and of Im, variance E|z − mean|², per net and
 * channel, unless given ([nets, 2C], [nets, C]).
 */
export function complexBatchNorm(
  z: Numbers,
  shape: Shape,
  fixed?: { mean: Numbers; variance: Numbers },
): Numbers {
  const nets = shape[0];
  const channels = shape[shape.length - 1];
  const rows = z.length / nets / 2 / channels;
  const out = new Float64Array(z.length);
  const at = (net: number, part: number, row: number, c: number) =>
    ((net * 2 + part) * rows + row) * channels + c;
  for (let net = 0; net < nets; net++)
    for (let c = 0; c < channels; c++) {
      const mean = [0, 1].map((part) => {
        if (fixed) return fixed.mean[(net * 2 + part) * channels + c];
        let total = 0;
        for (let row = 0; row < rows; row++) total += z[at(net, part, row, c)];
        return total / rows;
      });
      let variance = 0;
      for (let row = 0; row < rows; row++)
        variance += ((z[at(net, 0, row, c)] - mean[0]) ** 2 + (z[at(net, 1, row, c)] - mean[1]) ** 2) / rows;
      if (fixed) variance = fixed.variance[net * channels + c];
      for (const part of [0, 1])
        for (let row = 0; row < rows; row++)
          out[at(net, part, row, c)] = (z[at(net, part, row, c)] - mean[part]) / Math.sqrt(variance + 1e-5);
    }
  return out;
}

/** (f(x + h) − f(x − h))/2h in every coordinate of input `which`. */
export function centralDifferences(
  f: (inputs: Numbers[]) => number,
  inputs: Numbers[],
  which: number,
  h = 1e-5,
): Numbers {
  return inputs[which].map((value, i) => {
    const at = (v: number) => f(inputs.map((x, k) => (k === which ? x.with(i, v) : x)));
    return (at(value + h) - at(value - h)) / (2 * h);
  });
}
