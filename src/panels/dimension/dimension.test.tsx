import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ChoicesContext } from '../../charts/choice.ts';
import { exampleEvents, exampleNet } from '../../lab/exampleRun.ts';
import type { Dimension as DimensionEvent, RunEvent, Spectra } from '../../lab/events.ts';
import { parseRunFile } from '../../lab/runFile.ts';
import { foldRun, type RunView } from '../../state/runView.ts';
import { Dimension } from './Dimension.tsx';
import { atEpoch, mostOf, ofNoise, overEpochs, overWidths } from './dimensions.ts';

const [start] = exampleEvents;
if (start.type !== 'started') throw new Error('the example does not begin with its start');
const epochs = exampleEvents.filter((event) => event.type === 'epoch');
const spectra = exampleEvents.filter((event): event is Spectra => event.type === 'spectra');

/** Spectra of a net at an epoch with these eigenvalues of the weights of its second layer. */
const planted = (net: string, epoch: number, weights: number[], activations = [1]): Spectra => ({
  ...spectra[0],
  net,
  epoch,
  layers: spectra[0].layers.map((layer) => ({
    activation: { ...layer.activation, eigenvalues: activations },
    weight: { ...layer.weight, eigenvalues: weights },
  })),
});
const wide = { ...exampleNet, id: 'aaaa00000002', width: 2, layers: exampleNet.layers };
const twin = { ...exampleNet, id: 'aaaa00000003', member: 1 };
const spread = { trace: 6, squares: 9, largest: 2, meanSquare: 18 };
const measured: DimensionEvent = {
  type: 'dimension',
  net: exampleNet.id,
  images: 1000,
  layers: [0, 1].map(() => ({
    untrained: { trace: 8, squares: 8, largest: 1, meanSquare: 8 },
    trained: spread,
  })),
};
const log: RunEvent[] = [
  { ...start, nets: [exampleNet, twin, wide] },
  ...epochs,
  planted(exampleNet.id, 0, [2, 2, 2, 2], [1, 1, 0]),
  planted(exampleNet.id, 1, [3, 1], [8, 0, 0]),
  planted(twin.id, 1, [1, 0]),
  planted(wide.id, 0, [1, 1, 1, 1, 1, 1]),
  planted(wide.id, 1, [1, 1, 1]),
];
const run = foldRun(log);

function words(of: RunView, choices: Record<string, string>, net = of.nets[0]): string {
  const kept = { get: (name: string) => choices[name], set: () => {} };
  const panel = createElement(Dimension, { run: of, net, layer: 1, epoch: 'last', onSelectLayer: () => {} });
  return renderToStaticMarkup(createElement(ChoicesContext, { value: kept }, panel))
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/[ \n]+/g, ' ');
}

describe('dimension', () => {
  it('is that of planted spectra, over epochs and widths', () => {
    const [net] = run.nets;
    const second = (found: { at: number; layers: number[] }[]) =>
      found.map(({ at, layers }) => [at, layers[1]]);
    expect(second(overEpochs(net, 'weights', 'participation'))).toEqual([
      [0, 4],
      [1, expect.closeTo(1.6, 12)],
    ]);
    expect(second(overEpochs(net, 'weights', 'stable'))).toEqual([
      [0, 4],
      [1, expect.closeTo(4 / 3, 12)],
    ]);
    expect(second(overEpochs(net, 'activations', 'participation'))).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect(second(overWidths(run.nets, 'weights', 'participation', 'last'))).toEqual([
      [1, expect.closeTo((1.6 + 1) / 2, 12)],
      [2, expect.closeTo(3, 12)],
    ]);
    // Before training only the first of a width is known.
    expect(overWidths(run.nets, 'weights', 'participation', 0)).toMatchObject([
      { at: 1, networks: 1 },
      { at: 2, networks: 1 },
    ]);
    expect(atEpoch(overEpochs(net, 'weights', 'stable'), 0.5)?.at).toBe(0);
    expect([mostOf(net, 1, 'weights'), mostOf(net, 1, 'activations')]).toEqual([2, 4]);
    expect(ofNoise(net, 1, 'participation')).toBeCloseTo(4 / 3, 12);
  });

  it('around the mean is that of the measured sums', () => {
    const [net] = foldRun([...log, measured]).nets;
    expect(overEpochs(net, 'centred', 'participation').map(({ layers }) => layers[1])).toEqual([8, 4]);
    expect(overEpochs(net, 'centred', 'stable').map(({ layers }) => layers[1])).toEqual([8, 3]);
    expect(overEpochs(run.nets[0], 'centred', 'stable')).toEqual([]);
  });

  it('says its numbers', () => {
    expect(words(run, {})).toContain(
      'The weights of L2 spread over 4 of 2 directions before training and over 1.6 after epoch 1; the number fell in 2 of 2 layers. Noise of the shape of L2 spreads over 1.33.',
    );
    expect(words(run, { over: 'widths' })).toContain(
      'The weights of L2 spread over 1.3 of 2 directions at ×1 and over 3 of 2 at ×2: 2.31 times as many in a network 2 times as wide. Noise of the shape of L2 spreads over 1.33 and over 1.33.',
    );
    const centred = words(foldRun([...log, measured]), { subject: 'centred', measure: 'stable' });
    expect(centred).toContain(
      'Around their mean, the activations that enter L2 spread over 8 of 4 directions before training and over 3 after epoch 1',
    );
    expect(centred).toContain(
      'The mean holds 75.0\u00a0% of E‖φ‖² of what enters L2, before training 50.0\u00a0%. Measured on 1,000 training images.',
    );
    // What was not measured cannot be chosen.
    expect(words(run, { subject: 'centred' })).toContain('The activations that enter L2 spread over 2 of 4');
    expect(words(run, {})).not.toContain('Around the mean');
  });

  it.each(['quickstart', 'resnet', 'widths'])(
    'has whole spectra to go by in the recording %s',
    async (name) => {
      const { nets } = foldRun(
        (await parseRunFile(readFileSync(`public/recordings/${name}.json.gz`))).events,
      );
      for (const net of nets)
        for (const { layers } of net.spectra)
          for (const [i, { weight, activation }] of layers.entries()) {
            const { inputs, neurons } = net.info.layers[i];
            expect(weight.eigenvalues).toHaveLength(Math.min(inputs, neurons));
            expect(activation.eigenvalues).toHaveLength(inputs);
            // The trace of LᵀL/n is d times the mean square of the entries, which was measured without any
            // eigenvalue.
            const sum = weight.eigenvalues.reduce((total, x) => total + x, 0);
            expect(sum / (inputs * weight.entryVariance)).toBeCloseTo(1, 4);
          }
    },
  );
});
