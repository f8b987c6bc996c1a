import { expect, it } from 'vitest';
import { planExperiment } from '../experiments/plan.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { checkFits } from './gpuFit.ts';
import { partsOf } from './parts.ts';
import { shapeBefore } from './tasks.ts';

const MIB = 2 ** 20;

/** Why an experiment does not fit where a tensor has at most `limit` MiB; null where it does. */
function refusal(settings: object, limit: number): string | null {
  const plan = planExperiment(experimentSpec.parse(settings));
  const input = shapeBefore(plan.spec.data, null);
  try {
    checkFits(partsOf(plan, input), plan.spec, input, limit * MIB);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const noDraws = { draws: 0, wideDraws: 0 };

// Complex features of L2 at width 4: 64 neurons × 10 channels at 8 × 8 positions in two parts, 512 images of
// 4 bytes.
const wide = { network: { width: 4, skip: true }, redraw: noDraws };
it('a network too wide for the first look: no smaller batch would help', () => {
  const bytes = 64 * 10 * 8 * 8 * 2 * 512 * 4;
  expect(bytes).toBe(160 * MIB);
  expect(refusal({ ...wide, training: { batchSize: 1024 } }, 128)).toBe(
    'The GPU has too little memory for this: L2 for the first look, at 512 images (width ×4) takes 160 MiB, and it holds at most 128 MiB in one piece. Lower network.width, or choose the CPU.',
  );
  expect(refusal({ ...wide, widths: [4] }, 128)).toContain('Lower widths, or');
});

it('a batch too large, and the largest that fits', () => {
  const largest = (batchSize: number) => refusal({ ...wide, training: { batchSize } }, 160);
  expect(largest(1024)).toMatch(
    /L2 in training, for a batch of 1024 images .* 320 MiB, .* at most 160 MiB .* Set training.batchSize to at most 512, or/,
  );
  expect(largest(512)).toBeNull();
  expect(refusal({ ...wide, training: { epochs: 0, batchSize: 1024 } }, 160)).toBeNull();
});

// L1 of Scat-J3: 3 channels at 16 × 16 positions, phases of 8 numbers a channel in f32, half of that in f16;
// its 16 neurons are less, its 15 features too.
it('phases, which take half in 16 bits', () => {
  const spec = { data: { train: 1024 }, training: { batchSize: 1024 }, redraw: noDraws };
  const phases = (3 * 8 * 16 * 16 * 4 * 1024) / MIB;
  expect(phases).toBe(24);
  // L2: 16 channels × 8 numbers at 8 × 8.
  const larger = (16 * 8 * 8 * 8 * 4 * 1024) / MIB;
  expect(refusal(spec, larger)).toBeNull();
  expect(refusal(spec, larger - 1)).toContain(`${larger} MiB`);
  expect(refusal({ ...spec, device: 'webgpu-f16' }, larger - 1)).toBeNull();
});

it('the patches that enter a convolution for its spectrum', () => {
  // L2 of ResNet-18: 16 channels × 9 taps at 32 × 32 positions, 128 images.
  const patches = (16 * 9 * 32 * 32 * 128 * 4) / MIB;
  const spec = { network: { architecture: 'resnet18' }, training: { batchSize: 32 } };
  expect(refusal(spec, patches)).toBeNull();
  expect(refusal(spec, patches - 1)).toMatch(/what enters L2 for its spectrum, of 128 images/);
});

it('weights', () => {
  const spec = { network: { architecture: 'mlp', width: 8 }, redraw: noDraws };
  const weights = (512 * 8 * 3072 * 4) / MIB;
  expect(refusal(spec, weights)).toBeNull();
  expect(refusal(spec, weights - 1)).toContain('the weights of L1');
});

it('networks drawn wider', () => {
  const spec = {
    network: { width: 2 },
    redraw: { draws: 1, wideDraws: 1, scales: [1, 4], alignmentImages: 250 },
  };
  // Phases of L2 at width 8, 128 channels × 8 numbers at 8 × 8 positions, of two networks for 250 images.
  const drawn = (128 * 8 * 8 * 8 * 4 * 2 * 250) / MIB;
  expect(refusal(spec, drawn)).toBeNull();
  expect(refusal(spec, drawn - 1)).toMatch(
    /L2 of 2 networks drawn ×4 as wide, for 250 images .* Lower network.width or redraw.wideDraws or redraw.scales, or/,
  );
});

it('nothing is too large without a limit', () => {
  expect(refusal({ network: { width: 8 }, redraw: noDraws }, Infinity)).toBeNull();
});
