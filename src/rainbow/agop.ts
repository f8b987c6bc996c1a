import { dispose, grad, keep, tensor, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { multiply, transpose } from '../linalg/matrix.ts';
import { fieldAt, forward, project, type Network } from '../networks/network.ts';
import { lastCut } from '../networks/stage.ts';
import { chunks, type BatchSource } from '../training/source.ts';
import type { LearnedLayer } from './learnedLayer.ts';
import { MomentSum } from './moments.ts';

const CHUNK = 64;

/**
 * Average gradient outer product (docs/paper.md G.5) of one layer of a network of one net: M = E[Σ_c Σ_u
 * ∇f_c[u] ∇f_c[u]ᵀ], where f_c are the logits and ∇f_c[u] is the gradient by the rows that enter L at
 * position u; inputs × inputs. Since z = L·row, that is M = Lᵀ·D·L with D the same of z. Batch statistics
 * count as constants.
 */
export async function averageGradientOuterProduct(
  network: Network,
  index: number,
  layer: LearnedLayer,
  source: BatchSource,
  turn: (images: number) => Promise<void>,
): Promise<Float64Array> {
  const { neurons, inputs, weights } = layer;
  const classes = network.stages[network.stages.length - 1].neurons;
  const sum = new MomentSum();
  const stage = network.stages[index];
  const from = lastCut(network.stages, index);
  for (const indices of chunks(source.count, CHUNK)) {
    const [x, still] = tidy(() => {
      const field = fieldAt(network, from, source.batch(indices));
      let shape: number[] = [];
      forward(network, field, {
        from,
        visit: (i, phi) => {
          if (i === index) shape = project(stage, phi, network.weights[i]).shape;
        },
      });
      return [keep(field), keep(zeros(shape))];
    });
    try {
      for (let c = 0; c < classes; c++) {
        const delta = tidy(() => {
          const one = tensor(
            Float32Array.from({ length: indices.length * classes }, (_, i) => (i % classes === c ? 1 : 0)),
            [1, indices.length, classes],
          );
          return grad((by: Tensor) => forward(network, x, { from, nudge: { stage: index, by } }))(still, one);
        });
        // Means over images; the sums over classes and positions stay.
        await sum.add(delta, delta, c === 0 ? indices.length : 0);
        dispose(delta);
      }
    } finally {
      dispose([x, still]);
    }
    await turn(indices.length);
  }
  const [outer] = await sum.read();
  return multiply(
    transpose(weights, neurons, inputs),
    multiply(outer, weights, neurons, neurons, inputs),
    inputs,
    neurons,
    inputs,
  );
}
