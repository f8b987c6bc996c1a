import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderBlobs } from '../cli/folderStore.ts';
import { planExperiment } from '../experiments/plan.ts';
import { experimentSpec } from '../experiments/spec.ts';
import type { RunEvent } from './events.ts';
import type { ExperimentHost } from './host.ts';
import { partsOf } from './parts.ts';
import { ResultStore } from './resultStore.ts';
import { runExperiment } from './runExperiment.ts';
import { shardsOf } from './shards.ts';
import { shapeBefore } from './tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Twelve nets of two widths, compared in chains that hand something on (pooled → ranks, laws; convergence →
 * covariances).
 */
const spec = experimentSpec.parse({
  seed: 3,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 100, test: 50 },
  network: { architecture: 'cnn', depth: 2 },
  widths: [0.25, 0.5],
  networks: 6,
  training: { epochs: 1, batchSize: 50 },
  redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 64, retrainEpochs: 0 },
  compare: { activations: true, covariances: true, ranks: true, images: 64 },
});
const parts = partsOf(planExperiment(spec), shapeBefore(spec.data, null), true);
const networks = parts.filter((part) => part.kind === 'networks');

async function run(host: Partial<ExperimentHost>, asked = spec): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  await runExperiment(
    asked,
    { signal: new AbortController().signal, preset: null, turn: async () => {}, ...host },
    (event) => events.push(event),
  );
  return events;
}
const store = (checkpoints?: number) => new ResultStore(folderBlobs(folder), checkpoints);
const shard = (k: number, count: number) => run({ store: store(), only: (all) => shardsOf(all, count)[k] });

/**
 * All but clocks, and where nets came from. The band of untrained networks is simulated beside the training
 * and told when it is there.
 */
function plain(events: readonly RunEvent[]): string[] {
  const kept = events.filter(
    (event) => event.type !== 'progress' && !(event.type === 'warning' && event.code === 'resumed'),
  );
  const told = kept.map((event) =>
    JSON.stringify(
      event.type === 'started'
        ? { ...event, date: '' }
        : event.type === 'done'
          ? { ...event, seconds: 0 }
          : event,
    ),
  );
  return [
    ...told.filter((line) => !line.includes('"null-band"')),
    ...told.filter((line) => line.includes('"null-band"')).sort(),
  ];
}

let whole: RunEvent[] = [];
beforeAll(async () => {
  whole = await run({});
});

describe('a run that is divided', () => {
  it('has a part for each net, and one for each chain of comparisons, with what it needs', () => {
    expect(networks.map((part) => part.title)).toEqual(
      Array.from({ length: 12 }, (_, i) => `Net ${i + 1} of 12 (×${i < 6 ? 0.25 : 0.5})`),
    );
    expect(parts.slice(12).map((part) => [part.title, part.needs.length])).toEqual([
      ['Spectra of the activations', 12],
      ['Aligning every network with the widest; Covariances by width', 12],
      ...[0.25, 0.5].flatMap((width) => [
        [`Aligning 6 networks with each other, ×${width}; Accuracy by rank, ×${width}`, 6],
        [`Drawing from pooled covariances, ×${width}`, 6],
      ]),
    ]);
    // On a GPU a batch of several has bits of its own: there the nets that the lab trains together are one
    // part.
    expect(
      partsOf(planExperiment({ ...spec, device: 'webgpu' }), shapeBefore(spec.data, null), true)
        .map((part) => part.title)
        .slice(0, 2),
    ).toEqual(['Nets 1–6 of 12 (×0.25)', 'Nets 7–12 of 12 (×0.5)']);
  });

  it('is divided evenly, everything once', () => {
    const shards = shardsOf(parts, 5);
    expect(
      shards
        .flat()
        .map((part) => part.id)
        .sort(),
    ).toEqual(networks.map((part) => part.id).sort());
    const work = shards.map((own) =>
      own.flatMap((part) => part.tasks).reduce((sum, task) => sum + task.units, 0),
    );
    const one = Math.max(...networks.map((part) => part.tasks.reduce((sum, task) => sum + task.units, 0)));
    expect(Math.max(...work) - Math.min(...work)).toBeLessThanOrEqual(one);
  });

  it('gives, bit for bit, what one process gives; what is cut short or altered in the store is done again', async () => {
    for (const k of [2, 0]) expect((await shard(k, 3)).at(-1)).toMatchObject({ type: 'done' });
    const early = (await run({ store: store(), joins: true })).at(-1)!;
    expect(early).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(
        /^4 of 12 networks are not whole in the store: ×0\.25 no\. .*Run the shards again/,
      ) as string,
    });
    await shard(1, 3);
    const nets = readdirSync(folder).filter((name) => name.startsWith('net-'));
    expect(nets).toHaveLength(12);
    expect(readdirSync(folder).some((name) => name.startsWith('unfinished-') || name.endsWith('.part'))).toBe(
      false,
    );
    truncateSync(join(folder, nets[0]), 2000);
    const altered = readFileSync(join(folder, nets[5]));
    altered[altered.length - 5] ^= 1;
    writeFileSync(join(folder, nets[5]), altered);
    expect((await run({ store: store(), joins: true })).at(-1)).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(/^2 of 12 networks are not whole/) as string,
    });
    let trained = 0;
    for (const k of [0, 1, 2])
      trained += (await shard(k, 3)).filter(
        (event) =>
          event.type === 'progress' && event.done === event.total && event.label.endsWith('epoch 1 of 1'),
      ).length;
    expect(trained).toBe(2);
    const joined = await run({ store: store(), joins: true });
    expect(plain(joined)).toEqual(plain(whole));
    expect(joined.filter((event) => event.type === 'warning').map((event) => event.message)).toEqual([
      expect.stringMatching(
        /^12 of 12 networks were trained by earlier runs and taken from the store \(commit \S+\)$/,
      ),
    ]);
    // Everything is known now, comparisons too.
    const again = await run({ store: store(), joins: true });
    const work = again.filter((event) => event.type === 'progress').map((event) => event.label);
    expect(plain(again)).toEqual(plain(whole));
    expect([...new Set(work)]).toEqual(['Finding the fastest device', 'Preparing the images']);
  }, 120_000);

  it('does a comparison apart from the others', async () => {
    const [pooled] = parts.filter((part) => part.title.startsWith('Aligning 6'));
    const apart = await run({
      store: new ResultStore({
        ...folderBlobs(folder),
        read: (key) => (key.startsWith('told-') ? Promise.resolve(null) : folderBlobs(folder).read(key)),
      }),
      only: (all) => all.filter((part) => part.id === pooled.id),
    });
    const lines = plain(whole);
    expect(apart.map((event) => event.type)).toEqual(expect.arrayContaining(['pooled', 'truncation']));
    for (const line of plain(apart.filter((event) => !['started', 'data', 'done'].includes(event.type))))
      expect(lines).toContain(line);
  }, 60_000);

  it('goes on from the last checkpoint of a net, on the same bits', async () => {
    const one = networks[3];
    const own = experimentSpec.parse({
      ...spec,
      seed: 4,
      training: { epochs: 2, batchSize: 50 },
      redraw: { ...spec.redraw, draws: 0 },
      compare: {},
    });
    const [, , , other] = partsOf(planExperiment(own), shapeBefore(own.data, null), true);
    const controller = new AbortController();
    const only: ExperimentHost['only'] = (all) => all.filter((part) => part.id === other.id);
    expect(other.id).not.toBe(one.id);
    await run(
      {
        store: store(0),
        only,
        signal: controller.signal,
        onCheckpoint: ([saved]) => {
          if (saved.checkpoint.epoch === 1) setImmediate(() => controller.abort());
        },
        turn: () =>
          new Promise((resolve) => {
            setImmediate(resolve);
          }),
      },
      own,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('unfinished-'))).toHaveLength(1);
    const resumed = await run({ store: store(0), only }, own);
    expect(resumed.filter((event) => event.type === 'warning').map((event) => event.message)).toEqual([
      expect.stringMatching(/trained to epoch [01] on CPU/),
    ]);
    expect(readdirSync(folder).some((name) => name.startsWith('unfinished-'))).toBe(false);
    const straight = await run({}, own);
    const id = planExperiment(own).nets[3].id;
    const of = (events: RunEvent[]) =>
      events
        .filter(
          (event) =>
            'net' in event && event.net === id && ['epoch', 'accuracy', 'spectra'].includes(event.type),
        )
        .map((event) => JSON.stringify(event));
    expect(of(resumed)).toEqual(of(straight));
  }, 60_000);
});
