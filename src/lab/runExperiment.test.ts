import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { experimentSpec } from '../experiments/spec.ts';
import { foldRun, summarise } from '../state/runView.ts';
import type { SavedNet } from './checkpoint.ts';
import type { RunEvent } from './events.ts';
import type { LiveNetworks } from './live.ts';
import { packNet, unpackNet } from './netCache.ts';
import { runExperiment } from './runExperiment.ts';

const tiny = {
  seed: 3,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 600, test: 200 },
  network: { width: 0.5 },
  training: { epochs: 3, batchSize: 32 },
  redraw: { draws: 2, wideDraws: 1, scales: [1, 2], alignmentImages: 300, retrainEpochs: 1 },
};

async function run(
  spec: object,
  options: { cancelAfter?: number; onLive?(live: LiveNetworks): void } = {},
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  let turns = 0;
  await runExperiment(
    experimentSpec.parse(spec),
    {
      signal: controller.signal,
      preset: null,
      onLive: options.onLive,
      turn: async () => {
        if (++turns === options.cancelAfter) controller.abort();
      },
    },
    (event) => events.push(event),
  );
  return events;
}

const resumable = (saved: SavedNet) => ({ nets: new Map([[saved.checkpoint.net, saved]]), images: null });

/** All that a run found out, without what the clock decides. */
const numbers = (events: RunEvent[]) =>
  events.filter((e) =>
    ['step', 'epoch', 'spectra', 'null-band', 'accuracy', 'sampling', 'gallery'].includes(e.type),
  );

describe('runExperiment', () => {
  it('goes on from its last checkpoint, on the bit, after the device failed', async () => {
    const whole = numbers(await run(tiny));
    const saved: SavedNet[] = [];
    const first: RunEvent[] = [];
    const second: RunEvent[] = [];
    const host = { signal: new AbortController().signal, preset: null };
    const spec = experimentSpec.parse(tiny);
    await runExperiment(
      spec,
      {
        ...host,
        onCheckpoint: ([s]) => saved.push(unpackNet(packNet(s))!),
        turn: async () => {
          if (saved.length === 3) throw new Error('The device was lost.');
        },
      },
      (e) => first.push(e),
    );
    expect(first.at(-1)).toMatchObject({
      type: 'failed',
      message: 'The device was lost. Run goes on from epoch 2, on this device or another.',
    });
    await runExperiment(
      spec,
      { ...host, resume: resumable(saved[2]), onCheckpoint: () => {}, turn: async () => {} },
      (e) => second.push(e),
    );
    expect(second.at(-1)?.type).toBe('done');
    // Failing again before anything new is reached takes nothing of it back.
    let turns = 0;
    const again: RunEvent[] = [];
    await runExperiment(
      spec,
      {
        ...host,
        resume: resumable(saved[2]),
        onCheckpoint: () => {},
        turn: async () => {
          if (++turns > 3) throw new Error('The device was lost.');
        },
      },
      (e) => again.push(e),
    );
    expect(again.at(-1)).toMatchObject({
      type: 'failed',
      message: 'The device was lost. Run goes on from epoch 2, on this device or another.',
    });
    expect(foldRun(second).warnings).toMatchObject([
      {
        code: 'resumed',
        message: expect.stringMatching(
          /^trained to epoch 2 on CPU, .* in a run that broke off; from there on CPU, /,
        ) as string,
      },
    ]);
    const sorted = (events: RunEvent[]) => events.filter((e) => e.type !== 'null-band');
    expect(sorted(numbers(second))).toEqual(sorted(whole));
  });

  it('goes on with networks of one batch together, on the bit; and on the same images only', async () => {
    const small = {
      ...tiny,
      data: { source: 'shapes-easy', train: 128, test: 100 },
      networks: 2,
      network: { width: 0.25 },
      training: { epochs: 2, batchSize: 32 },
      redraw: { draws: 0, wideDraws: 0, scales: [1] },
    };
    const saved: SavedNet[][] = [];
    const spec = experimentSpec.parse(small);
    const signal = new AbortController().signal;
    const whole = numbers(await run(small));
    const events: RunEvent[] = [];
    const other: RunEvent[] = [];
    await runExperiment(
      spec,
      {
        signal,
        preset: null,
        onCheckpoint: (all) => saved.push(all.map((s) => unpackNet(packNet(s))!)),
        turn: async () => {
          if (saved.length === 2) throw new Error('The device was lost.');
        },
      },
      () => {},
    );
    expect(saved[1].map((s) => s.checkpoint.epoch)).toEqual([1, 1]);
    const nets = new Map(saved[1].map((s) => [s.checkpoint.net, s]));
    await runExperiment(
      spec,
      { signal, preset: null, resume: { nets, images: null }, onCheckpoint: () => {}, turn: async () => {} },
      (e) => events.push(e),
    );
    const sorted = (all: RunEvent[]) => all.map((e) => JSON.stringify(e)).sort();
    expect(sorted(numbers(events))).toEqual(sorted(whole));
    await runExperiment(
      spec,
      {
        signal,
        preset: null,
        resume: { nets, images: 'of others' },
        onCheckpoint: () => {},
        turn: async () => {},
      },
      (e) => other.push(e),
    );
    expect(other.at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('not those this run was trained on'),
    });
  });

  it('goes on on another device, near to what the first would have come to', async () => {
    const spec = {
      ...tiny,
      data: { source: 'shapes-easy', train: 128, test: 100 },
      network: { width: 0.25 },
      training: { epochs: 2, batchSize: 32 },
      redraw: { draws: 0, wideDraws: 0, scales: [1] },
    };
    const saved: SavedNet[] = [];
    const events: RunEvent[] = [];
    const signal = new AbortController().signal;
    await runExperiment(
      experimentSpec.parse(spec),
      {
        signal,
        preset: null,
        onCheckpoint: ([s]) => saved.push(unpackNet(packNet(s))!),
        turn: async () => {},
      },
      () => {},
    );
    await runExperiment(
      experimentSpec.parse({ ...spec, device: 'cpu' }),
      { signal, preset: null, resume: resumable(saved[1]), onCheckpoint: () => {}, turn: async () => {} },
      (e) => events.push(e),
    );
    const loss = (log: RunEvent[]) => log.filter((e) => e.type === 'epoch').map((e) => e.testLoss);
    expect(loss(events).slice(0, 2)).toEqual(loss(saved[2].events).slice(0, 2));
    expect(loss(events)[2]).toBeCloseTo(loss(saved[2].events)[2], 2);
    expect(foldRun(events).nets[0].epochs.map((e) => e.epoch)).toEqual([0, 1, 2]);
  });

  it('does not promise to go on where nothing keeps its checkpoints', async () => {
    const events: RunEvent[] = [];
    let turns = 0;
    await runExperiment(
      experimentSpec.parse(tiny),
      {
        signal: new AbortController().signal,
        preset: null,
        turn: async () => {
          if (++turns > 60) throw new Error('The device was lost.');
        },
      },
      (e) => events.push(e),
    );
    expect(events.some((e) => e.type === 'epoch' && e.epoch > 0)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'failed', message: 'The device was lost.' });
  });

  it('gives the whole log, the same on two threads, and leaves no tensors', async () => {
    let live: LiveNetworks | null = null;
    const first = await run(tiny, {
      onLive: (networks) => {
        live = networks;
      },
    });
    const run1 = foldRun(first);
    const [net] = run1.nets;
    expect(run1.end?.type).toBe('done');
    expect(net.epochs.map((e) => e.epoch)).toEqual([0, 1, 2, 3]);
    expect(net.spectra.map((s) => s.epoch)).toEqual([0, 1, 2, 3]);
    expect(net.spectra[0].layers.map((l) => l.weight.eigenvalues.length)).toEqual([8, 16, 32, 64]);
    expect(net.spectra[0].layers.map((l) => l.activation.eigenvalues.length)).toEqual([15, 40, 80, 160]);
    // At epoch 0 the weights are noise: inside the 99 % band, with the initial variance 1/(3d).
    net.spectra[0].layers.forEach(({ weight }, i) => {
      const band = net.nullBand!.layers[i];
      weight.eigenvalues.forEach((v, r) => {
        expect(v).toBeGreaterThanOrEqual(band.lower[r]);
        expect(v).toBeLessThanOrEqual(band.upper[r]);
      });
      expect(weight.entryVariance * 3 * net.info.layers[i].inputs).toBeCloseTo(1, 0);
    });
    expect(summarise(net, 'rainbow', 1)!.draws).toHaveLength(2);
    expect(summarise(net, 'rainbow', 2)!.draws).toHaveLength(1);
    for (const kind of [
      'trained',
      'unaligned',
      'unaligned-identity',
      'rainbow-retrained',
      'random-retrained',
    ] as const)
      expect(summarise(net, kind, 1), kind).not.toBeNull();
    expect(net.accuracies[0].confusion.flat().reduce((a, b) => a + b)).toBe(200);
    expect(summarise(net, 'rainbow', 1)!.mean).toBeGreaterThan(summarise(net, 'unaligned', 1)!.mean + 0.1);

    const image = net.gallery!.images[0];
    const answers = await live!.classify(Uint8Array.from(atob(image.pixels), (c) => c.charCodeAt(0)));
    answers.rainbow!.forEach((p, k) => expect(p).toBeCloseTo(image.probabilities.rainbow![k], 5));
    await expect(live!.classify(new Uint8Array(7))).rejects.toThrow('3072 bytes');
    live!.release();

    const tensors = memory().numTensors;
    const second = await run({ ...tiny, threads: 2 });
    expect(numbers(second)).toEqual(numbers(first));
    expect(memory().numTensors).toBe(tensors);
    const progress = first.filter((e) => e.type === 'progress');
    progress.forEach((p, i) => expect(p.overall).toBeGreaterThanOrEqual(progress[i - 1]?.overall ?? 0));
    expect(progress.at(-1)!.overall).toBeCloseTo(1, 5);
  });

  it('tells the steps it is asked for in full, and finds the same with and without', async () => {
    const small = experimentSpec.parse({
      ...tiny,
      data: { source: 'shapes-easy', train: 128, test: 100 },
      training: { epochs: 2, batchSize: 32 },
      redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 100, retrainEpochs: 0 },
    });
    const log = async (steps: number[]) => {
      const events: RunEvent[] = [];
      let asked = 0;
      await runExperiment(
        small,
        {
          signal: new AbortController().signal,
          preset: null,
          turn: async () => {},
          traced: () => steps.includes(++asked),
        },
        (event) => events.push(event),
      );
      return events;
    };
    const plain = await log([]);
    const tensors = memory().numTensors;
    const traced = await log([1, 2, 3, 4, 7]);
    const traces = traced.filter((e) => e.type === 'step-trace');
    expect(memory().numTensors).toBe(tensors);
    expect(numbers(traced)).toEqual(numbers(plain));
    expect(traces.map((e) => [e.step, e.epoch])).toEqual([
      [1, 0.25],
      [2, 0.5],
      [3, 0.75],
      [4, 1],
      [7, 1.75],
    ]);
    // Four steps are reported as one, by their means.
    const report = plain.find((e) => e.type === 'step')!;
    const mean = (of: (e: (typeof traces)[0]) => number) =>
      traces.slice(0, 4).reduce((sum, e) => sum + of(e), 0) / 4;
    expect(report.step).toBe(4);
    expect(mean((e) => e.loss)).toBeCloseTo(report.loss, 6);
    expect(mean((e) => e.accuracy)).toBeCloseTo(report.accuracy, 6);
    const started = plain.find((e) => e.type === 'started')!;
    const spectra = plain.find((e) => e.type === 'spectra')!;
    expect(traces[0].layers.map((l) => l.output.length)).toEqual(
      started.nets[0].layers.map((l) => l.neurons),
    );
    // ‖L‖² is the number of entries times their mean square, which the spectra of epoch 0 tell.
    traces[0].layers.forEach((l, i) => {
      const { neurons, inputs } = started.nets[0].layers[i];
      expect(l.weights ** 2 / (neurons * inputs * spectra.layers[i].weight.entryVariance)).toBeCloseTo(1, 4);
    });
  });

  it('stops when cancelled, wherever that is, and releases what it held', async () => {
    await run({
      ...tiny,
      training: { ...tiny.training, epochs: 0 },
      redraw: { ...tiny.redraw, draws: 0, wideDraws: 0 },
    });
    const before = memory().numTensors;
    for (const cancelAfter of [1, 9, 40, 90, 130]) {
      const events = await run(tiny, { cancelAfter });
      expect(events.at(-1)!.type, `after ${cancelAfter} turns`).toBe('cancelled');
      expect(memory().numTensors).toBe(before);
    }
  });

  it('says so when the loss diverges', async () => {
    const events = await run({
      ...tiny,
      network: { architecture: 'mlp', depth: 2, batchNorm: false, activation: 'none', width: 0.25 },
      training: { ...tiny.training, learningRate: 10 },
    });
    expect(events.find((e) => e.type === 'warning')).toMatchObject({
      code: 'nan-loss',
      message: expect.stringContaining('Lower the learning rate'),
    });
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
  });

  it('never puts another data set or device in the place of the one asked for', async () => {
    expect(
      (await run({ ...tiny, data: { source: 'file', expects: 'CIFAR-10', train: 200, test: 100 } })).at(-1),
    ).toMatchObject({ type: 'failed', message: expect.stringContaining('drop CIFAR-10') });
    expect((await run({ ...tiny, device: 'webgpu' })).at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('WebGPU was asked for'),
    });
    expect((await run({ ...tiny, network: { architecture: 'cnn', skip: true } })).at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('network.skip'),
    });
  });

  it('comes to its end with skip connections, without the new classifiers, and says so first', async () => {
    const events = await run({
      ...tiny,
      data: { ...tiny.data, train: 128, test: 64 },
      network: { width: 0.25, skip: true },
      training: { ...tiny.training, epochs: 1 },
      redraw: { ...tiny.redraw, draws: 1, scales: [1], alignmentImages: 64 },
    });
    expect(events.at(-1)?.type).toBe('done');
    const { warnings, nets } = foldRun(events);
    expect(warnings).toMatchObject([
      { code: 'plan', message: expect.stringContaining('No new classifier') as string },
    ]);
    expect([...new Set(nets[0].accuracies.map((a) => a.kind))]).toEqual([
      'trained',
      'rainbow',
      'unaligned',
      'unaligned-identity',
    ]);
  });

  it('trains one net per width asked for', async () => {
    const events = await run({
      ...tiny,
      widths: [0.5, 0.25],
      training: { ...tiny.training, epochs: 1 },
      redraw: { ...tiny.redraw, scales: [1], draws: 1, retrainEpochs: 0 },
    });
    expect(foldRun(events).nets.map((n) => [n.info.label, n.epochs.length, n.gallery !== null])).toEqual([
      ['×0.5', 2, true],
      ['×0.25', 2, true],
    ]);
  });
});
