import { disposeNetwork } from '../../networks/network.ts';
import { alignedNeurons, colourOfCovariance, covarianceOf } from '../../rainbow/covariance.ts';
import { learnedLayers } from '../../rainbow/learnedLayer.ts';
import { pairMoments } from '../../rainbow/pairMoments.ts';
import { resample } from '../../rainbow/resample.ts';
import { evaluate } from '../../training/evaluate.ts';
import { repeatedSource } from '../../training/source.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import { inMemory } from '../redraw.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { alignedStages, layerOf, stagesOf, withNetworks, type CompareContext } from './context.ts';

/**
 * Fig. 9 with pooled covariances (D11, note 6): networks drawn at their own width from the covariances of all
 * networks of the width, aligned to the first, whose activations and classifier are the reference.
 */
async function redrawPooled(
  { input, sources, decomposer, emit, turn, spec }: CompareContext,
  nets: TrainedNet[],
  done: (share: number) => void,
): Promise<void> {
  const [first, ...others] = nets;
  const stages = stagesOf(first, input);
  const network = networkOf(stages, [first.checkpoint]);
  try {
    const indices = alignedStages(first);
    const moments = await withNetworks(others, input, (networks) =>
      pairMoments({ networks, reference: network, stages: indices, source: sources.train, turn }),
    );
    const alignments: (Float64Array | null)[][] = [first.info.layers.map(() => null)];
    for (const own of moments) {
      const found: (Float64Array | null)[] = [null];
      for (const { cross, channelsA, channelsB } of own) {
        found.push((await decomposer.polarFactor(cross, channelsA, channelsB)).factor);
        await turn(0);
      }
      alignments.push(found);
    }
    done(0.5);
    const layers = await learnedLayers(network, 0);
    const colours = await Promise.all(
      layers.map(async ({ neurons, inputs }, i) => {
        if (!stages[i].sampled) return null;
        const rows = alignedNeurons(
          nets.map((net) => layerOf(stages, net.checkpoint.weights, i)),
          alignments.map((own) => own[i]),
        );
        return colourOfCovariance(
          covarianceOf(rows, inputs),
          inputs,
          Math.min(inputs, neurons * nets.length),
          decomposer,
        );
      }),
    );
    const all = Array.from({ length: spec.redraw.draws }, (_, draw) => ({
      kind: 'aligned' as const,
      draw,
      rng: rngOf(first.planned).fork('redraw', 'pooled', draw),
    }));
    for (const draws of inMemory(all, stages, sources.train.count)) {
      const { network: drawn } = await resample({
        reference: { network, layers, colours },
        stages: stagesOf(first, input),
        draws,
        source: sources.train,
        decomposer,
        turn,
      });
      try {
        const results = await evaluate(drawn, repeatedSource(sources.test, draws.length), turn);
        results.forEach(({ accuracy, confusion }, i) =>
          emit({
            type: 'accuracy',
            net: first.info.id,
            kind: 'rainbow-pooled',
            scale: 1,
            draw: draws[i].draw,
            accuracy,
            confusion,
          }),
        );
      } finally {
        disposeNetwork(drawn);
      }
    }
    done(0.5);
  } finally {
    disposeNetwork(network);
  }
}

export const pooledRedraw: Comparison = {
  name: 'pooled-redraw',
  title: runTexts.comparisons['pooled-redraw'],
  about: 'width',
  asked: ({ compare, redraw }, nets) =>
    compare.covariances && nets.length > 1 && redraw.draws > 0 ? nets : [],
  units: (nets, c) =>
    c.images * nets.length * c.pairing(nets[0]) +
    c.draws * (3 * c.images + c.test) * c.forward(nets[0]) +
    (c.draws + nets.length) * c.ownPolar(nets[0]),
  run: (context, nets, _, done) => redrawPooled(context, nets, done),
};
