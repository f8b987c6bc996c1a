import { dispose, tidy } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '../backend/ops/index.ts';
import { forward, type Network } from '../networks/network.ts';
import { labelTensor } from './labels.ts';
import { chunks, type BatchSource } from './source.ts';

/** Images per evaluation pass: fixed, so that a GPU's buffer pool sees few shapes. */
export const EVALUATION_BATCH = 250;

export interface Evaluation {
  /** Mean cross-entropy (nats). */
  loss: number;
  /** Fraction right. */
  accuracy: number;
  /** confusion[true][predicted], counts. */
  confusion: number[][];
}

/**
 * Loss, accuracy and confusion matrix of every net over the whole source; `turn` is awaited between batches.
 */
export async function evaluate(
  network: Network,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
  options: { from?: number } = {},
): Promise<Evaluation[]> {
  const classes = network.stages[network.stages.length - 1].neurons;
  const results = Array.from({ length: network.nets }, () => ({
    loss: 0,
    right: 0,
    confusion: Array.from({ length: classes }, () => new Array<number>(classes).fill(0)),
  }));
  for (const indices of chunks(source.count, EVALUATION_BATCH)) {
    const [logits, loss] = tidy(() => {
      const out = forward(network, source.batch(indices), options);
      return [
        out,
        softmaxCrossEntropy(
          out,
          labelTensor(
            source.labels,
            Array.from({ length: network.nets }, () => indices),
          ),
        ),
      ];
    });
    const [scores, losses] = await Promise.all([logits.data(), loss.data()]);
    dispose([logits, loss]);
    for (let net = 0; net < network.nets; net++) {
      results[net].loss += losses[net] * indices.length;
      indices.forEach((index, i) => {
        const predicted = argMax(scores as Float32Array, (net * indices.length + i) * classes, classes);
        results[net].confusion[source.labels[index]][predicted]++;
        if (predicted === source.labels[index]) results[net].right++;
      });
    }
    await turn(indices.length * network.nets);
  }
  return results.map(({ loss, right, confusion }) => ({
    loss: loss / source.count,
    accuracy: right / source.count,
    confusion,
  }));
}

/** Index (from 0) of the largest of `length` values from `from`; the first of equals. */
export function argMax(values: ArrayLike<number>, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[from + i] > values[from + best]) best = i;
  return best;
}
