import { leadingEigen } from '../../linalg/leadingEigen.ts';
import { SET, withWasm } from '../../linalg/wasm.ts';
import { gram } from '../../linalg/matrix.ts';
import { rng, type Rng } from '../../random/rng.ts';
import { sampleLaw } from '../../spectra/sampleLaw.ts';
import { largestEigenvalue } from '../../spectra/tracyWidom.ts';
import type { MatrixSettings } from './settings.ts';

/** Entries of the picture of W, at most, on a side. */
const PICTURE = 160;
/** Rows of a block of the Gram matrix; between two blocks progress is told. */
const BLOCK = 256;
/** Population eigenvalues of the tabulated law: more are not told apart. */
const ATOMS = 160;

export interface MatrixResult {
  /** Size of the matrix really drawn; smaller than asked for in a preview. */
  n: number;
  d: number;
  /** min(n, d) of WᵀW/n, descending. */
  eigenvalues: Float64Array;
  /** Rows × columns of W, evenly thinned, in units of σ. */
  picture: { rows: number; columns: number; values: Float32Array };
  /** The law of the bulk, spikes aside; null where the entries have no variance. */
  law: {
    lower: number;
    upper: number;
    threshold: number;
    x: number[];
    density: number[];
    top: { mean: number; sd: number };
  } | null;
  /** Population variances of all directions, descending. */
  population: Float64Array;
  /**
   * By strength: population eigenvalue, sample eigenvalue, squared cosine of their eigenvectors; and the same
   * in theory, null below the threshold.
   */
  spikes: {
    population: number;
    eigenvalue: number;
    overlap: number;
    theory: { eigenvalue: number; overlap: number } | null;
  }[];
}

/** Settings at a size that is drawn at once: n and d divided by one number, so that q stays. */
export function preview(settings: MatrixSettings, most: number): MatrixSettings {
  const factor = Math.min(1, most / Math.max(settings.n, settings.d));
  const scaled = (size: number) => Math.max(settings.spikes + 2, 8, Math.round(size * factor));
  return { ...settings, n: scaled(settings.n), d: scaled(settings.d) };
}

/** Population variances, d of them: spikes first, then the bulk, descending; the bulk has mean σ². */
export function populationOf({ d, variance, spikes, strength, decay }: MatrixSettings): {
  all: Float64Array;
  bulk: Float64Array;
} {
  const bulk = Float64Array.from({ length: d - spikes }, (_, k) => (k + 1) ** -decay);
  const mean = bulk.reduce((sum, x) => sum + x, 0) / bulk.length;
  for (let k = 0; k < bulk.length; k++) bulk[k] *= variance / mean;
  const all = new Float64Array(d);
  for (let i = 0; i < spikes; i++) all[i] = bulk[0] * (1 + (strength * (spikes - i)) / spikes);
  all.set(bulk, spikes);
  return { all, bulk };
}

/**
 * Draws W, n × d row-major, entries of unit variance (Student's t of ν ≤ 2 has none and is left as it is)
 * times the roots of the population variances.
 */
export function drawMatrix(
  settings: MatrixSettings,
  population: Float64Array,
  onRows: (share: number) => void = () => {},
): Float64Array {
  const { n, d, seed } = settings;
  const random = rng(seed).fork('play', settings.law);
  const entry = entryOf(settings, random);
  const roots = population.map(Math.sqrt);
  const w = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) w[i * d + j] = entry() * roots[j];
    if (i % BLOCK === BLOCK - 1) onRows((i + 1) / n);
  }
  return w;
}

function entryOf({ law, nu }: MatrixSettings, random: Rng): () => number {
  switch (law) {
    case 'gaussian':
      return () => random.normal();
    case 'uniform':
      return () => Math.sqrt(12) * (random.uniform() - 0.5);
    case 'rademacher':
      return () => (random.uint32() & 1 ? 1 : -1);
    case 'student': {
      const scale = nu > 2 ? Math.sqrt((nu - 2) / nu) : 1;
      // Bailey 1994: exact for every ν.
      return () =>
        scale *
        Math.sqrt(nu * (((random.uint32() + 1) / 4294967296) ** (-2 / nu) - 1)) *
        Math.cos(2 * Math.PI * random.uniform());
    }
    default:
      return law satisfies never;
  }
}

/**
 * The matrix, its spectrum, and the law it should follow. `onProgress`: share of the work done, with what is
 * being done.
 */
export function playMatrix(
  settings: MatrixSettings,
  onProgress: (share: number, what: 'drawing' | 'multiplying' | 'eigenvalues') => void = () => {},
): MatrixResult {
  const { n, d, variance, law, nu, spikes } = settings;
  const { all, bulk } = populationOf(settings);
  // Shares of the time, measured: drawing is of second order in the size, the others of third.
  const drawing = 60 / (60 + 0.45 * Math.min(n, d));
  const product = (1 - drawing) / 2;
  const w = drawMatrix(settings, all, (share) => onProgress(drawing * share, 'drawing'));
  const size = Math.min(n, d);
  const g = smallerGram(w, n, d, (share) => onProgress(drawing + product * share, 'multiplying'));
  onProgress(drawing + product, 'eigenvalues');
  for (let i = 0; i < g.length; i++) g[i] /= n;
  const { values, vectors } = leadingEigen(g, size, Math.min(spikes, size));
  const hasVariance = law !== 'student' || nu > 2;
  const laws = hasVariance ? sampleLaw(thinned(bulk), bulk.length / n) : null;
  return {
    n,
    d,
    eigenvalues: values.map((x) => Math.max(0, x)),
    picture: pictureOf(w, n, d, Math.sqrt(variance)),
    population: all.slice().sort().reverse(),
    law: laws && {
      lower: laws.lower,
      upper: laws.upper,
      threshold: laws.threshold,
      ...laws.table(),
      top: largestEigenvalue(laws, n),
    },
    spikes: Array.from({ length: Math.min(spikes, size) }, (_, i) => ({
      population: all[i],
      eigenvalue: values[i],
      overlap: overlapWith(i, vectors.subarray(i * size, (i + 1) * size), w, n, d),
      theory: laws?.spike(all[i]) ?? null,
    })),
  };
}

/**
 * Squared cosine between direction i and the right singular vector of W that belongs to an eigenvector of the
 * smaller Gram matrix.
 */
function overlapWith(i: number, vector: Float64Array, w: Float64Array, n: number, d: number): number {
  if (d <= n) return vector[i] ** 2;
  let norm = 0;
  let own = 0;
  for (let j = 0; j < d; j++) {
    let sum = 0;
    for (let r = 0; r < n; r++) sum += w[r * d + j] * vector[r];
    norm += sum * sum;
    if (j === i) own = sum * sum;
  }
  return own / norm;
}

/** WᵀW or WWᵀ, whichever is smaller, by blocks of rows of its upper half. */
function smallerGram(w: Float64Array, n: number, d: number, onBlock: (share: number) => void): Float64Array {
  const size = Math.min(n, d);
  const inner = Math.max(n, d);
  const tall = d <= n;
  const blocked = withWasm(({ functions, take, view, run }) => {
    const a = take(w);
    const c = take(size * size);
    // Row i of the result stands with columns i … from the block's first on.
    for (let from = 0; from < size; from += BLOCK) {
      const rows = Math.min(BLOCK, size - from);
      const at = a + from * (tall ? 1 : d) * 8;
      run('products', Math.ceil(rows / functions.unitRows()), {
        ta: Number(tall),
        tb: Number(!tall),
        m: rows,
        n: size - from,
        k: inner,
        a: at,
        lda: d,
        b: at,
        ldb: d,
        c: c + (from * size + from) * 8,
        ldc: size,
        mode: SET,
      });
      onBlock(1 - (1 - (from + rows) / size) ** 2);
    }
    const out = view(c, size * size).slice();
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) out[i * size + j] = out[j * size + i];
    return out;
  });
  if (blocked) return blocked;
  if (!tall) return gram(w, n, d);
  const turned = new Float64Array(n * d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) turned[j * n + i] = w[i * d + j];
  return gram(turned, d, n);
}

/** At most ATOMS population eigenvalues, each the mean of neighbours. */
function thinned(bulk: Float64Array): { values: number[]; shares: number[] } {
  const first = bulk[0];
  if (bulk[bulk.length - 1] === first) return { values: [first], shares: [1] };
  const values: number[] = [];
  const shares: number[] = [];
  // By squares: the largest, which make the upper edge, one by one.
  for (let k = 0, from = 0; from < bulk.length; k++) {
    const to = Math.min(bulk.length, Math.max(from + 1, Math.round(bulk.length * ((k + 1) / ATOMS) ** 2)));
    values.push(bulk.subarray(from, to).reduce((sum, x) => sum + x, 0) / (to - from));
    shares.push((to - from) / bulk.length);
    from = to;
  }
  return { values, shares };
}

function pictureOf(w: Float64Array, n: number, d: number, sd: number): MatrixResult['picture'] {
  const rows = Math.min(PICTURE, n);
  const columns = Math.min(PICTURE, d);
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      values[i * columns + j] = w[Math.floor((i * n) / rows) * d + Math.floor((j * d) / columns)] / sd;
  return { rows, columns, values };
}
