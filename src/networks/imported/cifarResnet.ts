import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputShape } from '../architectures.ts';
import { RESIDUAL } from '../form.ts';
import { averagePool, identity, patches, zeroPaddedShortcut, type Source, type Stage } from '../stage.ts';
import { channelAffine, foldedBatchNorm } from './channelAffine.ts';
import type { ImportedNetwork } from './importedNetwork.ts';
import { CannotRun, NamedWeights, type Weight } from './namedWeights.ts';
import { imagenetPixels } from './pixels.ts';

/** PyTorch's. */
const BN_EPS = 1e-5;
const NAME = 'a ResNet of the CIFAR kind';

/**
 * True if the names of the weights are those of a ResNet of the CIFAR kind: a stem "conv1", groups "layer1",
 * "layer2", … of blocks with "conv1" and "conv2".
 */
export const looksLikeCifarResnet = (names: readonly string[]): boolean =>
  names.includes('conv1.weight') && names.includes('layer1.0.conv2.weight');

interface Convolution {
  name: string;
  weight: Weight;
  kernel: number;
  norm(t: Tensor): Tensor;
}

/**
 * ResNets for CIFAR (He et al. 2016, §4.2; ResNet-20, -32, …): a 3×3 stem, groups of blocks of two 3×3
 * convolutions, each followed by an affine batch norm and a ReLU, the second ReLU after the sum with the
 * shortcut; the first block of every group but the first has stride 2, its shortcut either without weights
 * (every second position, zeros for new channels) or a 1×1 convolution with batch norm; then the mean over
 * all positions and a linear layer. Throws CannotRun naming the tensor that does not fit.
 */
export function readCifarResnet(tensors: ReadonlyMap<string, Weight>): Omit<ImportedNetwork, 'fingerprint'> {
  const weights = new NamedWeights(tensors);
  const convolution = (
    conv: string,
    bn: string,
    kernel: number,
    from: number | null,
    to: number | null = null,
  ): Convolution => {
    const weight = weights.take(`${conv}.weight`, [to, from, kernel, kernel]);
    const [neurons] = weight.shape;
    const vector = (name: string) => weights.take(`${bn}.${name}`, [neurons]).values;
    const { scale, shift } = foldedBatchNorm({
      gamma: vector('weight'),
      beta: vector('bias'),
      mean: vector('running_mean'),
      variance: vector('running_var'),
      eps: BN_EPS,
    });
    return { name: conv, weight, kernel, norm: channelAffine(scale, shift) };
  };
  const stem = convolution('conv1', 'bn1', 3, null);
  const channels = stem.weight.shape[1];
  const blocks: {
    first: Convolution;
    second: Convolution;
    beside: Convolution | null;
    stride: number;
    from: number;
    to: number;
  }[] = [];
  let from = stem.weight.shape[0];
  for (let group = 1; weights.has(`layer${group}.0.conv1.weight`); group++) {
    for (let b = 0; weights.has(`layer${group}.${b}.conv1.weight`); b++) {
      const at = `layer${group}.${b}`;
      const stride = group > 1 && b === 0 ? 2 : 1;
      const first = convolution(`${at}.conv1`, `${at}.bn1`, 3, from);
      const [inner] = first.weight.shape;
      const second = convolution(`${at}.conv2`, `${at}.bn2`, 3, inner);
      const [to] = second.weight.shape;
      const shortcut = ['shortcut', 'downsample'].find((name) => weights.has(`${at}.${name}.0.weight`));
      const beside = shortcut ? convolution(`${at}.${shortcut}.0`, `${at}.${shortcut}.1`, 1, from, to) : null;
      if (!beside && to < from)
        throw new CannotRun(
          `Its block "${at}" has fewer channels than what enters it, and no shortcut with weights.`,
        );
      blocks.push({ first, second, beside, stride, from, to });
      from = to;
    }
  }
  const head = weights.has('fc.weight') ? 'fc' : 'linear';
  const linear = weights.take(`${head}.weight`, [null, from]);
  const [classes] = linear.shape;
  const bias = weights.takeIf(`${head}.bias`, [classes]);
  weights.nothingLeft(NAME);
  const depth = 2 * blocks.length + 2;

  const build = (input: InputShape): Stage[] => {
    const stages: Stage[] = [];
    let size = input.size;
    const conv = (
      { name, weight, kernel }: Convolution,
      stride: number,
      to: number,
      own: Partial<Stage>,
    ): number => {
      const [neurons, inputs] = weight.shape;
      stages.push({
        name,
        neurons,
        channels: inputs,
        taps: kernel * kernel,
        lift: identity,
        activation: 'relu',
        batchNorm: false,
        complex: false,
        ...patches({ size: kernel, stride, padding: (kernel - 1) / 2 }),
        divisive: false,
        sampled: false,
        given: { weight: weight.values, statistics: null },
        positions: to * to,
        macs: { product: to * to * inputs * kernel * kernel * neurons, lift: 0 },
        ...own,
      });
      return stages.length - 1;
    };
    conv(stem, 1, size, { activation: 'none' });
    let entering: Partial<Stage> = { lift: stem.norm };
    for (const block of blocks) {
      const to = Math.ceil(size / block.stride);
      const first = conv(block.first, block.stride, to, entering);
      const second = conv(block.second, 1, to, { lift: block.first.norm });
      const past: Source = { stage: first, of: 'features' };
      const beside: Source = block.beside
        ? {
            stage: conv(block.beside, block.stride, to, {
              shortcut: true,
              sources: [past],
              activation: 'none',
            }),
            of: 'output',
            adapt: block.beside.norm,
          }
        : {
            ...past,
            ...((block.stride > 1 || block.to > block.from) && {
              adapt: zeroPaddedShortcut(block.from, block.to, block.stride),
            }),
          };
      entering = { sources: [{ stage: second, of: 'output', adapt: block.second.norm }, beside] };
      size = to;
    }
    stages.push({
      name: head,
      neurons: classes,
      channels: from,
      taps: 1,
      lift: identity,
      activation: 'relu',
      batchNorm: false,
      complex: false,
      expand: averagePool,
      divisive: false,
      sampled: false,
      given: { weight: linear.values, statistics: null },
      positions: 1,
      macs: { product: from * classes, lift: 0 },
      ...entering,
      ...(bias && { bias: bias.values }),
    });
    return stages;
  };
  return {
    title: `ResNet-${depth} of the CIFAR kind`,
    size: null,
    channels,
    classes,
    pixels: imagenetPixels(channels),
    notDrawn: RESIDUAL,
    build,
  };
}
