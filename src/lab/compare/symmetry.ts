import { disposeNetwork, forward } from '../../networks/network.ts';
import { mirroredSource, mirrorSymmetry } from '../../rainbow/symmetry.ts';
import { argMax } from '../../training/evaluate.ts';
import { chunks, type BatchSource } from '../../training/source.ts';
import { runTexts } from '../../strings/run.ts';
import { networkOf } from '../checkpoint.ts';
import { rngOf, type TrainedNet } from '../trainNets.ts';
import type { Comparison } from './comparison.ts';
import { layerOf, stagesOf, type CompareContext } from './context.ts';

/** Theorem 3 on one net: its covariances and its answers in a mirror. */
async function compareMirrored(
  { input, sources, decomposer, emit, turn }: CompareContext,
  net: TrainedNet,
  done: (share: number) => void,
): Promise<void> {
  const stages = stagesOf(net, input);
  const network = networkOf(stages, [net.checkpoint]);
  const { test } = sources;
  try {
    const layers = await mirrorSymmetry(
      network,
      net.info.layers.map((_, i) => layerOf(stages, net.checkpoint.weights, i)),
      sources.train,
      decomposer,
      rngOf(net.planned),
      turn,
    );
    done(0.5);
    const answers = async (source: BatchSource): Promise<number[]> => {
      const out: number[] = [];
      for (const indices of chunks(source.count, 250)) {
        const x = source.batch(indices);
        const logits = forward(network, x);
        const scores = await logits.data();
        const classes = logits.shape[2]!;
        x.dispose();
        logits.dispose();
        indices.forEach((_, i) => out.push(argMax(scores, i * classes, classes)));
        await turn(indices.length);
      }
      return out;
    };
    const plain = await answers(test);
    const mirrored = await answers(mirroredSource(test));
    const share = (right: (i: number) => boolean) => plain.filter((_, i) => right(i)).length / plain.length;
    emit({
      type: 'symmetry',
      net: net.info.id,
      layers,
      accuracy: share((i) => plain[i] === test.labels[i]),
      mirrored: share((i) => mirrored[i] === test.labels[i]),
      agreement: share((i) => plain[i] === mirrored[i]),
    });
  } finally {
    disposeNetwork(network);
  }
}

export const symmetry: Comparison = {
  name: 'symmetry',
  title: runTexts.comparisons.symmetry,
  about: 'width',
  asked: ({ compare }, nets) => (compare.kernel ? nets.slice(0, 1) : []),
  units: ([net], c) => 2 * (c.images + c.test) * c.forward(net) + c.images * c.moments(net) + c.ownPolar(net),
  run: (context, [net], _, done) => compareMirrored(context, net, done),
};
