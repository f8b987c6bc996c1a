import { multiply, multiplyTransposedLeft, multiplyTransposedRight, trace } from '../../linalg/matrix.ts';
import { svd } from '../../linalg/svd.ts';
import { rng } from '../../random/rng.ts';
import type { ProcrustesSettings } from './settings.ts';

/** Standard deviations of the clouds along their axes: no two alike, so that every turn shows. */
const AXES = [1.4, 0.8, 0.5];

export interface Clouds {
  dimensions: number;
  points: number;
  /** points × dimensions, row-major. */ fixed: Float64Array;
  moved: Float64Array;
}

/**
 * The first cloud φ, a skewed Gaussian one, and the second φ̂ before it is aligned: turned, perhaps mirrored,
 * noisy or other points altogether.
 */
export function cloudsOf(settings: ProcrustesSettings): Clouds {
  const { points, other, noise, mirror, angle, tilt, seed } = settings;
  const dimensions = Number(settings.dimensions);
  const draw = (name: string) => {
    const random = rng(seed).fork('procrustes', dimensions, name);
    // The square gives the cloud a bend, which tells it from its mirror image.
    return Float64Array.from(
      { length: points * dimensions },
      (_, i) => AXES[i % dimensions] * random.normal(),
    ).map((x, i, all) => (i % dimensions === 1 ? x + 0.35 * (all[i - 1] ** 2 - AXES[0] ** 2) : x));
  };
  const fixed = draw('fixed');
  const source = other === 'independent' ? draw('other') : fixed.slice();
  if (mirror) for (let i = 0; i < source.length; i += dimensions) source[i] *= -1;
  const moved = multiplyTransposedRight(
    source,
    rotationOf(dimensions, angle, tilt),
    points,
    dimensions,
    dimensions,
  );
  if (other === 'noisy') {
    const random = rng(seed).fork('procrustes', dimensions, 'noise');
    for (let i = 0; i < moved.length; i++) moved[i] += noise * random.normal();
  }
  return { dimensions, points, fixed, moved };
}

/**
 * Turn by `angle` in the plane of the screen, then, in space, by `tilt` about the horizontal axis; degrees.
 */
export function rotationOf(dimensions: number, angle: number, tilt: number): Float64Array {
  const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  if (dimensions === 2) return Float64Array.of(c, -s, s, c);
  const [p, q] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  return multiply(
    Float64Array.of(1, 0, 0, 0, p, -q, 0, q, p),
    Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1),
    3,
    3,
    3,
  );
}

export interface Alignment {
  /** Â, dimensions × dimensions: the second cloud's points become Âφ̂. */
  matrix: Float64Array;
  aligned: Float64Array;
  /** True if Â is a reflection. */
  reflects: boolean;
  /**
   * E‖φ̂‖², E‖φ‖² and the nuclear norm of E[φφ̂ᵀ] (with the last singular value negative where a reflection
   * was needed and not allowed).
   */
  parts: { moved: number; fixed: number; nuclear: number };
  singularValues: Float64Array;
  /** E‖Âφ̂ − φ‖², point by point, and before the alignment. */
  residual: number;
  before: number;
  /** nuclear/√(E‖φ‖²E‖φ̂‖²), 1 for clouds that are the same up to Â. */
  similarity: number;
}

/**
 * The best isometry from the second cloud onto the first (docs/paper.md a.3): Â = UVᵀ of E[φφ̂ᵀ] = USVᵀ;
 * among rotations only, the smallest direction is turned over where UVᵀ reflects (Kabsch 1976).
 */
export function align({ dimensions: d, points, fixed, moved }: Clouds, reflections: boolean): Alignment {
  const cross = multiplyTransposedLeft(fixed, moved, d, points, d).map((x) => x / points);
  const { u, s, vt } = svd(cross, d, d);
  const sign = determinant(multiply(u, vt, d, d, d), d) < 0 && !reflections ? -1 : 1;
  if (sign < 0) for (let i = 0; i < d; i++) u[i * d + d - 1] *= -1;
  const matrix = multiply(u, vt, d, d, d);
  const aligned = multiplyTransposedRight(moved, matrix, points, d, d);
  const square = (cloud: Float64Array) =>
    trace(multiplyTransposedLeft(cloud, cloud, d, points, d), d) / points;
  const parts = {
    moved: square(moved),
    fixed: square(fixed),
    nuclear: s.reduce((sum, x, i) => sum + (i === d - 1 ? sign * x : x), 0),
  };
  const distance = (cloud: Float64Array) =>
    cloud.reduce((sum, x, i) => sum + (x - fixed[i]) ** 2, 0) / points;
  return {
    matrix,
    aligned,
    reflects: determinant(matrix, d) < 0,
    parts,
    singularValues: s,
    residual: distance(aligned),
    before: distance(moved),
    similarity: parts.nuclear / Math.sqrt(parts.fixed * parts.moved),
  };
}

const determinant = (a: Float64Array, d: number): number =>
  d === 2
    ? a[0] * a[3] - a[1] * a[2]
    : a[0] * (a[4] * a[8] - a[5] * a[7]) -
      a[1] * (a[3] * a[8] - a[5] * a[6]) +
      a[2] * (a[3] * a[7] - a[4] * a[6]);
