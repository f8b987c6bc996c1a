import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { experimentSpec } from '../../experiments/spec.ts';
import { foldRun } from '../../state/runView.ts';
import type { RunEvent } from '../events.ts';
import { parseRunFile, writeRunFile } from '../runFile.ts';
import { runExperiment } from '../runExperiment.ts';

const tiny = {
  seed: 3,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 120, test: 60 },
  network: { architecture: 'cnn', depth: 2, width: 1 },
  networks: 2,
  training: { epochs: 2, batchSize: 40 },
  redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
  compare: { universality: 'shapes-hard', images: 100 },
};

async function run(spec: object): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  await runExperiment(
    experimentSpec.parse(spec),
    { signal: new AbortController().signal, preset: null, turn: async () => {} },
    (event) => events.push(event),
  );
  return events;
}

describe('universality', () => {
  it('trains networks of other images, labels and architecture beside those of the run, and compares what can be compared', async () => {
    await run({ ...tiny, networks: 1, training: { epochs: 0 }, compare: {} });
    const before = memory().numTensors;
    const events = await run(tiny);
    const view = foldRun(events);
    const found = view.nets[0].universality!;
    expect(view.end).toMatchObject({ type: 'done' });
    expect(memory().numTensors).toBe(before);
    expect(found.other).toContain('hard');
    expect(found.networks.map((n) => n.condition)).toEqual([
      'own',
      'own',
      'images',
      'labels',
      'architecture',
      'images',
      'labels',
      'architecture',
    ]);
    // One layer deeper; every spatial filter has nine taps.
    expect(found.networks.map((n) => n.layers.length)).toEqual([2, 2, 2, 2, 3, 2, 2, 3]);
    found.networks
      .flatMap((n) => n.layers)
      .forEach((l) => {
        expect(l.filters!.vectors).toHaveLength(9);
        expect(l.filters!.values.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      });
    expect(found.pairs.map((p) => `${p.kind} ${p.a} ${p.b}`)).toEqual([
      'seed 0 1',
      'images 0 2',
      'images 1 5',
      'labels 0 3',
      'labels 1 6',
      'noise 3 6',
      'architecture 0 4',
      'architecture 1 7',
    ]);
    for (const { kind, layers } of found.pairs) {
      expect(layers).toHaveLength(2);
      if (kind === 'architecture') expect(layers[1]).toBeNull();
      layers.forEach((l) => {
        if (l) {
          expect(l.ceiling).toBeGreaterThan(l.floor);
          expect(l.cosine).toBeLessThanOrEqual(1 + 1e-9);
          l.vectors.flat().forEach((c) => expect(c).toBeLessThanOrEqual(1 + 1e-6));
        }
      });
    }
    const progress = events.filter((e) => e.type === 'progress');
    progress.forEach((p, i) => expect(p.overall).toBeGreaterThanOrEqual(progress[i - 1]?.overall ?? 0));
    expect(progress.at(-1)!.overall).toBeCloseTo(1, 5);

    expect((await parseRunFile(writeRunFile(events))).events.some((e) => e.type === 'universality')).toBe(
      true,
    );
    const broken = events.map((e) =>
      e.type === 'universality' ? { ...e, pairs: [{ ...e.pairs[0], b: 99 }] } : e,
    );
    await expect(parseRunFile(writeRunFile(broken))).rejects.toThrow(/universality.*not there/);
  }, 60_000);
});
