import type { WaveletBankName } from '../backend/ops/index.ts';
import { learnedWidths, RESNET_WIDTHS, scaled } from './form.ts';
import type { NetworkSettings } from './settings.ts';
import type { ImportedNetwork } from './imported/importedNetwork.ts';
import { averagePool, flatten, identity, patches, waveletLift, type Source, type Stage } from './stage.ts';

export interface InputShape {
  size: number;
  channels: number;
  classes: number;
  /** The opened model, for the architecture "model". */
  model?: ImportedNetwork | null;
}

/** Raised for settings that ask for a network that cannot be built; names the setting. */
export class NetworkSettingsError extends Error {}

/**
 * Widths of a network drawn again `scale` times as wide: layers that are drawn scale, the last projector
 * stays (D11).
 */
export function redrawnWidths(stages: readonly Stage[], scale: number): number[] {
  return stages.slice(0, -1).map((stage) => (stage.sampled ? scaled(stage.neurons, scale) : stage.neurons));
}

/**
 * The stages of the architecture, L_1 … and the classifier last; `widths` are the neurons of all but the
 * classifier.
 */
export function buildStages(
  settings: NetworkSettings,
  input: InputShape,
  widths = learnedWidths(settings),
): Stage[] {
  switch (settings.architecture) {
    case 'scat-j3':
      return scattering(settings, input, widths, ['plain', 'plain', 'plain', 'plain']);
    case 'scat-j7':
      return scattering(settings, input, widths, [
        'pairA',
        'pairB',
        'pairA',
        'pairB',
        'pairA',
        'pairB',
        'pairA',
        'pairB',
      ]);
    case 'cnn':
      return plainCnn(settings, input, widths);
    case 'mlp':
      return mlp(settings, input, widths);
    case 'resnet18':
      return resnet18(settings, input, widths);
    case 'model':
      if (!input.model)
        throw new NetworkSettingsError(
          'network.architecture: this experiment runs an opened model, and none is open. Open one (safetensors, PyTorch, tfjs, or a run exported here) and run it again, or choose another network.',
        );
      return input.model.build(input, widths);
    default:
      return settings.architecture satisfies never;
  }
}

/** Blocks P → modulus → BN → L (→ divisive norm); then BN, flatten, linear (docs/paper.md e.2). */
export function scattering(
  settings: Pick<NetworkSettings, 'skip' | 'divisive' | 'batchNorm'>,
  input: InputShape,
  widths: number[],
  banks: WaveletBankName[],
): Stage[] {
  const { skip, divisive } = settings;
  const stages: Stage[] = [];
  let size = input.size;
  let channels = input.channels;
  banks.forEach((bank, i) => {
    if (bank !== 'pairA') size = Math.ceil(size / 2);
    const complexInput = skip && i > 0;
    const features = channels * (skip ? 10 : 5);
    const fields = skip ? 2 : 1;
    stages.push({
      name: `L${i + 1}`,
      neurons: widths[i],
      channels: features,
      taps: 1,
      lift: waveletLift(bank, skip, complexInput),
      ...(!skip && { phases: 8 * channels }),
      activation: 'none',
      batchNorm: settings.batchNorm,
      complex: skip,
      expand: identity,
      divisive,
      sampled: i < banks.length - 1,
      positions: size * size * fields,
      macs: {
        product: size * size * fields * features * widths[i],
        lift: size * size * channels * 100 * fields,
      },
    });
    channels = widths[i];
  });
  stages.push(
    classifier(input.classes, {
      channels,
      size,
      complex: skip,
      activation: 'none',
      batchNorm: settings.batchNorm,
    }),
  );
  return stages;
}

/**
 * conv3×3 (no bias) with stride 2 while there is room, then the non-linearity and BN (docs/paper.md e.6,
 * f.1).
 */
function plainCnn(settings: NetworkSettings, input: InputShape, widths: number[]): Stage[] {
  if (settings.skip || settings.divisive)
    throw new NetworkSettingsError(
      'network.skip and network.divisive belong to scattering networks: switch them off for the plain CNN.',
    );
  const stages: Stage[] = [];
  let size = input.size;
  let channels = input.channels;
  widths.forEach((neurons, i) => {
    const stride = size > 2 ? 2 : 1;
    size = Math.ceil(size / stride);
    stages.push({
      name: `L${i + 1}`,
      neurons,
      channels,
      taps: 9,
      lift: identity,
      activation: i === 0 ? 'none' : settings.activation,
      batchNorm: settings.batchNorm && i > 0,
      complex: false,
      ...patches({ size: 3, stride, padding: 1 }),
      divisive: false,
      sampled: true,
      positions: size * size,
      macs: { product: size * size * channels * 9 * neurons, lift: 0 },
    });
    channels = neurons;
  });
  stages.push(
    classifier(input.classes, {
      channels,
      size,
      complex: false,
      activation: settings.activation,
      batchNorm: settings.batchNorm,
    }),
  );
  return stages;
}

function mlp(settings: NetworkSettings, input: InputShape, widths: number[]): Stage[] {
  if (settings.skip || settings.divisive)
    throw new NetworkSettingsError(
      'network.skip and network.divisive belong to scattering networks: switch them off for the MLP.',
    );
  const stages: Stage[] = [];
  let channels = input.size * input.size * input.channels;
  widths.forEach((neurons, i) => {
    stages.push({
      name: `L${i + 1}`,
      neurons,
      channels,
      taps: 1,
      lift: i === 0 ? flatten(input.size, false) : identity,
      activation: i === 0 ? 'none' : settings.activation,
      batchNorm: settings.batchNorm && i > 0,
      complex: false,
      expand: identity,
      divisive: false,
      sampled: true,
      positions: 1,
      macs: { product: channels * neurons, lift: 0 },
    });
    channels = neurons;
  });
  stages.push(
    classifier(input.classes, {
      channels,
      size: 1,
      complex: false,
      activation: settings.activation,
      batchNorm: settings.batchNorm,
    }),
  );
  return stages;
}

/**
 * Modified ResNet-18 (docs/paper.md e.5): 2 blocks of two 3×3 convolutions in each of 4 groups, no biases, BN
 * without affine part after the ReLU, the second one after the sum of the block and its shortcut; where size
 * and channels change, the shortcut is a bare 1×1 convolution. For small images the stem is 3×3 with stride
 * 1, without pooling. `widths`, in the order of the stages: the stem and the four convolutions of the first
 * group; of each other group, two convolutions, the shortcut beside them, two more.
 */
function resnet18(settings: NetworkSettings, input: InputShape, widths: number[]): Stage[] {
  if (settings.skip || settings.divisive)
    throw new NetworkSettingsError(
      'network.skip and network.divisive belong to scattering networks: switch them off for the ResNet-18.',
    );
  if (settings.holdLast)
    throw new NetworkSettingsError(
      'network.holdLast: the last layer of a ResNet-18 is added to a shortcut of its block’s width. Switch it off.',
    );
  const { activation, batchNorm } = settings;
  const stages: Stage[] = [];
  let size = input.size;
  let channels = widths[0];
  let convolutions = 0;
  /** Adds a convolution that reads `from` channels and gives a field of side `to`; returns its index. */
  const conv = (own: Partial<Stage>, { kernel = 3, stride = 1, from = channels, to = size } = {}): number => {
    const neurons = widths[stages.length];
    stages.push({
      name: own.shortcut ? `S${convolutions}` : `L${++convolutions}`,
      neurons,
      channels: from,
      taps: kernel * kernel,
      lift: identity,
      activation,
      batchNorm,
      complex: false,
      ...patches({ size: kernel, stride, padding: (kernel - 1) / 2 }),
      divisive: false,
      sampled: true,
      positions: to * to,
      macs: { product: to * to * from * kernel * kernel * neurons, lift: 0 },
      ...own,
    });
    return stages.length - 1;
  };
  conv({ activation: 'none', batchNorm: false }, { from: input.channels });
  /** What enters the next block; nothing: the output of the stage before. */
  let entering: { sources?: Source[] } = {};
  for (const group of RESNET_WIDTHS.keys()) {
    for (let block = 0; block < 2; block++) {
      const down = group > 0 && block === 0;
      const stride = down ? 2 : 1;
      const to = Math.ceil(size / stride);
      const first = conv(entering, { stride, to });
      const second = conv({}, { from: stages[first].neurons, to });
      const beside: Source = down
        ? {
            stage: conv(
              {
                shortcut: true,
                sources: [{ stage: first, of: 'features' }],
                activation: 'none',
                batchNorm: false,
              },
              { kernel: 1, stride, to },
            ),
            of: 'output',
          }
        : { stage: first, of: 'features' };
      entering = { sources: [{ stage: second, of: 'output' }, beside] };
      size = to;
      channels = stages[second].neurons;
    }
  }
  stages.push({
    ...classifier(input.classes, { channels, size: 1, complex: false, activation, batchNorm }),
    ...entering,
    expand: averagePool,
  });
  return stages;
}

function classifier(
  classes: number,
  field: {
    channels: number;
    size: number;
    complex: boolean;
    activation: Stage['activation'];
    batchNorm: boolean;
  },
): Stage {
  const taps = field.size * field.size * (field.complex ? 2 : 1);
  return {
    name: 'classifier',
    neurons: classes,
    channels: field.channels,
    taps,
    lift: identity,
    activation: field.activation,
    batchNorm: field.batchNorm,
    complex: field.complex,
    ...(field.complex || field.size === 1
      ? { expand: flatten(field.size, field.complex) }
      : patches({ size: field.size, stride: 1, padding: 0 })),
    divisive: false,
    sampled: false,
    positions: 1,
    macs: { product: field.channels * taps * classes, lift: 0 },
  };
}
