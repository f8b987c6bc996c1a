import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad, type Device } from '@jax-js/jax';
import { CHANNELS, cnnWeights, convolutions, images, labels, permute, SIZE } from '../../inputs.ts';
import {
  CHECK_STEPS,
  CLASSES,
  LEARNING_RATE,
  MOMENTUM,
  type ProductWork,
  type TrainWork,
  type Work,
} from '../../work.ts';
import type { Job } from '../worker.ts';
import { operands, samples } from './product.ts';
import { softwareGpu } from './steps.ts';

type JaxDevice = Extract<Device, 'wasm' | 'webgpu'>;

/** jax-js, every step or product under one jit. */
export async function jax(device: JaxDevice): Promise<(work: Work) => Promise<Job>> {
  const software = device === 'webgpu' && (await softwareGpu());
  if (!(await init(device)).includes(device)) throw new Error(`jax-js could not start ${device}`);
  defaultDevice(device);
  const name = `jax-js 0.1.25 ${device}${device === 'wasm' ? `, ${navigator.hardwareConcurrency} threads` : ''}`;
  return async (work) => {
    if (work.kind === 'train' && work.network === 'cnn') return trainCnn(work, name, software);
    if (work.kind === 'product') return products(work, name);
    throw new Error('there is no such network written for jax-js');
  };
}

type State = { weights: np.Array[]; velocities: np.Array[]; means: np.Array[]; variances: np.Array[] };

/**
 * Every function owns its arguments: `.ref` where one is used again (README of jax-js, "Reference counting").
 */
function loss(
  weights: np.Array[],
  x: np.Array,
  y: np.Array,
): [np.Array, { means: np.Array[]; variances: np.Array[] }] {
  const means: np.Array[] = [];
  const variances: np.Array[] = [];
  let z = x;
  convolutions.forEach(({ stride }, i) => {
    const active = nn.relu(
      lax.convGeneralDilated(
        z,
        weights[i],
        [stride, stride],
        [
          [1, 1],
          [1, 1],
        ],
      ),
    );
    const mean = np.mean(active.ref, [0, 2, 3], { keepdims: true });
    const centred = active.sub(mean.ref);
    const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
    means.push(mean);
    variances.push(variance.ref);
    z = centred.div(np.sqrt(variance.add(1e-5)));
  });
  const batch = y.shape[0];
  const logits = np.matmul(z.reshape([batch, -1]), np.transpose(weights[convolutions.length]));
  return [np.sum(nn.logSoftmax(logits).mul(y)).mul(-1 / batch), { means, variances }];
}

const blend = (old: np.Array[], now: np.Array[]): np.Array[] =>
  old.map((o, i) => o.mul(0.9).add(now[i].mul(0.1)));

function trainStep(state: State, x: np.Array, y: np.Array): { loss: np.Array; state: State } {
  const [[value, statistics], gradients] = valueAndGrad(loss, { hasAux: true })(
    state.weights.map((w) => w.ref),
    x,
    y,
  );
  const velocities = state.velocities.map((v, i) => v.mul(MOMENTUM).add(gradients[i]));
  return {
    loss: value,
    state: {
      weights: state.weights.map((w, i) => w.sub(velocities[i].ref.mul(LEARNING_RATE))),
      velocities,
      means: blend(state.means, statistics.means),
      variances: blend(state.variances, statistics.variances),
    },
  };
}

async function trainCnn({ batch }: TrainWork, name: string, software: boolean): Promise<Job> {
  const last = convolutions[convolutions.length - 1];
  const shapes = [
    ...convolutions.map(({ inputs, outputs }) => [outputs, inputs, 3, 3]),
    [CLASSES, last.outputs * last.size ** 2],
  ];
  const channels = () => convolutions.map(({ outputs }) => np.zeros([1, outputs, 1, 1]));
  let state: State = {
    weights: cnnWeights().map((w, i) => np.array(w).reshape(shapes[i])),
    velocities: shapes.map((shape) => np.zeros(shape)),
    means: channels(),
    variances: channels(),
  };
  const x = np
    .array(permute(images(batch), [batch, SIZE, SIZE, CHANNELS], [0, 3, 1, 2]))
    .reshape([batch, CHANNELS, SIZE, SIZE]);
  const target = new Float32Array(batch * CLASSES);
  labels(batch).forEach((label, i) => {
    target[i * CLASSES + label] = 1;
  });
  const y = np.array(target).reshape([batch, CLASSES]);
  const compiled = jit(trainStep);
  const step = (): np.Array => {
    const out = compiled(state, x.ref, y.ref);
    state = out.state;
    return out.loss;
  };
  const check: number[] = [];
  let seconds = 0;
  for (let i = 0; i < CHECK_STEPS; i++) {
    const start = performance.now();
    check.push(...(await step().data()));
    seconds = (performance.now() - start) / 1000;
  }
  return {
    ready: { name, check, seconds, software },
    dispose: () => compiled.dispose(),
    async run(repetitions) {
      const start = performance.now();
      let script = 0;
      for (let i = 1; i <= repetitions; i++) {
        const from = performance.now();
        const value = step();
        script += performance.now() - from;
        if (i === repetitions) await value.data();
        else value.dispose();
      }
      // The last weights too, which the loss does not wait for.
      for (const w of state.weights) await w.blockUntilReady();
      return { seconds: (performance.now() - start) / 1000, script: script / 1000 };
    },
  };
}

async function products(work: ProductWork, name: string): Promise<Job> {
  const { a: aValues, aShape, b: bValues, bShape } = operands(work);
  const a = np.array(aValues).reshape(aShape);
  const b = np.array(bValues).reshape(bShape);
  const multiply = jit((p: np.Array, q: np.Array) =>
    np.matmul(work.transposeA ? np.transpose(p) : p, work.transposeB ? np.transpose(q) : q),
  );
  // The first call compiles.
  (await multiply(a.ref, b.ref).blockUntilReady()).dispose();
  const start = performance.now();
  const check = samples(await multiply(a.ref, b.ref).data());
  return {
    ready: { name, check, seconds: (performance.now() - start) / 1000 },
    dispose: () => multiply.dispose(),
    async run(repetitions) {
      const start = performance.now();
      for (let i = 0; i < repetitions; i++) {
        // Its threads work through a queue, and what is disposed of there is never computed.
        (await multiply(a.ref, b.ref).blockUntilReady()).dispose();
      }
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
}
