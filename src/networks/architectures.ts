import type { WaveletBankName } from '../backend/ops/index.ts';
import type { NetworkSettings } from './settings.ts';
import { flatten, identity, patches, waveletLift, type Stage } from './stage.ts';

export interface InputShape { size: number; channels: number; classes: number }

/** Raised for settings that ask for a network that cannot be built; names the setting. */
export class NetworkSettingsError extends Error {}

const scaled = (base: number, width: number): number => Math.max(1, Math.round(base * width));

/** Neurons of L_1, L_2, … (the classifier is not among them): PAPER.md Table 1 at a quarter of its widths, e.6, f.1. */
export function learnedWidths(settings: NetworkSettings): number[] {
  const base = {
    'scat-j3': () => [16, 32, 64, 128],
    'scat-j7': () => [16, 32, 64, 128, 128, 128, 128, 128],
    cnn: () => Array.from({ length: settings.depth }, (_, i) => Math.min(512, 16 * 2 ** i)),
    mlp: () => Array.from({ length: settings.depth }, (_, i) => Math.max(32, 512 / 2 ** i)),
  }[settings.architecture]();
  return base.map((n) => scaled(n, settings.width));
}

/** Widths of a network drawn again `scale` times as wide: layers that are drawn scale, the last projector stays (D11). */
export function redrawnWidths(stages: readonly Stage[], scale: number): number[] {
  return stages.slice(0, -1).map((stage) => (stage.sampled ? scaled(stage.neurons, scale) : stage.neurons));
}

/** The stages of the architecture, L_1 … and the classifier last; `widths` are the neurons of all but the classifier. */
export function buildStages(settings: NetworkSettings, input: InputShape, widths = learnedWidths(settings)): Stage[] {
  switch (settings.architecture) {
    case 'scat-j3': return scattering(settings, input, widths, ['plain', 'plain', 'plain', 'plain']);
    case 'scat-j7': return scattering(settings, input, widths, ['pairA', 'pairB', 'pairA', 'pairB', 'pairA', 'pairB', 'pairA', 'pairB']);
    case 'cnn': return plainCnn(settings, input, widths);
    case 'mlp': return mlp(settings, input, widths);
    default: return settings.architecture satisfies never;
  }
}

/** Blocks P → modulus → BN → L (→ divisive norm); then BN, flatten, linear (PAPER.md e.2). */
function scattering(settings: NetworkSettings, input: InputShape, widths: number[], banks: WaveletBankName[]): Stage[] {
  const { skip, divisive } = settings;
  const stages: Stage[] = [];
  let size = input.size, channels = input.channels;
  banks.forEach((bank, i) => {
    if (bank !== 'pairA') size = Math.ceil(size / 2);
    const complexInput = skip && i > 0;
    const features = channels * (skip ? 10 : 5);
    const fields = skip ? 2 : 1;
    stages.push({
      name: `L${i + 1}`, neurons: widths[i], channels: features, taps: 1,
      lift: waveletLift(bank, skip, complexInput), activation: 'none', batchNorm: settings.batchNorm, complex: skip,
      expand: identity, divisive, sampled: i < banks.length - 1,
      positions: size * size * fields,
      macs: { product: size * size * fields * features * widths[i], lift: size * size * channels * 100 * fields },
    });
    channels = widths[i];
  });
  stages.push(classifier(input.classes, { channels, size, complex: skip, activation: 'none', batchNorm: settings.batchNorm }));
  return stages;
}

/** conv3×3 (no bias) with stride 2 while there is room, then the non-linearity and BN (PAPER.md e.6, f.1). */
function plainCnn(settings: NetworkSettings, input: InputShape, widths: number[]): Stage[] {
  if (settings.skip || settings.divisive) throw new NetworkSettingsError('network.skip and network.divisive belong to scattering networks: switch them off for the plain CNN.');
  const stages: Stage[] = [];
  let size = input.size, channels = input.channels;
  widths.forEach((neurons, i) => {
    const stride = size > 2 ? 2 : 1;
    size = Math.ceil(size / stride);
    stages.push({
      name: `L${i + 1}`, neurons, channels, taps: 9,
      lift: identity, activation: i === 0 ? 'none' : settings.activation, batchNorm: settings.batchNorm && i > 0, complex: false,
      ...patches({ size: 3, stride, padding: 1 }), divisive: false, sampled: true,
      positions: size * size,
      macs: { product: size * size * channels * 9 * neurons, lift: 0 },
    });
    channels = neurons;
  });
  stages.push(classifier(input.classes, { channels, size, complex: false, activation: settings.activation, batchNorm: settings.batchNorm }));
  return stages;
}

function mlp(settings: NetworkSettings, input: InputShape, widths: number[]): Stage[] {
  if (settings.skip || settings.divisive) throw new NetworkSettingsError('network.skip and network.divisive belong to scattering networks: switch them off for the MLP.');
  const stages: Stage[] = [];
  let channels = input.size * input.size * input.channels;
  widths.forEach((neurons, i) => {
    stages.push({
      name: `L${i + 1}`, neurons, channels, taps: 1,
      lift: i === 0 ? flatten(input.size, false) : identity,
      activation: i === 0 ? 'none' : settings.activation, batchNorm: settings.batchNorm && i > 0, complex: false,
      expand: identity, divisive: false, sampled: true,
      positions: 1, macs: { product: channels * neurons, lift: 0 },
    });
    channels = neurons;
  });
  stages.push(classifier(input.classes, { channels, size: 1, complex: false, activation: settings.activation, batchNorm: settings.batchNorm }));
  return stages;
}

function classifier(classes: number, field: { channels: number; size: number; complex: boolean; activation: Stage['activation']; batchNorm: boolean }): Stage {
  const taps = field.size * field.size * (field.complex ? 2 : 1);
  return {
    name: 'classifier', neurons: classes, channels: field.channels, taps,
    lift: identity, activation: field.activation, batchNorm: field.batchNorm, complex: field.complex,
    ...(field.complex || field.size === 1 ? { expand: flatten(field.size, field.complex) } : patches({ size: field.size, stride: 1, padding: 0 })), divisive: false, sampled: false,
    positions: 1, macs: { product: field.channels * taps * classes, lift: 0 },
  };
}
