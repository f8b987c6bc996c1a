import { short } from '../../charts/format.ts';
import type { Table } from '../../charts/tables.ts';
import type { LayerInfo } from '../../lab/modelEvents.ts';
import type { ModelLayer } from '../../lab/modelSpectra.ts';
import { largestOfNoise } from '../../spectra/largestOfNoise.ts';

/** A row of the table: a layer, measured or not yet. */
export interface Row { info: LayerInfo; layer: ModelLayer | null; /** Why it could not be measured. */ problem: string | null; /** Place in the file, from 1. */ order: number }

export interface Column {
  id: string;
  /** On the head of the column. */
  label: string;
  /** What it is, in a sentence. */
  help: string;
  /** Null: not measured, or there is none. */
  value(row: Row): number | string | null;
  /** Shown over depth too. */
  depth?: string;
}

/** Eigenvalues above what the largest of noise reaches once in a hundred times, with the noise of the bulk. */
export const clearOfNoise = ({ eigenvalues, neurons, inputs, marchenkoPastur }: ModelLayer): number => {
  const { upper } = largestOfNoise(neurons, inputs, marchenkoPastur.variance);
  return eigenvalues.filter((x) => x > upper).length;
};

const measured = (value: (layer: ModelLayer) => number | null | undefined) => ({ layer }: Row): number | null => {
  const found = layer && value(layer);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
};

/** In the order of the table. Saved tables have the same columns. */
export const columns: readonly Column[] = [
  { id: 'order', label: '#', help: 'place in the file', value: ({ order }) => order },
  { id: 'name', label: 'layer', help: 'name of the weight in the file', value: ({ info }) => info.name },
  { id: 'shape', label: 'shape', help: 'axes as in the file (tfjs: turned to out × in × height × width)', value: ({ info }) => info.shape.join(' × ') },
  { id: 'size', label: 'n × d', help: 'neurons × inputs: the first axis against all others', value: ({ info }) => `${info.neurons} × ${info.inputs}` },
  { id: 'above', label: 'above edge', help: 'eigenvalues of WᵀW/n above the Marchenko–Pastur edge, of min(n, d); noise level fitted to the bulk', value: measured((l) => l.marchenkoPastur.above), depth: 'eigenvalues above the Marchenko–Pastur edge' },
  { id: 'clear', label: 'clear of it', help: 'eigenvalues above what the largest of pure noise exceeds once in a hundred times (Tracy–Widom)', value: measured(clearOfNoise), depth: 'eigenvalues clear of noise' },
  { id: 'bulkKs', label: 'bulk KS', help: 'Kolmogorov–Smirnov distance of the eigenvalues between the edges to the law', value: measured((l) => l.marchenkoPastur.ks), depth: 'distance of the bulk from the law (KS)' },
  { id: 'scale', label: 'exp. scale', help: 'ranks in which the head of the spectrum falls by a factor e', value: measured((l) => l.exponential?.scale), depth: 'exponential scale in ranks' },
  { id: 'alpha', label: 'α', help: 'exponent of a power law fitted to the tail; under 50 eigenvalues it says little', value: measured((l) => l.powerLaw?.alpha), depth: 'power-law exponent α of the tail' },
  { id: 'xmin', label: 'x min', help: 'where the fitted tail begins', value: measured((l) => l.powerLaw?.xmin) },
  { id: 'tailKs', label: 'tail KS', help: 'distance of the tail to the power law', value: measured((l) => l.powerLaw?.ks), depth: 'distance of the tail from a power law (KS)' },
  { id: 'participation', label: 'part. ratio', help: '(Σλ)²/Σλ²: how many directions carry the energy', value: measured((l) => l.participationRatio), depth: 'participation ratio' },
  { id: 'stable', label: 'stable rank', help: 'Σλ/λ₁: squared Frobenius over squared spectral norm', value: measured((l) => l.stableRank), depth: 'stable rank' },
  { id: 'entropy', label: 'entropy', help: 'of the shares λ/Σλ, over ln min(n, d): 1 for equal eigenvalues', value: measured((l) => l.entropy), depth: 'entropy of the spectrum' },
  { id: 'frobenius', label: '‖W‖ F', help: 'Frobenius norm', value: measured((l) => l.frobeniusNorm), depth: 'Frobenius norm' },
  { id: 'spectral', label: '‖W‖ 2', help: 'spectral norm', value: measured((l) => l.spectralNorm), depth: 'spectral norm' },
];

export const columnOf = (id: string): Column => columns.find((column) => column.id === id) ?? columns[0];

/** Fewer eigenvalues than this make no power law (Martin and Mahoney take the same). */
export const TRUSTED_TAIL = 50;

/** A cell as it is shown. */
export const cellText = (column: Column, row: Row): string => {
  const value = column.value(row);
  return value === null ? '–' : typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : short(value);
};

export interface Sort { column: string; descending: boolean }

/** Rows whose name, shape or type holds every word of the filter, sorted; what has no value comes last, equal ones in the order of the file. */
export function arrange(rows: readonly Row[], { column, descending }: Sort, filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean), { value } = columnOf(column), sign = descending ? -1 : 1;
  const key = (row: Row): number | string | null => (column === 'shape' || column === 'size' ? row.info.neurons * row.info.inputs : value(row));
  const kept = rows.filter(({ info }) => { const text = `${info.name} ${info.shape.join('×')} ${info.dtype}`.toLowerCase(); return words.every((word) => text.includes(word)); });
  return kept.sort((a, b) => {
    const x = key(a), y = key(b);
    if (x === null || y === null) return x === y ? a.order - b.order : x === null ? 1 : -1;
    const by = typeof x === 'string' ? x.localeCompare(String(y), 'en', { numeric: true }) : x - Number(y);
    return sign * by || a.order - b.order;
  });
}

/** The rows as they stand, none of the numbers rounded. */
export const layerTable = (rows: readonly Row[]): Table => ({ columns: columns.map(({ label }) => label), rows: rows.map((row) => columns.map(({ value }) => value(row))) });
