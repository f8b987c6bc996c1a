import { describe, expect, it } from 'vitest';
import { presets } from '../experiments/presets.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { estimateRun } from './estimate.ts';

const of = (settings: object) => estimateRun(experimentSpec.parse(settings));

describe('estimateRun', () => {
  it('counts training as forward and backward products of every image and epoch', () => {
    const draws = { draws: 0, wideDraws: 0, scales: [1] };
    const one = of({ redraw: draws, training: { epochs: 1 } });
    const two = of({ redraw: draws, training: { epochs: 2 } });
    // Scat-J3 at ×1 (docs/paper.md f.2): about 1 million multiply–accumulates forward, three times that with the gradients, over 4000 images.
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
