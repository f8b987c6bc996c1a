import { short } from '../../charts/format.ts';
import type { Table } from '../../charts/tables.ts';
import type { LayerInfo } from '../../lab/modelEvents.ts';
import type { ModelLayer } from '../../lab/modelSpectra.ts';
import { largestOfNoise } from '../../spectra/largestOfNoise.ts';
import { strings } from '../../strings/index.ts';

const text = strings.models.table.columns;

/** A row of the table: a layer, measured or not yet. */
export interface Row {
  info: LayerInfo;
  layer: ModelLayer | null;
  /** Why it could not be measured. */ problem: string | null;
  /** Place in the file, from 1. */ order: number;
}

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

/**
 * Eigenvalues above what the largest of noise reaches once in a hundred times, with the noise of the bulk.
 */
export const clearOfNoise = ({ eigenvalues, neurons, inputs, marchenkoPastur }: ModelLayer): number => {
  const { upper } = largestOfNoise(neurons, inputs, marchenkoPastur.variance);
  return eigenvalues.filter((x) => x > upper).length;
};

const measured =
  (value: (layer: ModelLayer) => number | null | undefined) =>
  ({ layer }: Row): number | null => {
    const found = layer && value(layer);
    return typeof found === 'number' && Number.isFinite(found) ? found : null;
  };

const values: Record<keyof typeof text, Column['value']> = {
  order: ({ order }) => order,
  name: ({ info }) => info.name,
  shape: ({ info }) => info.shape.join(' × '),
  size: ({ info }) => `${info.neurons} × ${info.inputs}`,
  rank: measured((l) => l.rank),
  above: measured((l) => l.marchenkoPastur.above),
  clear: measured(clearOfNoise),
  bulkKs: measured((l) => l.marchenkoPastur.ks),
  scale: measured((l) => l.exponential?.scale),
  alpha: measured((l) => l.powerLaw?.alpha),
  xmin: measured((l) => l.powerLaw?.xmin),
  tailKs: measured((l) => l.powerLaw?.ks),
  participation: measured((l) => l.participationRatio),
  stable: measured((l) => l.stableRank),
  entropy: measured((l) => l.entropy),
  frobenius: measured((l) => l.frobeniusNorm),
  spectral: measured((l) => l.spectralNorm),
};

/** In the order of the table. Saved tables have the same columns. */
export const columns: readonly Column[] = (Object.keys(values) as (keyof typeof values)[]).map((id) => ({
  id,
  ...text[id],
  value: values[id],
}));

export const columnOf = (id: string): Column => columns.find((column) => column.id === id) ?? columns[0];

/** Fewer eigenvalues than this make no power law (Martin and Mahoney take the same). */
export const TRUSTED_TAIL = 50;

/** A cell as it is shown. */
export const cellText = (column: Column, row: Row): string => {
  const value = column.value(row);
  return value === null
    ? '–'
    : typeof value === 'string'
      ? value
      : Number.isInteger(value)
        ? String(value)
        : short(value);
};

export interface Sort {
  column: string;
  descending: boolean;
}

/**
 * Rows whose name, shape or type holds every word of the filter, sorted; what has no value comes last, equal
 * ones in the order of the file.
 */
export function arrange(rows: readonly Row[], { column, descending }: Sort, filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const { value } = columnOf(column);
  const sign = descending ? -1 : 1;
  const key = (row: Row): number | string | null =>
    column === 'shape' || column === 'size' ? row.info.neurons * row.info.inputs : value(row);
  const kept = rows.filter(({ info }) => {
    const text = `${info.name} ${info.shape.join('×')} ${info.dtype}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return kept.sort((a, b) => {
    const x = key(a);
    const y = key(b);
    if (x === null || y === null) return x === y ? a.order - b.order : x === null ? 1 : -1;
    const by = typeof x === 'string' ? x.localeCompare(String(y), 'en', { numeric: true }) : x - Number(y);
    return sign * by || a.order - b.order;
  });
}

/** The rows as they stand, none of the numbers rounded. */
export const layerTable = (rows: readonly Row[]): Table => ({
  columns: columns.map(({ label }) => label),
  rows: rows.map((row) => columns.map(({ value }) => value(row))),
});
