import type { SpectralLaw } from './types.ts';

/** Population eigenvalues of the bulk with their shares, which add up to 1; all positive. */
export interface Population {
  values: ArrayLike<number>;
  shares: ArrayLike<number>;
}

/** Points of the tabulated density. */
const POINTS = 240;

/**
 * The law of the non-zero eigenvalues of WᵀW/n for n independent rows of d entries with this population
 * covariance, q = d/n, both large (Silverstein & Bai 1995): the companion transform m(z) solves z = −1/m +
 * q∫t/(1 + tm)dH(t), the density is Im m/(π·min(1, q)). One population eigenvalue gives the Marchenko–Pastur
 * law. All mass lies in [lower, upper], perhaps with gaps.
 * @throws RangeError on a ratio or population eigenvalue that is not positive.
 */
export function sampleLaw(population: Population, ratio: number): SpectralLaw {
  const { values, shares } = population;
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new RangeError(`the ratio inputs / neurons must be positive, not ${ratio}`);
  let smallest = Infinity;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] > 0 && Number.isFinite(values[i])))
      throw new RangeError(`population eigenvalue ${i} is ${values[i]}: it must be positive`);
    smallest = Math.min(smallest, values[i]);
    largest = Math.max(largest, values[i]);
  }
  const sum = (f: (t: number) => number): number => {
    let total = 0;
    for (let i = 0; i < values.length; i++) total += shares[i] * f(values[i]);
    return total;
  };
  // x as a function of real c = −m; its critical points are the edges: ∫(tc/(1 − tc))²dH = 1/q.
  const slope = (c: number) => sum((t) => ((t * c) / (1 - t * c)) ** 2) - 1 / ratio;
  const image = (c: number) => 1 / c + ratio * sum((t) => t / (1 - t * c));
  const top = bisect(slope, 0, 1 / largest);
  const upper = image(top);
  // The lower edge by u = 1/c, in (0, smallest) for q < 1 and negative for q > 1, so that zero is an end and
  // not a pole.
  const lower =
    ratio === 1
      ? 0
      : image(
          1 /
            (ratio < 1
              ? bisect((u) => slope(1 / u), 0, smallest)
              : -bisect((u) => -slope(-1 / u), 0, largest * Math.sqrt(ratio))),
        );
  // El Karoui 2007: the largest eigenvalue is upper + scale·n^(−2/3)·TW₁.
  const edgeScale = (1 + ratio * sum((t) => ((t * top) / (1 - t * top)) ** 3)) ** (1 / 3) / top;
  const psi = (l: number) => l * (1 + ratio * sum((t) => t / (l - t)));
  return {
    lower,
    upper,
    edgeScale,
    threshold: 1 / top,
    /** Baik, Ben Arous & Péché 2005; Paul 2007; null for a spike that the bulk swallows. */
    spike(l) {
      const derivative = 1 - ratio * sum((t) => (t / (l - t)) ** 2);
      return l > largest && derivative > 0
        ? { eigenvalue: psi(l), overlap: (l * derivative) / psi(l) }
        : null;
    },
    table() {
      const x = new Array<number>(POINTS);
      const density = new Array<number>(POINTS);
      for (let i = 0; i < POINTS; i++) {
        // Closer together at both edges, where the density is steep.
        x[i] = lower + ((upper - lower) * (1 - Math.cos((Math.PI * (i + 0.5)) / POINTS))) / 2;
        density[i] = companion(population, ratio, x[i], upper) / (Math.PI * Math.min(1, ratio));
      }
      return { x, density };
    },
  };
}

/** Im m(x + i0): Newton's method along a path from far above the axis down to it. */
function companion({ values, shares }: Population, ratio: number, x: number, scale: number): number {
  let re = 0;
  let im = 1 / scale;
  for (let height = 4 * scale; height > 1e-9 * scale; height /= 2) {
    for (let step = 0; step < 12; step++) {
      // f = −1/m + q∫t/(1 + tm) − z and f′ = 1/m² − q∫t²/(1 + tm)².
      const size = re * re + im * im;
      let fr = -re / size - x;
      let fi = im / size - height;
      let dr = (re * re - im * im) / (size * size);
      let di = (-2 * re * im) / (size * size);
      for (let i = 0; i < values.length; i++) {
        const t = values[i];
        const a = 1 + t * re;
        const b = t * im;
        const norm = a * a + b * b;
        const w = ratio * shares[i] * t;
        fr += (w * a) / norm;
        fi -= (w * b) / norm;
        dr -= (w * t * (a * a - b * b)) / (norm * norm);
        di += (w * t * 2 * a * b) / (norm * norm);
      }
      const slope = dr * dr + di * di;
      const stepR = (fr * dr + fi * di) / slope;
      const stepI = (fi * dr - fr * di) / slope;
      // Half steps while a whole one would leave the upper half-plane, where the solution is the only one.
      let part = 1;
      while (im - part * stepI <= 0) part /= 2;
      re -= part * stepR;
      im -= part * stepI;
      if (stepR * stepR + stepI * stepI < 1e-20 * (re * re + im * im)) break;
    }
  }
  return im;
}

/** The root of an increasing function between `low` (where it is negative or unbounded) and `high`. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
