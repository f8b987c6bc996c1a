import { describe, expect, it } from 'vitest';
import { presets } from '../experiments/presets.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { estimateRun } from './estimate.ts';
import { planOnPaper } from './onPaper.ts';
import { shapeBefore } from './tasks.ts';

const of = (settings: object) => estimateRun(experimentSpec.parse(settings));

describe('estimateRun', () => {
  it('counts training as forward and backward products of every image and epoch', () => {
    const draws = { draws: 0, wideDraws: 0, scales: [1] };
    const one = of({ redraw: draws, training: { epochs: 1 } });
    const two = of({ redraw: draws, training: { epochs: 2 } });
    // Scat-J3 at ×1 (docs/paper.md f.2): about 1 million multiply–accumulates forward, three times that with
    // the gradients, over 4000 images.
    const epoch = two.units - one.units;
    expect(epoch / 4000 / 3).toBeGreaterThan(0.7e6);
    expect(epoch / 4000 / 3).toBeLessThan(3e6);
    expect(of({ redraw: draws, networks: 3, training: { epochs: 2 } }).networks).toBe(3);
  });

  it('has an answer for every preset but that of a model to be opened, under a gigabyte or two', () => {
    for (const { id, spec } of presets) {
      if (id === 'model') {
        expect(() => estimateRun(spec)).toThrow(/none is open/);
        continue;
      }
      const { units, bytes } = estimateRun(spec);
      expect(units, id).toBeGreaterThan(1e9);
      expect(bytes, id).toBeGreaterThan(1e6);
      expect(bytes, id).toBeLessThan(2e9);
    }
  });

  it('refuses what planning refuses', () => {
    expect(() => of({ widths: [1, 2], networks: 50, redraw: { scales: [1] } })).toThrow(/^networks/);
  });
});

describe('images of 64 pixels', () => {
  const at = (size: string, source = 'cifar10') =>
    planOnPaper(experimentSpec.parse({ data: { source, size }, redraw: { draws: 0, wideDraws: 0 } }));

  it('take four times the multiply–adds and the memory of those of 32', () => {
    expect(at('64').macsOf.train! / at('32').macsOf.train!).toBeCloseTo(4, 9);
    // Weights do not grow, but for the classifier's.
    const memory = at('64').bytes.memory / at('32').bytes.memory;
    expect(memory).toBeGreaterThan(3.9);
    expect(memory).toBeLessThanOrEqual(4);
  });

  it('in grey take less than in colour', () => {
    expect(at('64', 'mnist').macs).toBeLessThan(at('64').macs);
    expect(at('64', 'mnist').bytes.memory).toBeLessThan(at('64').bytes.memory);
  });
});

it('takes channels and classes from the settings, from files that are open, or from the model', () => {
  const { data } = experimentSpec.parse({ data: { source: 'file', expects: 'MNIST', size: '64' } });
  expect(shapeBefore(data, null)).toMatchObject({ size: 64, channels: 1, classes: 10 });
  const opened = { channels: 3, classes: ['a', 'b', 'c'] } as const;
  expect(shapeBefore(data, null, { ...opened, classes: [...opened.classes] })).toMatchObject({
    size: 64,
    channels: 3,
    classes: 3,
  });
  expect(shapeBefore({ ...data, source: 'cifar100' }, null)).toMatchObject({ channels: 3, classes: 100 });
});
