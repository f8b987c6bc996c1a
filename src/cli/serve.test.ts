import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { planExperiment } from '../experiments/plan.ts';
import { experimentSpec } from '../experiments/spec.ts';
import type { SweepPart } from '../lab/events.ts';
import { partsOf } from '../lab/parts.ts';
import { ResultStore } from '../lab/resultStore.ts';
import { runExperiment } from '../lab/runExperiment.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { shapeBefore } from '../lab/tasks.ts';
import { foldRun } from '../state/runView.ts';
import { folderBlobs } from './folderStore.ts';
import { serve, type RunServer } from './serve.ts';
import { readStatus, writeStatus } from './sweepStatus.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));
const spec = experimentSpec.parse({
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 64, test: 32 },
  network: { architecture: 'cnn', depth: 1, width: 0.25 },
  networks: 2,
  training: { epochs: 1, batchSize: 32 },
  redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
});
const parts = partsOf(planExperiment(spec), shapeBefore(spec.data, null), true);

/** The next event that a server sends. */
async function nextEvent(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  for (let text = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return 'closed';
    text += new TextDecoder().decode(value);
    const found = /event: (\w+)\n/.exec(text);
    if (found) return found[1];
  }
}

describe('the server of a sweep', () => {
  it('gives what is done so far, says when there is more, and ends', async () => {
    const blobs = folderBlobs(join(folder, 'store'));
    const store = new ResultStore(blobs);
    const train = (k: number) =>
      runExperiment(
        spec,
        {
          signal: new AbortController().signal,
          preset: null,
          store,
          turn: async () => {},
          only: (all) => [all[k]],
        },
        () => {},
      );
    const stand = (states: SweepPart['state'][], whole = false) =>
      writeStatus(blobs, {
        spec,
        preset: null,
        whole,
        parts: parts.map(({ title }, i) => ({
          title,
          state: states[i],
          why: null,
          progress:
            states[i] === 'running'
              ? { share: 0.5, label: 'Training, epoch 1 of 1', worker: 'one (1)' }
              : null,
        })),
      });
    const server = await serve({ blobs, host: '127.0.0.1', port: 0, token: null });
    const read = async () => {
      const response = await fetch(server.address);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      return (await parseRunFile(new Uint8Array(await response.arrayBuffer()))).events;
    };
    try {
      expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/run\.json$/);
      expect((await fetch(server.address)).status).toBe(503);
      const reader = (await fetch(new URL('events', server.address))).body!.getReader();
      await train(0);
      await stand(['done', 'running']);
      expect(await nextEvent(reader)).toBe('changed');
      const half = foldRun(await read());
      expect(half.nets.map((net) => net.epochs.length)).toEqual([2, 0]);
      expect([half.end, half.sweep!.parts.map((part) => part.state)]).toEqual([null, ['done', 'running']]);
      await train(1);
      await stand(['done', 'done'], true);
      expect(await nextEvent(reader)).toBe('ended');
      const whole = foldRun(await read());
      expect(whole.nets.map((net) => net.epochs.length)).toEqual([2, 2]);
      expect(whole.end).toMatchObject({ type: 'done' });
      await reader.cancel();
      expect((await fetch(server.address, { method: 'POST' })).status).toBe(405);
      expect((await fetch(new URL('../etc/passwd', server.address))).status).toBe(404);
    } finally {
      await server.close();
    }
  }, 60_000);

  it('wants its token, where it has one', async () => {
    const server: RunServer = await serve({
      blobs: folderBlobs(join(folder, 'empty')),
      host: '127.0.0.1',
      port: 0,
      token: 'se cret',
    });
    const plain = server.address.replace(/\?.*/, '');
    try {
      expect(server.address).toMatch(/\?token=se%20cret$/);
      for (const path of [plain, `${plain}?token=other`, plain.replace('run.json', 'events')])
        expect((await fetch(path)).status).toBe(401);
      expect((await fetch(plain, { headers: { Authorization: 'Bearer other' } })).status).toBe(401);
      for (const allowed of [
        fetch(server.address),
        fetch(plain, { headers: { Authorization: 'Bearer se cret' } }),
      ])
        expect((await allowed).status).toBe(503);
    } finally {
      await server.close();
    }
    await expect(
      serve({ blobs: folderBlobs(join(folder, 'empty')), host: '256.0.0.1', port: 0, token: null }),
    ).rejects.toThrow(/cannot listen there/);
  });

  it('reads no status that is not whole, or of a spec beyond the limits', async () => {
    const blobs = folderBlobs(join(folder, 'status'));
    expect(await readStatus(blobs)).toBeNull();
    await writeStatus(blobs, { spec: { ...spec, networks: 1000 }, preset: null, whole: false, parts: [] });
    expect(await readStatus(blobs)).toBeNull();
    await writeStatus(blobs, { spec, preset: null, whole: false, parts: [] });
    expect((await readStatus(blobs))!.spec).toEqual(spec);
    await blobs.write('sweep-status', (await blobs.read('sweep-status'))!.slice(0, -1));
    expect(await readStatus(blobs)).toBeNull();
  });
});
