import { describe, expect, it } from 'vitest';
import { experimentSpec } from '../../experiments/spec.ts';
import { chooseDevice } from '../../backend/device.ts';
import { matchNeurons, permuteRows, sourceOf } from '../../rainbow/permutation.ts';
import { rotate } from '../../rainbow/learnedLayer.ts';
import { rng } from '../../random/rng.ts';
import { buildStages } from '../../networks/architectures.ts';
import { inlineDecomposer } from '../../rainbow/decomposer.ts';
import { featureSource } from '../../training/source.ts';
import { takeCheckpoints, type Checkpoint } from '../checkpoint.ts';
import { calibrate, createNetwork, weightVariable } from '../../networks/network.ts';
import { startTraining } from '../../training/train.ts';
import { planExperiment } from '../../experiments/plan.ts';
import type { Matching, RunEvent } from '../events.ts';
import { Meter } from '../meter.ts';
import type { TrainedNet } from '../trainNets.ts';
import { layerOf } from './context.ts';
import { matchPair, pairsOf } from './matching.ts';

const spec = experimentSpec.parse({
  seed: 4,
  network: { width: 0.5 },
  networks: 2,
  device: 'simd',
  threads: 1,
  data: { train: 128, test: 64 },
  compare: { matching: true, images: 128 },
});
const input = { size: 16, channels: 1, classes: 3 };

describe('rotation and permutation', () => {
  it('channels know their neuron, also behind wavelets', () => {
    expect([0, 1, 2, 3, 6, 9].map((c) => sourceOf(c, 10, 2))).toEqual([
      { neuron: 0, part: 0 },
      { neuron: 1, part: 0 },
      { neuron: 0, part: 1 },
      { neuron: 0, part: 2 },
      { neuron: 1, part: 1 },
      { neuron: 1, part: 4 },
    ]);
    expect(sourceOf(13, 20, 2)).toEqual({ neuron: 0, part: 7 });
    expect(sourceOf(3, 8, 8)).toEqual({ neuron: 3, part: 0 });
    expect(pairsOf(['a', 'b', 'c'])).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ]);
    expect(pairsOf(['a', 'b', 'c', 'd'])).toHaveLength(3);
    expect(pairsOf(['a', 'b'])).toEqual([['a', 'b']]);
  });

  it('find a network whose neurons stand in another order: nothing is left, and the way there is flat', async () => {
    await chooseDevice('simd', 1);
    const stages = buildStages(spec.network, input);
    const network = createNetwork(stages, [rng(1)]);
    const random = rng(8);
    const source = (count: number) =>
      featureSource(
        Float32Array.from({ length: count * 256 }, () => random.normal()),
        [16, 16, 1],
        Uint8Array.from({ length: count }, (_, i) => i % 3),
      );
    const train = source(128);
    const x = train.batch(Uint32Array.from({ length: 128 }, (_, i) => i));
    calibrate(network, x);
    const [net, other] = planExperiment(spec).nets;
    const [checkpoint] = await takeCheckpoints(startTraining(network), [net.id], 0);
    const layers = stages.map((_, i) => layerOf(stages, checkpoint.weights, i));
    const orders = stages.slice(0, -1).map((s, i) => rng(20 + i).permutation(s.neurons));
    // The planted permutation, made by hand: inputs of a layer follow the order of the one before.
    const permuted: Checkpoint = {
      ...checkpoint,
      net: other.id,
      weights: layers.map(({ weights, neurons, inputs, channels, taps }, j) => {
        let w: Float64Array = weights;
        if (j > 0) {
          const before = stages[j - 1].neurons;
          const turn = new Float64Array(channels * channels);
          const at = new Map(
            Array.from({ length: channels }, (_, c) => [JSON.stringify(sourceOf(c, channels, before)), c]),
          );
          for (let c = 0; c < channels; c++) {
            const { neuron, part } = sourceOf(c, channels, before);
            turn[c * channels + at.get(JSON.stringify({ neuron: orders[j - 1][neuron], part }))!] = 1;
          }
          w = rotate(w, neurons, channels, taps, turn, channels);
        }
        return Float32Array.from(j < orders.length ? permuteRows(w, inputs, orders[j]) : w);
      }),
      statistics: stages.map(() => null),
    };
    const info = {
      id: net.id,
      label: '',
      width: 0.5,
      member: 0,
      parameters: 0,
      layers: stages.slice(0, -1).map((s) => ({
        name: s.name,
        neurons: s.neurons,
        inputs: s.channels * s.taps,
        channels: s.channels,
        taps: s.taps,
        sampled: s.sampled,
      })),
    };
    const networks: TrainedNet[] = [
      { planned: net, info, checkpoint, snapshots: [] },
      {
        planned: other,
        info: { ...info, id: other.id },
        checkpoint: await calibrated(permuted),
        snapshots: [],
      },
    ];
    const events: RunEvent[] = [];
    const test = source(64);
    await matchPair(
      {
        spec,
        input,
        obtain: () => Promise.reject(new Error('no others')),
        sources: { train, all: train, test },
        decomposer: inlineDecomposer,
        meter: new Meter([], () => {}),
        emit: (e) => events.push(e),
        turn: async () => {},
      },
      [networks[0], networks[1]],
      () => {},
    );
    const { layers: found, path } = events[0] as Matching;
    expect(found[0]).toBeNull();
    found.slice(1).forEach((l) => {
      expect(l!.permutation.test).toBeLessThan(1e-4);
      expect(l!.rotation.train).toBeLessThan(1e-4);
      expect(l!.rotation.test).toBeLessThan(0.1);
    });
    path.permutation.loss.forEach((loss) => expect(loss).toBeCloseTo(path.permutation.loss[0], 3));
    expect(path.none.loss[2]).not.toBeCloseTo(path.none.loss[0], 2);
    expect(path.none.loss[4]).toBeCloseTo(path.none.loss[0], 3);

    async function calibrated(of: Checkpoint): Promise<Checkpoint> {
      const made = createNetwork(stages, [rng(1)]);
      const state = startTraining(made);
      made.weights.forEach((w, j) => {
        w.dispose();
        made.weights[j] = weightVariable(stages[j], of.weights[j], 1);
      });
      calibrate(made, x);
      return (await takeCheckpoints(state, [of.net], 0))[0];
    }
  });

  it('match the neurons of noise to themselves', () => {
    const n = 20;
    const cross = Float64Array.from({ length: n * n }, (_, k) => (Math.floor(k / n) === k % n ? 1 : 0));
    const { order, matrix } = matchNeurons(cross, n, n);
    expect(Array.from(order)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(Array.from(matrix)).toEqual(Array.from(cross));
  });
});
