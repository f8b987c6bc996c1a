import {
  add,
  conv2d,
  logSoftmax,
  matMul,
  mean,
  mul,
  neg,
  oneHot,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  tensor1d,
  tensor4d,
  train,
  variable,
  zeros,
  div,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from '@tensorflow/tfjs-core';
import { CHANNELS, cnnWeights, convolutions, images, labels, permute, SIZE } from '../../inputs.ts';
import { CLASSES, LEARNING_RATE, MOMENTUM, type TrainWork } from '../../work.ts';
import type { Job } from '../worker.ts';
import { tfjsSteps } from './steps.ts';

/**
 * The CNN as one writes it in tfjs: conv2d, relu, batch norm by moments with running statistics, the momentum
 * optimiser.
 */
export async function trainConvolutions(
  { batch }: TrainWork,
  name: string,
  software?: boolean,
): Promise<Job> {
  const weights = cnnWeights();
  const last = convolutions[convolutions.length - 1];
  const filters = convolutions.map(({ inputs, outputs }, i) =>
    variable(tensor(permute(weights[i], [outputs, inputs, 3, 3], [2, 3, 1, 0]), [3, 3, inputs, outputs])),
  );
  const area = last.size ** 2;
  const linear = variable(
    tensor(permute(weights[convolutions.length], [CLASSES, last.outputs, area], [2, 1, 0]), [
      area * last.outputs,
      CLASSES,
    ]),
  );
  const running = convolutions.map(({ outputs }) => ({
    mean: variable(zeros([1, 1, 1, outputs]), false),
    variance: variable(zeros([1, 1, 1, outputs]), false),
  }));
  const x = tensor4d(images(batch), [batch, SIZE, SIZE, CHANNELS]);
  const y = oneHot(tensor1d(labels(batch), 'int32'), CLASSES);
  const optimiser = train.momentum(LEARNING_RATE, MOMENTUM);

  const loss = (): Scalar => {
    let z: Tensor = x;
    convolutions.forEach(({ stride }, i) => {
      z = normalised(relu(conv2d(z as Tensor4D, filters[i] as Tensor as Tensor4D, stride, 1)), running[i]);
    });
    const logits = matMul(reshape(z, [batch, area * last.outputs]) as Tensor2D, linear as Tensor as Tensor2D);
    return mean(neg(sum(mul(logSoftmax(logits), y), 1))) as Scalar;
  };
  const parameters = [...filters, linear];
  const step = () => [optimiser.minimize(loss, true, parameters)!];
  const dispose = () => {
    optimiser.dispose();
    [...parameters, ...running.flatMap((r) => [r.mean, r.variance]), x, y].forEach((t) => t.dispose());
  };
  return tfjsSteps(name, step, { software, dispose });
}

function normalised(x: Tensor, running: { mean: Variable; variance: Variable }): Tensor {
  const mu = mean(x, [0, 1, 2], true);
  const centred = sub(x, mu);
  const variance = mean(square(centred), [0, 1, 2], true);
  running.mean.assign(add(mul(running.mean, 0.9), mul(mu, 0.1)));
  running.variance.assign(add(mul(running.variance, 0.9), mul(variance, 0.1)));
  return div(centred, sqrt(add(variance, 1e-5)));
}
