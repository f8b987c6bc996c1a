import { memory } from '@tensorflow/tfjs-core';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderCache } from '../cli/folderCache.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { fitSlope } from '../spectra/fits.ts';
import { foldRun } from '../state/runView.ts';
import type { RunEvent } from './events.ts';
import { packNet, unpackNet, type NetCache } from './netCache.ts';
import { parseRunFile, writeRunFile } from './runFile.ts';
import { runExperiment } from './runExperiment.ts';

const tiny = {
  seed: 3,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 200, test: 100 },
  widths: [0.25, 0.5],
  networks: 5,
  training: { epochs: 2, batchSize: 50 },
  redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 100, retrainEpochs: 0 },
  compare: { activations: true, covariances: true, ranks: true, laws: true, images: 150 },
};

async function run(
  spec: object,
  { cache, cancelAfter }: { cache?: NetCache; cancelAfter?: number } = {},
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  let turns = 0;
  await runExperiment(
    experimentSpec.parse(spec),
    {
      signal: controller.signal,
      preset: null,
      cache,
      turn: async () => {
        if (++turns === cancelAfter) controller.abort();
      },
    },
    (event) => events.push(event),
  );
  return events;
}

// A first run starts the device: what it keeps for good is then no leak of a later one.
beforeAll(async () => {
  await run({
    ...tiny,
    widths: [],
    networks: 1,
    training: { epochs: 0 },
    compare: {},
    redraw: { ...tiny.redraw, draws: 0 },
  });
});

const told = (events: RunEvent[]) =>
  events.filter((e) => !['progress', 'done', 'started', 'warning', 'null-band', 'step'].includes(e.type));

describe('a run of several networks', () => {
  it('trains all, compares them, says the same twice, and takes what it can from the cache', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rainbow-'));
    const cache = folderCache(folder);
    try {
      const first = await run(tiny, { cache });
      const view = foldRun(first);
      expect(view.end).toMatchObject({ type: 'done' });
      expect(view.nets.map((net) => [net.info.width, net.info.member])).toEqual(
        [0.25, 0.5].flatMap((width) => [0, 1, 2, 3, 4].map((member) => [width, member])),
      );
      expect(new Set(view.nets.map((net) => net.epochs.at(-1)!.testLoss)).size).toBe(10);
      const [thin, wide] = [view.nets[0], view.nets[5]];
      for (const net of view.nets) {
        expect(net.activations!.layers.map((l) => l.eigenvalues.length)).toEqual(
          net.info.layers.map((l) => l.inputs),
        );
        expect(net.convergence.map((c) => c.kind)).toEqual(
          net === wide ? [] : net === thin ? ['trained', 'shuffled', 'untrained'] : ['trained'],
        );
        expect(net.nullBand).not.toBeNull();
      }
      thin.convergence
        .flatMap((c) => c.layers)
        .forEach((l, i) => (i % 4 ? expect(l!.test).toBeGreaterThan(0) : expect(l).toBeNull()));
      expect(wide.widthCovariance!.layers.every((l) => l!.distance === null)).toBe(true);
      thin.widthCovariance!.layers.forEach((l, i) => {
        expect(l!.distance).toBeGreaterThan(0);
        expect(l!.eigenvalues).toHaveLength(thin.info.layers[i].inputs);
      });
      for (const net of [thin, wide]) {
        net.pooled!.layers.forEach((layer, i) => {
          const { neurons, inputs } = net.info.layers[i];
          expect(layer.spectra.map((s) => [s.networks, s.eigenvalues.length])).toEqual([
            [1, Math.min(neurons, inputs)],
            [5, Math.min(5 * neurons, inputs)],
          ]);
          // Untrained weights have variance 1/(3d'), so the mean of all d' eigenvalues × d' is 1/3.
          expect((3 * layer.initial.reduce((a, b) => a + b)) / inputs).toBeCloseTo(1, 0);
          expect(net.marginals!.layers[i].neurons).toBe(5 * neurons);
          expect(net.whitening!.layers[i]!.outside.raw).toHaveLength(5);
        });
        expect(net.truncations.map((t) => `${t.layer} ${t.basis} ${t.networks}`)).toEqual(
          [0, 1, 2, 3].flatMap((l) => [
            `${l} weights 1`,
            `${l} weights 5`,
            `${l} kpca 5`,
            `${l} agop 1`,
            `${l} random 1`,
          ]),
        );
        net.truncations.forEach((t) => {
          expect(t.explained.at(-1)).toBeGreaterThan(0.15);
          if (t.basis === 'kpca' || t.basis === 'random') {
            expect(t.explained.at(-1)).toBeCloseTo(1, 6);
            expect(t.accuracy.at(-1)).toBeCloseTo(net.epochs.at(-1)!.testAccuracy, 1);
          }
        });
        expect(net.accuracies.map((a) => a.kind)).toContain('rainbow-pooled');
      }
      // Three networks of each width are read, whitened by the four others where these have more neurons than
      // the layer has inputs.
      expect(view.nets.map((net) => net.laws !== null)).toEqual(
        [0, 1].flatMap(() => [true, true, true, false, false]),
      );
      wide.laws!.layers.forEach((layer, i) => {
        const { neurons, inputs } = wide.info.layers[i];
        expect(layer.raw.spiked.ratio).toBe(inputs / neurons);
        expect(layer.bulk.vectors).toHaveLength(Math.min(neurons, inputs));
        expect(layer.whitened?.eigenvalues.length).toBe(
          4 * neurons > inputs ? Math.min(neurons, inputs) : undefined,
        );
        // Untrained: entries of singular vectors of noise; one in a hundred is farther from normal than this.
        expect(
          layer.untrained.vectors.filter((d) => d > 1.628 / Math.sqrt(inputs)).length,
        ).toBeLessThanOrEqual(1 + Math.ceil(0.05 * layer.untrained.vectors.length));
      });
      const progress = first.filter((e) => e.type === 'progress');
      progress.forEach((p, i) => expect(p.overall).toBeGreaterThanOrEqual(progress[i - 1]?.overall ?? 0));
      expect(progress.at(-1)!.overall).toBeCloseTo(1, 5);
      const read = (await parseRunFile(writeRunFile(first))).events;
      expect(read.map((e) => e.type)).toEqual(first.filter((e) => e.type !== 'progress').map((e) => e.type));

      const files = readdirSync(folder);
      const tensors = memory().numTensors;
      expect(files).toHaveLength(10);
      truncateSync(join(folder, files[0]), 500);
      const second = await run(tiny, { cache });
      expect(foldRun(second).warnings).toMatchObject([
        {
          code: 'resumed',
          message: expect.stringMatching(
            /^9 of 10 networks were trained by earlier runs and taken from the cache of the machine \(commit \S+\)$/,
          ) as string,
        },
      ]);
      const again = second.filter((e) => e.type === 'progress');
      again.forEach((p, i) => expect(p.overall).toBeGreaterThanOrEqual(again[i - 1]?.overall ?? 0));
      expect(again.at(-1)!.overall).toBeCloseTo(1, 5);
      const sorted = (events: RunEvent[]) =>
        told(events)
          .map((e) => JSON.stringify(e))
          .sort();
      expect(sorted(second)).toEqual(sorted(first));
      expect(memory().numTensors).toBe(tensors);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it('gives a net the very numbers that it has alone, on the CPU', async () => {
    const plain = { ...tiny, widths: [], compare: {}, redraw: { ...tiny.redraw, draws: 0 } };
    const together = foldRun(await run({ ...plain, networks: 3 })).nets;
    const [alone] = foldRun(await run({ ...plain, networks: 1 })).nets;
    expect(together[0].info.id).toBe(alone.info.id);
    expect({ ...together[0], info: null }).toEqual({ ...alone, info: null });
  });

  it('follows one net through training, and holds its kernel and its covariances against the theorems', async () => {
    const spec = {
      ...tiny,
      widths: [],
      networks: 1,
      network: { architecture: 'cnn', depth: 2, batchNorm: false, width: 0.5 },
      training: { epochs: 3, batchSize: 20 },
      redraw: { ...tiny.redraw, draws: 0 },
      compare: { dynamics: true, kernel: true, images: 150 },
    };
    const before = memory().numTensors;
    const events = await run(spec);
    const [net] = foldRun(events).nets;
    expect(memory().numTensors).toBe(before);
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    const { epochs, layers, rebuilt } = net.dynamics!;
    expect(epochs).toEqual([0, 1, 2, 3]);
    expect(rebuilt.trained).toBeCloseTo(net.epochs.at(-1)!.testAccuracy, 10);
    layers.forEach((l, i) => {
      const { neurons, inputs } = net.info.layers[i];
      const rank = Math.min(neurons, inputs);
      expect(l.amplification.map((a) => a.length)).toEqual([rank, rank, rank, rank]);
      l.amplification[0].forEach((a) => expect(a).toBeCloseTo(1, 12));
      l.cosine[0].forEach((c) => expect(c).toBeCloseTo(1, 12));
      expect(l.similarity[3]).toBeCloseTo(1, 8);
      // The spectrum at the last snapshot is the one of the last epoch, × d'.
      net.spectra
        .at(-1)!
        .layers[i].weight.eigenvalues.forEach((v, r) => expect(l.spectra[3][r] / inputs).toBeCloseTo(v, 8));
    });
    net.kernels!.layers.forEach((l) => {
      expect(l!.exact).toBe('closed-form');
      expect(l!.error[0]).toBeGreaterThan(10 * l!.error[6]);
    });
    const { accuracy, layers: mirror, agreement } = net.symmetry!;
    expect(accuracy).toBeCloseTo(rebuilt.trained, 10);
    // What enters the first layer is the image itself: a mirror of it is exact.
    expect(mirror[0].unexplained).toBeLessThan(1e-6);
    expect(agreement).toBeGreaterThan(0);
    expect(
      (await parseRunFile(writeRunFile(events))).events.filter((e) => e.type === 'dynamics'),
    ).toHaveLength(1);
  }, 60_000);

  it('holds a scattering network’s kernel against one of many neurons: it falls as 1/n', async () => {
    const before = memory().numTensors;
    const [net] = foldRun(
      await run({
        ...tiny,
        widths: [],
        networks: 1,
        network: { width: 0.25 },
        training: { epochs: 1, batchSize: 50 },
        redraw: { ...tiny.redraw, draws: 0 },
        compare: { kernel: true, images: 100 },
      }),
    ).nets;
    expect(memory().numTensors).toBe(before);
    const layers = net.kernels!.layers;
    expect(layers.map((l) => l?.exact ?? null)).toEqual(['monte-carlo', 'monte-carlo', 'monte-carlo', null]);
    layers
      .slice(0, 3)
      .forEach((l) => expect(Math.abs(fitSlope(l!.widths, l!.error)!.slope + 1)).toBeLessThan(0.3));
  }, 60_000);

  it('stops where it is cancelled, in a comparison too, and holds nothing', async () => {
    const small = { ...tiny, widths: [0.25], networks: 5, training: { epochs: 0 } };
    const total = { turns: 0 };
    await runExperiment(
      experimentSpec.parse(small),
      {
        signal: new AbortController().signal,
        preset: null,
        turn: async () => {
          total.turns++;
        },
      },
      () => {},
    );
    const before = memory().numTensors;
    for (const share of [0.2, 0.45, 0.6, 0.75, 0.95]) {
      expect((await run(small, { cancelAfter: Math.floor(share * total.turns) })).at(-1)!.type).toBe(
        'cancelled',
      );
      expect(memory().numTensors, `cancelled at ${share}`).toBe(before);
    }
  }, 60_000);
});

describe('a net as bytes', () => {
  it('comes back bit for bit, and not at all when something is missing', async () => {
    const saved: Parameters<typeof packNet>[0][] = [];
    await runExperiment(
      experimentSpec.parse({
        ...tiny,
        widths: [],
        networks: 1,
        compare: { dynamics: true },
        redraw: { ...tiny.redraw, draws: 0 },
        training: { epochs: 3, batchSize: 50 },
      }),
      {
        signal: new AbortController().signal,
        preset: null,
        onCheckpoint: ([s]) => saved.push(structuredClone(s)),
        turn: async () => {},
      },
      () => {},
    );
    const last = saved.at(-1)!;
    expect(last.snapshots.map((s) => s.epoch)).toEqual([1, 2]);
    const bytes = packNet(last);
    expect(unpackNet(bytes)).toEqual(last);
    for (const length of [0, 3, 100, bytes.length - 4]) expect(unpackNet(bytes.slice(0, length))).toBeNull();
    expect(unpackNet(new Uint8Array([...new TextEncoder().encode('not a net at all')]))).toBeNull();
  });
});
