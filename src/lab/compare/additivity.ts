import { disposeNetwork } from '../../networks/network.ts';
import { referenceOf, resample } from '../../rainbow/resample.ts';
import { mean } from '../../spectra/statistics.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { stagesOf, type CompareContext } from './context.ts';

const DRAWS = 3;

/**
 * Theorem 2 on one net: draws all its layers again (D11), then each alone while the others stay the trained
 * ones, turned; within a draw a layer gets the same neurons both times. Tells what is left unexplained of the
 * activations that enter each layer.
 */
async function drawLayerByLayer(
  { input, sources, decomposer, emit, turn }: CompareContext,
  net: TrainedNet,
  done: (share: number) => void,
): Promise<void> {
  const stages = stagesOf(net, input);
  const trained = networkOf(stages, [net.checkpoint]);
  try {
    const reference = await referenceOf(trained, decomposer);
    const drawn = stages.flatMap((stage, i) => (stage.sampled ? [i] : []));
    // First all layers, then each of `drawn` alone; unexplained[which][draw][k] belongs to what enters layer
    // k + 1.
    const unexplained: number[][][] = [null, ...drawn].map(() => []);
    for (let draw = 0; draw < DRAWS; draw++) {
      const rng = rngOf(net.planned).fork('layer by layer', draw);
      // One at a time: the activations of a deep network drawn as many times as it has layers would not fit
      // in memory.
      for (const [which, alone] of [null, ...drawn].entries()) {
        const weights =
          alone === null
            ? undefined
            : stages.map((_, j) => (j === alone ? null : reference.layers[j].weights));
        const found = await resample({
          reference,
          stages,
          draws: [{ kind: 'aligned', rng, weights }],
          source: sources.train,
          decomposer,
          turn,
        });
        disposeNetwork(found.network);
        unexplained[which].push(found.unexplained[0]);
        done(1 / (DRAWS * unexplained.length));
      }
    }
    const at = (which: number, layer: number): number =>
      mean(unexplained[which].map((values) => values[layer - 1]));
    emit({
      type: 'additivity',
      net: net.info.id,
      draws: DRAWS,
      images: sources.train.count,
      layers: net.info.layers.map((_, layer) =>
        layer === 0
          ? null
          : {
              all: at(0, layer),
              alone: drawn.flatMap((index, k) =>
                index < layer ? [{ drawn: index, unexplained: at(k + 1, layer) }] : [],
              ),
            },
      ),
    });
  } finally {
    disposeNetwork(trained);
  }
}

export const additivity: Comparison = {
  name: 'additivity',
  title: runTexts.comparisons.additivity,
  about: 'width',
  asked: ({ compare }, nets) => (compare.additivity ? nets.slice(0, 1) : []),
  units: ([net], c) =>
    DRAWS * (c.layers(net) + 1) * (2 * c.images * (c.forward(net) + c.moments(net)) + c.ownPolar(net)),
  run: (context, [net], _, done) => drawLayerByLayer(context, net, done),
};
