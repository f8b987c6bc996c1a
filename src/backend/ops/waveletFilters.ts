/**
 * The one-octave Morlet bank of the scattering networks (docs/paper.md e.1): a Gaussian φ and four oriented
 * ψ, truncated to 5 × 5. All are isotropic (slant 1), hence products of one-dimensional factors, which the
 * SIMD kernel uses.
 */
export type WaveletBankName = 'plain' | 'pairA' | 'pairB';

export interface WaveletBank {
  stride: 1 | 2;
  /** φ along one axis; φ(u) = phi[u₀]·phi[u₁]. */
  phi: Float64Array;
  /** The Gaussian of ψ along one axis, same normalisation. */
  gauss: Float64Array;
  /** gauss · cos, sin of ξu and of ξu/√2: the oscillation along an axis and along a diagonal. */
  cos: Float64Array;
  sin: Float64Array;
  cosDiagonal: Float64Array;
  sinDiagonal: Float64Array;
  /**
   * K of ψ = g·(e^{iξ…} − K), for the axis and the diagonal orientations: makes the truncated filter sum to
   * 0. Real by symmetry.
   */
  offset: number;
  offsetDiagonal: number;
}

const TAPS = [-2, -1, 0, 1, 2];
const gaussian = (sigma: number): Float64Array =>
  Float64Array.from(TAPS, (u) => Math.exp((-u * u) / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma));

function bank(stride: 1 | 2, phiSigma: number, psiSigma: number, xi: number): WaveletBank {
  const gauss = gaussian(psiSigma);
  const wave = (f: (x: number) => number, frequency: number) =>
    Float64Array.from(TAPS, (u, i) => gauss[i] * f(frequency * u));
  const total = (x: Float64Array) => x.reduce((sum, v) => sum + v, 0);
  const cos = wave(Math.cos, xi);
  const cosDiagonal = wave(Math.cos, xi / Math.SQRT2);
  return {
    stride,
    phi: gaussian(phiSigma),
    gauss,
    cos,
    sin: wave(Math.sin, xi),
    cosDiagonal,
    sinDiagonal: wave(Math.sin, xi / Math.SQRT2),
    offset: total(cos) / total(gauss),
    offsetDiagonal: (total(cosDiagonal) / total(gauss)) ** 2,
  };
}

export const waveletBanks: Record<WaveletBankName, WaveletBank> = {
  plain: bank(2, 0.8, 0.8, (3 * Math.PI) / 4),
  pairA: bank(1, 0.8 / Math.SQRT2, 0.8, (3 * Math.PI) / 4),
  pairB: bank(2, 0.8 / Math.SQRT2, 0.8 * Math.sqrt(1.5), Math.PI / Math.SQRT2),
};

/** Angles of ψ_k, k = 0…3: π/4, 0, −π/4, −π/2 on the grid u = (row, column). */
export const ANGLES = [Math.PI / 4, 0, -Math.PI / 4, -Math.PI / 2];

/** The nine real 5 × 5 filters, row-major: φ, Re ψ₀…₃, Im ψ₀…₃. */
export function waveletTaps(name: WaveletBankName): Float64Array[] {
  const b = waveletBanks[name];
  const outer = (f: (row: number, col: number) => number) =>
    Float64Array.from({ length: 25 }, (_, i) => f(Math.floor(i / 5), i % 5));
  const flat = (r: number, c: number) => b.gauss[r] * b.gauss[c];
  return [
    outer((r, c) => b.phi[r] * b.phi[c]),
    outer(
      (r, c) =>
        b.cosDiagonal[r] * b.cosDiagonal[c] -
        b.sinDiagonal[r] * b.sinDiagonal[c] -
        b.offsetDiagonal * flat(r, c),
    ),
    outer((r, c) => b.cos[r] * b.gauss[c] - b.offset * flat(r, c)),
    outer(
      (r, c) =>
        b.cosDiagonal[r] * b.cosDiagonal[c] +
        b.sinDiagonal[r] * b.sinDiagonal[c] -
        b.offsetDiagonal * flat(r, c),
    ),
    outer((r, c) => b.gauss[r] * b.cos[c] - b.offset * flat(r, c)),
    outer((r, c) => b.sinDiagonal[r] * b.cosDiagonal[c] + b.cosDiagonal[r] * b.sinDiagonal[c]),
    outer((r, c) => b.sin[r] * b.gauss[c]),
    outer((r, c) => b.cosDiagonal[r] * -b.sinDiagonal[c] + b.sinDiagonal[r] * b.cosDiagonal[c]),
    outer((r, c) => b.gauss[r] * -b.sin[c]),
  ];
}
