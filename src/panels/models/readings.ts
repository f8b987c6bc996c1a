import { short } from '../../charts/format.ts';
import type { LayerComparison, ModelLayer } from '../../lab/modelSpectra.ts';
import { largestOfNoise } from '../../spectra/largestOfNoise.ts';
import { edges, fitMarchenkoPastur } from '../../spectra/marchenkoPastur.ts';
import { exponentError, fitPowerTail, type PowerTail } from '../../spectra/powerTail.ts';
import { powerAgainstExponential } from '../../spectra/tailTests.ts';
import { strings } from '../../strings/index.ts';
import { TRUSTED_TAIL } from './columns.ts';

const {
  edge: edgeText,
  bulk: bulkText,
  tail: tailText,
  depth: depthText,
  comparison: comparisonText,
} = strings.models;

/** Whose energy the noise has that a layer is held against: that of its bulk alone, or all of it. */
export type NoiseLevel = 'bulk' | 'all';

export interface NoiseEdge {
  variance: number;
  lower: number;
  upper: number;
  above: number;
  below: number;
  /** Exceeded by the largest eigenvalue of noise once in a hundred times. */ clear: number;
  clearOf: number;
}

/** The Marchenko–Pastur edges of a layer at a noise level, and what lies outside. */
export function noiseEdge(
  { eigenvalues, neurons, inputs, marchenkoPastur, entryVariance }: ModelLayer,
  level: NoiseLevel,
): NoiseEdge {
  const variance = level === 'bulk' ? marchenkoPastur.variance : entryVariance;
  const { lower, upper } = edges(inputs / neurons, variance);
  const { upper: clear } = largestOfNoise(neurons, inputs, variance);
  return {
    variance,
    lower,
    upper,
    clear,
    above: count(eigenvalues, (x) => x > upper),
    below: count(eigenvalues, (x) => x < lower),
    clearOf: count(eigenvalues, (x) => x > clear),
  };
}

const count = (values: readonly number[], test: (x: number) => boolean): number => values.filter(test).length;

/**
 * True if more than half of the spectrum is inside of the law. Otherwise trimming has run into it, and the
 * noise level is not one.
 */
export const hasBulk = ({ eigenvalues, marchenkoPastur: { above, below } }: ModelLayer): boolean =>
  eigenvalues.length - above - below > eigenvalues.length / 2;

/** What the eigenvalues by rank say, and on what assumption. */
export function edgeReading(layer: ModelLayer, level: NoiseLevel): string {
  const { eigenvalues } = layer;
  const edge = noiseEdge(layer, level);
  const above = edgeText.above(edge.above, eigenvalues.length, layer.name);
  if (!(layer.sum > 0)) return edgeText.zero(layer.name);
  const rank = layer.rank < eigenvalues.length ? edgeText.rank(layer.rank, eigenvalues.length) : '';
  if (level === 'bulk' && !hasBulk(layer)) {
    const all = noiseEdge(layer, 'all');
    const found = edgeText.noBulk({
      above,
      upper: short(edge.upper),
      below: edge.below,
      lower: short(edge.lower),
      all: { variance: short(all.variance), upper: short(all.upper), above: all.above },
    });
    return `${found}${rank}`;
  }
  const clear = edge.above
    ? edgeText.clear(edge.clearOf === edge.above ? 'all' : edge.clearOf, short(edge.clear))
    : null;
  const found = edgeText.reading(
    above,
    short(edge.upper),
    clear,
    edgeText.assumes[level](short(edge.variance)),
  );
  return `${found}${rank}`;
}

/** What the density says: how near to the law the bulk is, beside a Gaussian matrix of the same shape. */
export function bulkReading(layer: ModelLayer): string {
  const { marchenkoPastur: mp, eigenvalues, gaussian, neurons, inputs } = layer;
  const bulk = eigenvalues.length - mp.above - mp.below;
  if (!(layer.sum > 0) || bulk === 0) return bulkText.nothing(layer.name);
  const noise = fitMarchenkoPastur(gaussian, neurons, inputs);
  const near = bulkText.near[mp.ks <= 2 * noise.ks ? 'as' : mp.ks <= 5 * noise.ks ? 'further' : 'far'];
  return bulkText.reading({
    bulk,
    ks: short(mp.ks),
    near,
    neurons,
    inputs,
    noise: short(noise.ks),
    ratio: short(mp.ratio),
  });
}

/** What the tail says, with how far it is to be trusted. */
export function tailReading(layer: ModelLayer, tail: PowerTail | null, chosen: boolean): string {
  const { eigenvalues, gaussian } = layer;
  if (!tail) return tailText.none(layer.name);
  const noise = fitPowerTail(gaussian);
  const found = tailText.found({
    alpha: tail.alpha.toFixed(2),
    error: exponentError(tail).toFixed(2),
    count: tail.count,
    xmin: short(tail.xmin),
    ks: short(tail.ks),
  });
  const beside = noise ? tailText.beside(noise.alpha.toFixed(2), noise.count, short(noise.ks)) : '';
  const assumes = chosen ? tailText.chosen : tailText.best;
  if (eigenvalues.length < TRUSTED_TAIL)
    return tailText.notTrusted({
      layer: layer.name,
      count: eigenvalues.length,
      least: TRUSTED_TAIL,
      found,
      beside,
    });
  if (tail.count < TRUSTED_TAIL) return `${tailText.withCare(found, TRUSTED_TAIL)}${assumes}${beside}`;
  const rival = powerAgainstExponential(eigenvalues, tail);
  const better = tailText.rival[!rival || !(rival.p < 0.1) ? 'even' : rival.z > 0 ? 'power' : 'exponential'];
  return `${found}.${better}${assumes}${beside}`;
}

/** The course of a quantity over the layers, in words. */
export function depthReading(what: string, points: readonly { name: string; value: number }[]): string {
  if (points.length < 3) return depthText.few;
  const half = Math.ceil(points.length / 2);
  const median = (values: number[]) => {
    const s = [...values].sort((a, b) => a - b);
    const m = s.length >> 1;
    return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2;
  };
  const early = median(points.slice(0, half).map((p) => p.value));
  const late = median(points.slice(half).map((p) => p.value));
  const highest = points.reduce((a, b) => (b.value > a.value ? b : a));
  const lowest = points.reduce((a, b) => (b.value < a.value ? b : a));
  return depthText.reading({
    what,
    early: short(early),
    late: short(late),
    layers: points.length,
    highest: highest.name,
    most: short(highest.value),
    lowest: lowest.name,
    least: short(lowest.value),
  });
}

/** Which layers two models share, against what unrelated weights of the same shapes have in common. */
export function comparisonReading(found: readonly LayerComparison[]): string {
  if (found.length === 0) return '';
  const most = found.reduce((a, b) => (b.buresCosine > a.buresCosine ? b : a));
  const least = found.reduce((a, b) => (b.buresCosine < a.buresCosine ? b : a));
  const beyond = count(
    found.map((c) => c.buresCosine - c.noise),
    (x) => x > 0.02,
  );
  if (least.buresCosine > 0.9995) return comparisonText.equal(found.length);
  return comparisonText.reading({
    most: most.name,
    mostCosine: most.buresCosine.toFixed(3),
    least: least.name,
    leastCosine: least.buresCosine.toFixed(3),
    beyond,
    layers: found.length,
  });
}
