import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { experimentSpec } from '../experiments/spec.ts';
import { planOnPaper } from '../lab/onPaper.ts';
import { paperExamples } from '../lab/paperSizes.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { ResultStore, seal, unseal } from '../lab/resultStore.ts';
import { dividedOf } from './divided.ts';
import { folderBlobs } from './folderStore.ts';
import { planResult, planText, type PlanResult } from './plan.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-cluster-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});
const tiny = experimentSpec.parse({
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 64, test: 32 },
  network: { width: 0.125 },
  networks: 3,
  training: { epochs: 1, batchSize: 32 },
  redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
  compare: { activations: true, images: 64 },
});

describe('a store', () => {
  it('says of bytes whether they are what was kept', async () => {
    const bytes = new TextEncoder().encode('abc');
    const sealed = await seal(bytes);
    // SHA-256 of "abc" (FIPS 180-2, B.1).
    expect(new TextDecoder().decode(sealed)).toBe(
      'rainbow-sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nabc',
    );
    expect(await unseal(sealed)).toEqual(bytes);
    for (const cut of [0, 10, 79, 80, sealed.length - 1])
      expect(await unseal(sealed.subarray(0, cut))).toBeNull();
    for (let at = 0; at < sealed.length; at += 7)
      expect(await unseal(sealed.map((byte, i) => (i === at ? byte ^ 4 : byte)))).toBeNull();
  });

  it.each([
    '../up',
    'a/b',
    'a\\b',
    '.',
    '',
    '/etc/passwd',
    'C:a',
    'a\0b',
    'A',
    '-rf',
    'a'.repeat(201),
    'net-..',
    '%2e%2e',
  ])('refuses the key %j', async (key) => {
    const blobs = folderBlobs(join(folder, 'keys'));
    await expect(async () => {
      await blobs.read(key);
    }).rejects.toThrow(/is no key of a store/);
    await expect(async () => {
      await blobs.write(key, new Uint8Array(1));
    }).rejects.toThrow(/is no key of a store/);
    await expect(async () => {
      await blobs.remove(key);
    }).rejects.toThrow(/is no key of a store/);
    expect(readdirSync(join(folder, 'keys'))).toEqual([]);
  });

  it('keeps the last of many writers whole, and nothing beside it', async () => {
    const blobs = folderBlobs(join(folder, 'many'));
    await Promise.all(Array.from({ length: 20 }, (_, i) => blobs.write('one', new Uint8Array(1000).fill(i))));
    const bytes = (await blobs.read('one'))!;
    expect(new Set(bytes).size).toBe(1);
    expect(readdirSync(join(folder, 'many'))).toEqual(['one']);
    await blobs.remove('one');
    await blobs.remove('one');
    expect(await blobs.read('one')).toBeNull();
  });

  it('does not take what was told of something else', async () => {
    const store = new ResultStore(folderBlobs(join(folder, 'told')));
    await store.saveTold('k', 'a', [{ type: 'done', seconds: NaN }]);
    expect(await store.told('k', 'a')).toEqual([{ type: 'done', seconds: NaN }]);
    expect(await store.told('k', 'b')).toBeNull();
  });
});

describe('a plan on paper', () => {
  it('counts what the parts are made of', async () => {
    const { macs, macsOf, networks, bytes, parts } = planOnPaper(tiny);
    expect([networks, parts.length]).toEqual([3, 5]);
    expect(Object.values(macsOf).reduce((a, b) => a + b)).toBeCloseTo(macs, 0);
    // Scat-J3 at ×1/8 (docs/paper.md e.2): L_j of 2·15, 4·10, 8·20, 16·40 weights, a classifier of 10·64; a
    // velocity each; 15 + 10 + 20 + 40 + 16 channels.
    expect(bytes.stored).toBe(3 * 8 * (30 + 40 + 160 + 640 + 640 + 15 + 10 + 20 + 40 + 16));
    const result = (await planResult(tiny, { shards: '2', threads: '1' })) as PlanResult;
    expect(result.flops).toBe(2 * macs);
    expect(result.parts.map((part) => part.shard)).toEqual([1, 2, 1, null, null]);
    expect(result.expected[0].hours).toBeCloseTo(macs / result.expected[0].macsPerSecond / 3600, 12);
    expect(planText(result)).toMatch(/merge .*Spectra of the activations \(needs 3 parts\)/);
    expect(planText({ ...result, notes: ['Not done, because.'] })).toContain('\nNot done, because.\n');
  });

  it('knows the paper’s networks', () => {
    const [j3, j10] = paperExamples();
    expect([j3.networks, j10.networks]).toEqual([450, 1]);
    // L_4 of the widest reads 5 · 256 · 32 channels.
    expect(j3.bytes.largestMatrix).toBe(8 * (5 * 256 * 32) ** 2);
    // Complex fields: 10 inputs a channel, the widest layer reads 512 channels; 1000 classes read 256 × 4 × 4
    // × 2 numbers (3 × 3 in the paper, which crops).
    expect(j10.bytes.largestMatrix).toBe(8 * (10 * 512) ** 2);
    expect(j10.bytes.stored / 8 - 1000 * 256 * 4 * 4 * 2).toBe(
      30 * 32 + 320 * 64 + 640 * 64 + 640 * 128 + 1280 * 256 + 2560 * 512 + 4 * 5120 * 512 + 5120 * 256,
    );
  });
});

describe('shards from the command line', () => {
  it.each<[string, Parameters<typeof dividedOf>[2], RegExp, string?]>([
    ['run', { shard: '1/2' }, /--shard needs --store/],
    ['merge', {}, /"merge" needs --store/],
    ['run', { store: 'x', cache: 'y' }, /--cache does not go/],
    ['run', { store: 'x', shard: '0/2' }, /is no shard/],
    ['run', { store: 'x', shard: '3/2' }, /is no shard/],
    ['run', { store: 'x', shard: '1/99999' }, /1 to 10000/],
    ['run', { store: 'x', shard: 'all' }, /is no shard|no number/],
    ['run', { store: 'x', shard: '1/2', out: 'f' }, /no whole run/],
    ['run', { store: 'x' }, /Name one with --device/, 'auto'],
  ])('%s refuses %j', (command, options, message, device) => {
    const store = options.store && join(folder, 'unused');
    expect(() =>
      dividedOf(command, { ...tiny, device: (device ?? 'simd') as 'simd' }, { ...options, store }),
    ).toThrow(message);
  });

  it('are merged into a run file; not before they are all done', async () => {
    let said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    const chosen = { spec: tiny, preset: null };
    const out = join(folder, 'merged.json');
    const store = join(folder, 'shards');
    const of = (command: string, shard?: string) => dividedOf(command, tiny, { store, shard });
    await run(chosen, { data: [], divided: of('run', '1/2') });
    await run(chosen, { data: [], out, divided: of('merge') });
    expect(said).toContain('Failed: 1 of 3 networks is not whole in the store: ×0.125 no. 2.');
    expect(existsSync(out)).toBe(false);
    await run(chosen, { data: [], divided: of('run', '2/2') });
    await run(chosen, { data: [], out, divided: of('merge') });
    const { events } = await parseRunFile(readFileSync(out));
    expect(events.at(-1)!.type).toBe('done');
    expect(events.filter((event) => event.type === 'activations')).toHaveLength(3);
  }, 60_000);
});
