import '@tensorflow/tfjs-backend-cpu';
import { ready, setBackend, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { buildStages, NetworkSettingsError, redrawnWidths } from './architectures.ts';
import { learnedWidths } from './form.ts';
import { createNetwork, disposeNetwork, forwardTraining, parameterCount } from './network.ts';
import { networkSettings } from './settings.ts';
import { inputsOf } from './stage.ts';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const rgb = { size: 32, channels: 3, classes: 10 };
const stagesOf = (settings: object, input = rgb) => buildStages(networkSettings.parse(settings), input);

describe('architectures', () => {
  it("Scat-J3 at ×4 is Table 1, with d' = 15, 5·64, 5·128, 5·256 and a classifier on 512 × 2 × 2", () => {
    const stages = stagesOf({ architecture: 'scat-j3', width: 4 });
    expect(stages.map((s) => s.neurons)).toEqual([64, 128, 256, 512, 10]);
    expect(stages.map(inputsOf)).toEqual([15, 320, 640, 1280, 512 * 4]);
    expect(stages.map((s) => s.positions)).toEqual([256, 64, 16, 4, 1]);
    expect(stages.map((s) => s.sampled)).toEqual([true, true, true, false, false]);
  });

  it('can hold the last layer at ×1 while the others scale (Fig. 4, right), but not beside a shortcut', () => {
    expect(stagesOf({ architecture: 'scat-j3', width: 0.5, holdLast: true }).map((s) => s.neurons)).toEqual([
      8, 16, 32, 128, 10,
    ]);
    expect(
      stagesOf({ architecture: 'cnn', depth: 2, width: 2, holdLast: true }).map((s) => s.neurons),
    ).toEqual([32, 32, 10]);
    expect(() => stagesOf({ architecture: 'resnet18', holdLast: true })).toThrow(/network\.holdLast/);
  });

  it('Scat-J7 at ×4 has the widths and sizes of Table 1 and e.2', () => {
    const stages = stagesOf({ architecture: 'scat-j7', width: 4 });
    expect(stages.map((s) => s.neurons)).toEqual([64, 128, 256, 512, 512, 512, 512, 512, 10]);
    expect(stages.map((s) => Math.sqrt(s.positions))).toEqual([32, 16, 16, 8, 8, 4, 4, 2, 1]);
  });

  it('counts the weights of the default network', () => {
    // 16·15 + 32·80 + 64·160 + 128·320 + 10·512.
    expect(parameterCount(stagesOf({}))).toBe(240 + 2560 + 10240 + 40960 + 5120);
  });

  it('builds the CNN of f.1 and the MLP of e.6', () => {
    expect(stagesOf({ architecture: 'cnn' }).map(inputsOf)).toEqual([27, 144, 288, 64 * 16]);
    expect(
      stagesOf({ architecture: 'mlp', depth: 2 }, { size: 32, channels: 1, classes: 10 }).map((s) => [
        s.neurons,
        inputsOf(s),
      ]),
    ).toEqual([
      [512, 1024],
      [256, 512],
      [10, 256],
    ]);
  });

  it('scales only layers that are drawn again', () => {
    expect(redrawnWidths(stagesOf({}), 4)).toEqual([64, 128, 256, 128]);
    expect(learnedWidths(networkSettings.parse({ width: 0.5 }))).toEqual([8, 16, 32, 64]);
  });

  it('names the setting that cannot be had', () => {
    expect(() => stagesOf({ architecture: 'mlp', skip: true })).toThrow(NetworkSettingsError);
  });

  it.each([
    { architecture: 'scat-j3', width: 0.25 },
    { architecture: 'scat-j3', width: 0.25, skip: true, divisive: true },
    { architecture: 'scat-j7', width: 0.125 },
    { architecture: 'cnn', width: 0.25 },
    { architecture: 'mlp', width: 0.25 },
  ])('%j maps images to class scores', (settings) => {
    for (const channels of [1, 3]) {
      const network = createNetwork(stagesOf(settings, { size: 32, channels, classes: 10 }), [
        rng(1),
        rng(2),
      ]);
      const { logits } = forwardTraining(network, zeros([2, 3, 32, 32, channels]));
      expect(logits.shape).toEqual([2, 3, 10]);
      disposeNetwork(network);
    }
  });
});

it('starts from U(−1/√fan_in, 1/√fan_in)', () => {
  const network = createNetwork(stagesOf({}), [rng(1)]);
  const w = network.weights[3].dataSync<'float32'>();
  const bound = 1 / Math.sqrt(320);
  expect(Math.max(...w.map(Math.abs))).toBeLessThanOrEqual(bound);
  const variance = w.reduce((s, x) => s + x * x, 0) / w.length;
  // Relative standard error of the mean square of 40960 uniform numbers: √(4/5/40960) ≈ 0.0044.
  expect(variance * 3 * 320).toBeGreaterThan(0.98);
  expect(variance * 3 * 320).toBeLessThan(1.02);
  disposeNetwork(network);
});
