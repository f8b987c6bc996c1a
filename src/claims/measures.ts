import type { Convergence, NetworkKind, Truncation, Universality } from '../lab/events.ts';
import { fitSlope } from '../spectra/fits.ts';
import { summarise, type NetView, type RunView } from '../state/runView.ts';

/**
 * What a claim is measured on: one value per network, layer or width, as the claim says, and how many
 * networks they rest on.
 */
export interface Measurement {
  values: number[];
  networks: number;
}

export const widthsOf = (run: RunView): number[] =>
  [...new Set(run.nets.map((net) => net.info.width))].sort((a, b) => a - b);
export const ofWidth = (run: RunView, width: number): NetView[] =>
  run.nets.filter((net) => net.info.width === width);

/** All layers but the first, whose inputs are fixed by the data, and, as in the paper, the 1×1 shortcuts. */
export const deep = (net: NetView): number[] =>
  net.info.layers.flatMap(({ shortcut }, i) => (i > 0 && !shortcut ? [i] : []));
/** Nor the last, which the classifier reads. */
export const middle = (net: NetView): number[] => deep(net).filter((i) => i < net.info.layers.length - 1);

/** One value per network that gives one; null where none does. */
export function perNet(nets: readonly NetView[], value: (net: NetView) => number | null): Measurement | null {
  const values = nets.flatMap((net) => {
    const v = value(net);
    return v === null || !Number.isFinite(v) ? [] : [v];
  });
  return values.length ? { values, networks: values.length } : null;
}

/** One value per layer of one network that stands for several. */
export function perLayer(
  net: NetView | undefined,
  networks: number | undefined,
  layers: (net: NetView) => number[],
  value: (layer: number) => number | null,
): Measurement | null {
  if (!net || networks === undefined) return null;
  const values = layers(net).flatMap((i) => {
    const v = value(i);
    return v === null || !Number.isFinite(v) ? [] : [v];
  });
  return values.length ? { values, networks } : null;
}

/** Largest relative difference of two lists over the first ten ranks. */
export function headDifference(a: readonly number[], b: readonly number[], ranks = 10): number {
  return Math.max(
    ...Array.from({ length: Math.min(ranks, a.length, b.length) }, (_, r) => Math.abs(a[r] / b[r] - 1)),
  );
}

/** The net of a width that carries what was measured on all of them. */
export const pooledNet = (run: RunView): NetView | undefined => run.nets.find((net) => net.pooled);

export const relative = (values: readonly number[]): number[] => values.map((v) => v / values[0]);

/** Rank (from 1) where a spectrum falls below half of the reference's. */
export function cutOff(spectrum: readonly number[], reference: readonly number[]): number {
  const at = spectrum.findIndex((v, r) => v < reference[r] / 2);
  return at < 0 ? spectrum.length : at + 1;
}

/** Test error of one kind at one layer, of the nets that are held against the widest. */
export function errorAt(net: NetView, kind: Convergence['kind'], layer: number): number | null {
  return net.convergence.find((c) => c.kind === kind)?.layers[layer]?.test ?? null;
}

/** Error of standardised activations: 2(1 − cos) on test images. */
export function distanceAt(net: NetView, kind: Convergence['kind'], layer: number): number | null {
  return net.convergence.find((c) => c.kind === kind)?.layers[layer]?.standardised?.test ?? null;
}

/**
 * Normalised similarities of every pair of one kind, by layer; layers that cannot be compared are left out.
 */
export const similarities = (
  event: Universality,
  kind: Universality['pairs'][number]['kind'],
): { layer: number; value: number }[][] =>
  event.pairs
    .filter((p) => p.kind === kind)
    .map((p) =>
      p.layers.flatMap((l, layer) =>
        l && Number.isFinite(l.similarity) ? [{ layer, value: l.similarity }] : [],
      ),
    );

/** Log–log slope of a quantity over the widths below the widest; null under three of them. */
export function slopeOverWidths(
  run: RunView,
  member: number,
  value: (net: NetView) => number | null,
): number | null {
  const widest = widthsOf(run).at(-1);
  const points = run.nets
    .filter((net) => net.info.member === member && net.info.width !== widest)
    .flatMap((net) => {
      const y = value(net);
      return y === null ? [] : [{ x: net.info.width, y }];
    });
  return (
    fitSlope(
      points.map((p) => p.x),
      points.map((p) => p.y),
    )?.slope ?? null
  );
}

/** Truncated accuracy at the largest tested rank that is at most `most`. */
export function accuracyAt({ ranks, accuracy }: Truncation, most: number): number {
  return accuracy[ranks.reduce((best, rank, i) => (rank <= most ? i : best), 0)];
}

export const truncation = (
  net: NetView,
  layer: number,
  basis: Truncation['basis'],
  networks?: number,
): Truncation | undefined =>
  net.truncations.find(
    (t) => t.layer === layer && t.basis === basis && (networks === undefined || t.networks === networks),
  );

/** Mean accuracy of one kind of network at the trained width. */
export const accuracyOf = (net: NetView, kind: NetworkKind): number | null =>
  summarise(net, kind, 1)?.mean ?? null;

/** a − b; null where one is missing. */
export const difference = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a - b;

/** Spearman's rank correlation with the index. */
export function trend(values: readonly number[]): number {
  const n = values.length;
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks: number[] = [];
  order.forEach((i, r) => {
    ranks[i] = r;
  });
  const squares = ranks.reduce((sum, r, i) => sum + (r - i) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

/** Epochs, interpolated, until a curve first reaches a value; null if it never does. */
export function epochsTo(accuracy: readonly number[], value: number): number | null {
  const at = accuracy.findIndex((a) => a >= value);
  return at < 0
    ? null
    : at === 0
      ? 0
      : at - 1 + (value - accuracy[at - 1]) / (accuracy[at] - accuracy[at - 1]);
}

/** Share of the fresh network’s last accuracy that is waited for. */
export const NEAR = 0.9;
