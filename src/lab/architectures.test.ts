import { describe, expect, it } from 'vitest';
import { networkSettings } from '../networks/settings.ts';
import { catalogueOf } from './architectures.ts';

const rgb = { size: 32, channels: 3, classes: 10 };

describe('the catalogue of architectures', () => {
  it('has the widths and inputs of Table 1 and e.2 at four times the base widths', () => {
    const all = catalogueOf(networkSettings.parse({ width: 4 }), rgb);
    const of = (name: string) => all.find((e) => e.architecture === name)!.layers;
    expect(
      of('scat-j3')
        .slice(0, -1)
        .map((l) => [l.neurons, l.inputs, l.side]),
    ).toEqual([
      [64, 15, 16],
      [128, 320, 8],
      [256, 640, 4],
      [512, 1280, 2],
    ]);
    expect(
      of('scat-j7')
        .slice(0, -1)
        .map((l) => [l.neurons, l.inputs, l.side]),
    ).toEqual([
      [64, 15, 32],
      [128, 320, 16],
      [256, 640, 16],
      [512, 1280, 8],
      [512, 2560, 8],
      [512, 2560, 4],
      [512, 2560, 4],
      [512, 2560, 2],
    ]);
    // e.5 at its own widths, shortcuts in their places; a model to be opened has nothing to count.
    expect(
      of('resnet18')
        .slice(0, -1)
        .map((l) => l.neurons),
    ).toEqual([64, 128, 256, 512].flatMap((n) => [n, n, n, n, n]));
    expect(all.some((e) => e.architecture === 'model')).toBe(false);
    // The classifier reads 512 × 2 × 2.
    expect(of('scat-j3').at(-1)).toMatchObject({
      name: 'classifier',
      neurons: 10,
      inputs: 2048,
      weights: 20_480,
    });
  });

  it('counts weights and work by hand for the smallest', () => {
    const mlp = catalogueOf(networkSettings.parse({ depth: 1, width: 0.125 }), rgb).find(
      (e) => e.architecture === 'mlp',
    )!;
    expect(mlp).toMatchObject({ weights: 3072 * 64 + 640, macs: 3072 * 64 + 640, problem: null });
  });

  it('says which settings do not fit an architecture', () => {
    const skip = catalogueOf(networkSettings.parse({ skip: true }), rgb);
    expect(skip.find((e) => e.architecture === 'mlp')!.problem).toContain('network.skip');
    // Ten channels a channel, complex: the same field, counted once.
    expect(
      skip
        .find((e) => e.architecture === 'scat-j3')!
        .layers.map((l) => [l.inputs, l.side])
        .slice(0, 2),
    ).toEqual([
      [30, 16],
      [160, 8],
    ]);
  });
});
