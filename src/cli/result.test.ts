import { describe, expect, it } from 'vitest';
import { exampleAccuracy, exampleEvents, exampleNet } from '../lab/exampleRun.ts';
import { defaultSpec, experimentSpec } from '../experiments/spec.ts';
import type { RunEvent } from '../lab/events.ts';
import { reportOf } from './report.ts';
import { isWhole, resultOf } from './result.ts';

const one = (x: number) => ({ mean: x, sd: 0, draws: [x] });

describe('resultOf', () => {
  // Worked out by hand from exampleRun.ts.
  const rainbow = { mean: 0.625, sd: Math.sqrt(2 * 0.125 ** 2), draws: [0.5, 0.75] };
  const layer = (
    name: string,
    neurons: number,
    inputs: number,
    activations: number[],
    eigenvalues: number[],
  ) => ({
    name,
    neurons,
    inputs,
    activation: { eigenvalues: activations, index: 1 },
    weight: {
      eigenvalues,
      marchenkoPastur: {
        ratio: inputs / neurons,
        variance: 0.2,
        lower: 0.01,
        upper: 0.6,
        below: 0,
        above: 1,
      },
      entryVariance: 0.25,
      expScale: 2.5,
    },
  });

  it('is the object that issue and README promise, with the spectra of the last epoch', () => {
    expect(resultOf(exampleEvents)).toEqual({
      spec: defaultSpec,
      device: 'simd (SIMD, 1 thread)',
      dataset: 'Built-in shapes, medium (seed 7)',
      images: '4 + 4 images (generated)',
      seconds: 12.5,
      accuracy: {
        trained: 0.75,
        rainbow,
        unaligned: one(0.25),
        unalignedIdentity: one(0.25),
        rainbowRetrained: one(0.7),
        randomRetrained: one(0.6),
        widths: [
          {
            scale: 0.5,
            rainbow: one(0.4),
            unaligned: one(0.2),
            rainbowRetrained: null,
            randomRetrained: null,
          },
          { scale: 1, rainbow, unaligned: one(0.25), rainbowRetrained: one(0.7), randomRetrained: one(0.6) },
        ],
      },
      layers: [
        layer('L1', 4, 2, [1, 0.5], [0.9, 0.1]),
        layer('L2', 2, 4, [1, 0.5, 0.25, 0.125], [1.5, 0.25]),
      ],
    });
  });

  it('lists all nets of several, and speaks first of the one at the width of the spec', () => {
    const spec = experimentSpec.parse({ widths: [0.5, 1] });
    const narrow = { ...exampleNet, id: 'bbbb00000002', width: 0.5 };
    const started = exampleEvents[0] as Extract<RunEvent, { type: 'started' }>;
    const result = resultOf([
      { ...started, spec, nets: [narrow, exampleNet] },
      exampleAccuracy('trained', 1, 0, 0.4, narrow.id),
      ...exampleEvents.slice(1),
    ]);
    expect(result.accuracy.trained).toBe(0.75);
    expect(result.nets!.map((net) => [net.id, net.width, net.accuracy.trained])).toEqual([
      ['bbbb00000002', 0.5, 0.4],
      [exampleNet.id, 1, 0.75],
    ]);
    expect(result.nets![0].layers).toEqual([]);
  });

  it('says null for what the log does not hold, and refuses a log without a run', () => {
    const result = resultOf(exampleEvents.slice(0, 1));
    expect(result.seconds).toBeNull();
    expect(result.layers).toEqual([]);
    expect(result.accuracy).toEqual({
      trained: null,
      rainbow: null,
      unaligned: null,
      unalignedIdentity: null,
      rainbowRetrained: null,
      randomRetrained: null,
      widths: [],
    });
    expect(() => resultOf([])).toThrow(/started/);
  });

  it('takes a run for whole only when it is done', () => {
    expect(isWhole(exampleEvents)).toBe(true);
    expect(isWhole(exampleEvents.slice(0, -1))).toBe(false);
    expect(isWhole([...exampleEvents.slice(0, -1), { type: 'cancelled', seconds: 1 }])).toBe(false);
    expect(isWhole([])).toBe(false);
  });
});

describe('reportOf', () => {
  it('names images and device, gives percent with spread, and a line per layer', () => {
    const text = reportOf(resultOf(exampleEvents));
    expect(text).toContain('Built-in shapes, medium (seed 7)');
    expect(text).toMatch(/Trained +75\.0 %/);
    expect(text).toMatch(/Drawn again \(rainbow\) +62\.5 % ± 17\.7 \(2 draws\)/);
    expect(text).toMatch(/Drawn ×0\.5 as wide +40\.0 %/);
    expect(text).toMatch(/L2 +2 × 4 +1\.00 +0\.200 +1 of 2 +2\.5/);
  });
});
