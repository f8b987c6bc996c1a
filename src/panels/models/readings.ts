import { short } from '../../charts/format.ts';
import type { LayerComparison, ModelLayer } from '../../lab/modelSpectra.ts';
import { largestOfNoise } from '../../spectra/largestOfNoise.ts';
import { edges, fitMarchenkoPastur } from '../../spectra/marchenkoPastur.ts';
import { exponentError, fitPowerTail, type PowerTail } from '../../spectra/powerTail.ts';
import { powerAgainstExponential } from '../../spectra/tailTests.ts';
import { TRUSTED_TAIL } from './columns.ts';

/** Whose energy the noise has that a layer is held against: that of its bulk alone, or all of it. */
export type NoiseLevel = 'bulk' | 'all';

export interface NoiseEdge { variance: number; lower: number; upper: number; above: number; below: number; /** Exceeded by the largest eigenvalue of noise once in a hundred times. */ clear: number; clearOf: number }

/** The Marchenko–Pastur edges of a layer at a noise level, and what lies outside. */
export function noiseEdge({ eigenvalues, neurons, inputs, marchenkoPastur, entryVariance }: ModelLayer, level: NoiseLevel): NoiseEdge {
  const variance = level === 'bulk' ? marchenkoPastur.variance : entryVariance, { lower, upper } = edges(inputs / neurons, variance), { upper: clear } = largestOfNoise(neurons, inputs, variance);
  return { variance, lower, upper, clear, above: count(eigenvalues, (x) => x > upper), below: count(eigenvalues, (x) => x < lower), clearOf: count(eigenvalues, (x) => x > clear) };
}

const count = (values: readonly number[], test: (x: number) => boolean): number => values.filter(test).length;

/** Is more than half of the spectrum inside of the law? Otherwise trimming has run into it, and the noise level is not one. */
export const hasBulk = ({ eigenvalues, marchenkoPastur: { above, below } }: ModelLayer): boolean => eigenvalues.length - above - below > eigenvalues.length / 2;

const times = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What the eigenvalues by rank say, and on what assumption. */
export function edgeReading(layer: ModelLayer, level: NoiseLevel): string {
  const { eigenvalues } = layer, edge = noiseEdge(layer, level), of = `${edge.above} of the ${eigenvalues.length} eigenvalues of ${layer.name}`;
  if (!(layer.sum > 0)) return `${layer.name} is zero: there is nothing to tell from noise.`;
  const clear = edge.clearOf === edge.above ? `so are they of what the largest of noise exceeds once in a hundred times (${short(edge.clear)})` : `${edge.clearOf} are clear of what the largest of noise exceeds once in a hundred times (${short(edge.clear)})`;
  const assumes = level === 'bulk'
    ? `Assumes that what is not signal has independent entries of one variance, σ² = ${short(edge.variance)}, fitted to the eigenvalues below the edge.`
    : `Assumes noise with all the energy of the weight, σ² = ${short(edge.variance)}, signal included: it finds too little rather than too much.`;
  if (level === 'bulk' && !hasBulk(layer)) {
    const all = noiseEdge(layer, 'all');
    return `The law finds no bulk of noise here: ${of} stand above its edge ${short(edge.upper)}${edge.below ? ` and ${edge.below} below ${short(edge.lower)}` : ''}, more than half, so that the edge is set by a few of the smallest and the count is no number of signals. Held against noise with all the energy of the weight (σ² = ${short(all.variance)}, edge ${short(all.upper)}), ${all.above} stand above.`;
  }
  return `${of} stand above the Marchenko–Pastur edge ${short(edge.upper)}${edge.above ? `; ${clear}` : ''}. ${assumes}`;
}

/** What the density says: how near to the law the bulk is, beside a Gaussian matrix of the same shape. */
export function bulkReading(layer: ModelLayer): string {
  const { marchenkoPastur: mp, eigenvalues, gaussian, neurons, inputs } = layer, bulk = eigenvalues.length - mp.above - mp.below;
  if (!(layer.sum > 0) || bulk === 0) return `No eigenvalue of ${layer.name} lies between the edges of the law: nothing can be said of a bulk.`;
  const noise = fitMarchenkoPastur(gaussian, neurons, inputs);
  const near = mp.ks <= 2 * noise.ks ? 'as near as noise is' : mp.ks <= 5 * noise.ks ? 'further than noise is' : 'far from noise';
  return `The ${times(bulk, 'eigenvalue')} between the edges ${bulk === 1 ? 'is' : 'are'} ${short(mp.ks)} away from the law (KS), ${near}: a Gaussian matrix of ${neurons} × ${inputs} is ${short(noise.ks)} away. Assumes a ratio of inputs to neurons of ${short(mp.ratio)}, which is exact here, and one variance for all entries.`;
}

/** What the tail says, with how far it is to be trusted. */
export function tailReading(layer: ModelLayer, tail: PowerTail | null, chosen: boolean): string {
  const { eigenvalues, gaussian } = layer;
  if (!tail) return `${layer.name} has too few different eigenvalues for any tail.`;
  const noise = fitPowerTail(gaussian), found = `α = ${tail.alpha.toFixed(2)} ± ${exponentError(tail).toFixed(2)} over the ${tail.count} eigenvalues from ${short(tail.xmin)} on, ${short(tail.ks)} away from a power law (KS)`;
  const beside = noise ? ` The same fit to a Gaussian matrix of this shape (dashed), which has no such tail, gives α = ${noise.alpha.toFixed(2)} over ${noise.count} (KS ${short(noise.ks)}).` : '';
  const assumes = chosen ? ' x min is chosen by hand.' : ' x min is the one that makes the distance least, so a small one is no proof.';
  if (eigenvalues.length < TRUSTED_TAIL) return `Not to be trusted: ${layer.name} has only ${eigenvalues.length} eigenvalues, and under ${TRUSTED_TAIL} almost any spectrum passes for a power law. The fit gives ${found}.${beside}`;
  if (tail.count < TRUSTED_TAIL) return `To be read with care: ${found}, which are fewer than ${TRUSTED_TAIL}.${assumes}${beside}`;
  const rival = powerAgainstExponential(eigenvalues, tail);
  const better = !rival || !(rival.p < 0.1) ? ' A fall that is exponential in rank describes this tail as well (Vuong’s test).' : rival.z > 0 ? ' It describes this tail better than a fall that is exponential in rank (Vuong’s test).' : ' A fall that is exponential in rank describes this tail better (Vuong’s test).';
  return `${found}.${better}${assumes}${beside}`;
}

/** The course of a quantity over the layers, in words. */
export function depthReading(what: string, points: readonly { name: string; value: number }[]): string {
  if (points.length < 3) return 'Three measured layers are needed to speak of depth.';
  const half = Math.ceil(points.length / 2), median = (values: number[]) => { const s = [...values].sort((a, b) => a - b), m = s.length >> 1; return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2; };
  const early = median(points.slice(0, half).map((p) => p.value)), late = median(points.slice(half).map((p) => p.value));
  const highest = points.reduce((a, b) => (b.value > a.value ? b : a)), lowest = points.reduce((a, b) => (b.value < a.value ? b : a));
  return `The ${what} has a median of ${short(early)} in the first half of the ${points.length} measured layers and of ${short(late)} in the second; it is highest in ${highest.name} (${short(highest.value)}) and lowest in ${lowest.name} (${short(lowest.value)}). Depth is the order in the file.`;
}

/** Which layers two models share, against what unrelated weights of the same shapes have in common. */
export function comparisonReading(found: readonly LayerComparison[]): string {
  if (found.length === 0) return '';
  const most = found.reduce((a, b) => (b.buresCosine > a.buresCosine ? b : a)), least = found.reduce((a, b) => (b.buresCosine < a.buresCosine ? b : a)), beyond = count(found.map((c) => c.buresCosine - c.noise), (x) => x > 0.02);
  if (least.buresCosine > 0.9995) return `The covariances WᵀW of ${found.length === 1 ? 'the layer' : `all ${found.length} layers`} are the same to three digits, up to scale.`;
  return `The covariances WᵀW are most alike in ${most.name} (Bures cosine ${most.buresCosine.toFixed(3)}) and least in ${least.name} (${least.buresCosine.toFixed(3)}); in ${beyond} of ${times(found.length, 'layer')} they are more alike than Gaussian matrices of the same shapes. The inputs of a layer are compared as they are numbered: two networks trained apart agree beyond the first layer only once they are aligned.`;
}
