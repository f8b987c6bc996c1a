import { alignedNeurons, covarianceOf } from '../../rainbow/covariance.ts';
import { fitExponential } from '../../spectra/fits.ts';
import { runTexts } from '../../strings/run.ts';
import type { TrainedNet } from '../trainNets.ts';
import type { Alignments, Comparison } from './comparison.ts';
import { byWidth, comparesWidths, layerOf, referenceNet, stagesOf, type CompareContext } from './context.ts';
import { convergence } from './convergence.ts';
import { referenceOf } from './cost.ts';

/**
 * Fig. 4, right (D4, D5): covariances of every width's nets in the space of the widest, and how far from its.
 */
async function compareWidths(
  { input, decomposer, emit, turn }: CompareContext,
  nets: TrainedNet[],
  alignments: Alignments,
  done: (share: number) => void,
): Promise<void> {
  const reference = referenceNet(nets);
  const groups = byWidth(nets, (net) => net.planned.width);
  // The widest first: all others are compared with it.
  groups.sort((a, b) => Number(b.includes(reference)) - Number(a.includes(reference)));
  const exact: { covariance: Float64Array; norm: number }[] = [];
  for (const own of groups) {
    const [first] = own;
    const stages = stagesOf(first, input);
    const isReference = first === reference;
    const layers = [];
    for (let i = 0; i < first.info.layers.length; i++) {
      const d = first.info.layers[i].inputs;
      const wide = reference.info.layers[i].inputs;
      const neurons = alignedNeurons(
        own.map((net) => layerOf(stages, net.checkpoint.weights, i)),
        own.map((net) => alignments.get(net.info.id)![i]),
      );
      const covariance = covarianceOf(neurons, wide).map((x) => x * d);
      const values = await decomposer.symmetricEigenvalues(covariance, wide);
      const eigenvalues = Array.from(
        values.slice(0, Math.min(own.length * first.info.layers[i].neurons, d)),
        (x) => Math.max(0, x),
      );
      if (isReference) exact.push({ covariance, norm: eigenvalues[0] });
      const difference = isReference
        ? null
        : await decomposer.symmetricEigenvalues(
            covariance.map((x, k) => x - exact[i].covariance[k]),
            wide,
          );
      layers.push({
        eigenvalues,
        exponential: fitExponential(eigenvalues),
        distance: difference && Math.max(difference[0], -difference[wide - 1]) / exact[i].norm,
      });
      done(1 / (groups.length * first.info.layers.length));
      await turn(0);
    }
    emit({
      type: 'width-covariance',
      net: first.info.id,
      reference: reference.info.id,
      networks: own.length,
      layers,
    });
  }
}

export const widthCovariances: Comparison = {
  name: 'width-covariances',
  title: runTexts.comparisons['width-covariances'],
  about: 'run',
  after: convergence,
  asked: (spec, nets) => (comparesWidths(spec, nets) ? nets : []),
  units: (nets, c) => c.eigen(referenceOf(nets)) * byWidth(nets, (net) => net.width).length,
  run: (context, nets, { alignments }, done) => compareWidths(context, nets, alignments!, done),
};
