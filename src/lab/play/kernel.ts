import { rng } from '../../random/rng.ts';
import {
  coloured,
  gaussianKernel,
  kernelError,
  sampledKernel,
  type LayerInputs,
} from '../../rainbow/kernel.ts';
import type { Colour } from '../../rainbow/covariance.ts';
import type { KernelSettings } from './settings.ts';

const WIDTHS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const POINTS = 24;
const ANGLES = 49;

export interface KernelResult {
  /**
   * k(x, x′) of unit vectors x, x′ at these angles (radians) in the plane of the first two coordinates: the
   * limit in closed form, and of `width` neurons.
   */
  angles: number[];
  exact: number[];
  sampled: number[];
  /**
   * Mean-square error over pairs of random inputs, mean over draws, by width; `at`: the same at the chosen
   * width.
   */
  widths: number[];
  error: number[];
  at: number;
}

/**
 * Random features of one layer against their limit (docs/paper.md a.2, a.6, Theorem 1). `onProgress`: share
 * of the work done.
 */
export function playKernel(
  { activation, width, dimensions: d, decay, draws, seed }: KernelSettings,
  widths: readonly number[] = WIDTHS,
  onProgress: (share: number) => void = () => {},
): KernelResult {
  const random = rng(seed).fork('play-kernel', d);
  const roots = Float64Array.from({ length: d }, (_, k) => (k + 1) ** (-decay / 2));
  const scale = Math.sqrt(d / roots.reduce((sum, x) => sum + x * x, 0));
  const colour: Colour = { rank: d, inputs: d, rows: new Float64Array(d * d) };
  for (let k = 0; k < d; k++) colour.rows[k * d + k] = roots[k] * scale;
  const draw = (n: number, name: string, index: number) => {
    const own = random.fork(name, n, index);
    return Float64Array.from({ length: n * d }, () => own.normal());
  };

  // A circle through the first two coordinates: its first point, against all of them.
  const angles = Array.from({ length: ANGLES }, (_, i) => (Math.PI * i) / (ANGLES - 1));
  const circle: LayerInputs = { phi: new Float64Array(ANGLES * d), points: ANGLES, positions: 1, d };
  angles.forEach((t, i) => {
    circle.phi[i * d] = Math.cos(t);
    circle.phi[i * d + 1] = Math.sin(t);
  });
  const white: LayerInputs = { ...circle, phi: coloured(circle, colour) };
  const row = (kernel: Float64Array) => Array.from(kernel.subarray(0, ANGLES));
  const exact = row(gaussianKernel(circle, colour, activation));
  const sampled = row(sampledKernel(white, draw(width, 'circle', 0), activation));

  const sphere = random.fork('inputs');
  const inputs: LayerInputs = {
    phi: Float64Array.from({ length: POINTS * d }, () => sphere.normal() / Math.sqrt(d)),
    points: POINTS,
    positions: 1,
    d,
  };
  const limit = gaussianKernel(inputs, colour, activation);
  const z: LayerInputs = { ...inputs, phi: coloured(inputs, colour) };
  const errorAt = (n: number) => {
    let sum = 0;
    for (let i = 0; i < draws; i++)
      sum += kernelError(limit, sampledKernel(z, draw(n, 'kernel', i), activation));
    return sum / draws;
  };
  const total = widths.reduce((sum, n) => sum + n, width);
  let done = 0;
  const error = [...widths, width].map((n) => {
    const e = errorAt(n);
    done += n;
    onProgress(done / total);
    return e;
  });
  return {
    angles,
    exact,
    sampled,
    widths: [...widths],
    error: error.slice(0, -1),
    at: error[error.length - 1],
  };
}
