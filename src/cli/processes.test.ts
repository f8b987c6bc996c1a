import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentSpec } from '../experiments/spec.ts';
import type { RunEvent } from '../lab/events.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { rng } from '../random/rng.ts';
import { buildLab, startLab, type LabProcess } from './labProcess.ts';
import { checkSweepable, COMMIT_KEY, openQueue, readJob, sweepId } from './queue.ts';
import { redisCommand, startRedis, type RedisServer } from './redisServer.ts';

const long = Boolean(process.env.RAINBOW_LONG);
const spec = {
  seed: 5,
  device: 'simd',
  threads: 1,
  data: { source: 'shapes-easy', train: 100, test: 50 },
  networks: 12,
  network: { width: 0.125 },
  training: { epochs: long ? 12 : 1, batchSize: 50 },
  redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 64, retrainEpochs: 0 },
  compare: { activations: true, covariances: long, ranks: long, images: 64 },
};

const folder = mkdtempSync(join(tmpdir(), 'rainbow-sweep-'));
// At once, not by each of several processes.
beforeAll(async () => {
  expect(await buildLab()).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a job', () => {
  const job = { commit: 'abc', spec, part: '0123456789ab', priority: 5 };
  it('is a spec under the limits of the schema, and the name of a part', () => {
    expect(readJob(job).spec).toEqual(experimentSpec.parse(spec));
  });
  it.each<[string, unknown, RegExp]>([
    ['with code', { ...job, code: 'process.exit()' }, /no job of a sweep/],
    ['with no commit', { ...job, commit: undefined }, /commit/],
    ['whose part is a path', { ...job, part: '../../etc/x' }, /part/],
    [
      'beyond a limit',
      { ...job, spec: { ...spec, networks: 1e6 } },
      /^The spec of this job is refused\. networks: 1000000 is too large\. Use a value of at most 50\./,
    ],
    ['with a setting there is not', { ...job, spec: { ...spec, run: 'x' } }, /run: there is no such setting/],
    ['on files', { ...job, spec: { ...spec, data: { source: 'file' } } }, /no files/],
    ['on any device', { ...job, spec: { ...spec, device: 'auto' } }, /Name one with --device/],
    ['that is none', 'x', /no job of a sweep/],
    ['of null', null, /no job of a sweep/],
  ])('%s is refused', (_, data, message) => {
    expect(() => readJob(data)).toThrow(message);
  });
  it('belongs to a sweep that threads do not change', () => {
    const one = experimentSpec.parse(spec);
    expect(sweepId({ ...one, threads: 7 })).toBe(sweepId(one));
    expect(sweepId({ ...one, seed: 8 })).not.toBe(sweepId(one));
    expect(() => checkSweepable(one)).not.toThrow();
  });
});

it('a queue that is not there is told', async () => {
  await expect(openQueue('http://127.0.0.1:1')).rejects.toThrow(/no address of a queue/);
  await expect(openQueue('redis://127.0.0.1:1')).rejects.toThrow(
    /there is no Redis at 127\.0\.0\.1:1 \(.*ECONNREFUSED/,
  );
}, 20_000);

describe('shards as processes', () => {
  it('a full disk ends a shard with its name; what was stored is whole, and the shard goes on from there', async () => {
    const file = join(folder, 'shards.json');
    const store = join(folder, 'shards');
    const args = ['run', file, '--shard', '1/1', '--store', store];
    // ×1/8 takes some 10 KB of weights, ×1 half a megabyte.
    writeFileSync(
      file,
      JSON.stringify({
        device: 'simd',
        threads: 1,
        data: { source: 'shapes-easy', train: 64, test: 32 },
        widths: [0.125, 1],
        training: { epochs: 1, batchSize: 32 },
        redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
      }),
    );
    const full = await startLab(args, { fileLimit: 200 }).ended;
    expect(full.stderr).toMatch(
      /Failed: There is no room left in the store .*shards \((EFBIG|ENOSPC)\)\. Free some\. What was stored before is whole; run the same command again and it goes on from there\./,
    );
    expect(full).toMatchObject({ code: 1, stdout: '' });
    expect(readdirSync(store).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(readdirSync(store).filter((name) => name.startsWith('net-'))).toHaveLength(1);
    // As the array job does it.
    const again = spawnSync('bash', ['docs/cluster/slurm.sh'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        LAB: 'node scripts/lab.mjs',
        SPEC: file,
        STORE: store,
        SLURM_ARRAY_TASK_ID: '1',
        SLURM_ARRAY_TASK_MAX: '1',
        SLURM_CPUS_PER_TASK: '1',
      },
    });
    expect(again.stdout, again.stderr).toMatch(/^Shard 1 of 1: .*Net 2 of 2 \(×1\).*: in the store\.\n$/);
    expect(again.stderr).toContain('1 of 2 networks were trained by earlier runs and taken from the store');
  }, 120_000);
});

describe.skipIf(!redisCommand)(
  'sweeps through a real Redis (skipped where there is no redis-server or valkey-server)',
  () => {
    const specFile = join(folder, 'spec.json');
    const store = join(folder, 'store');
    let redis: RedisServer;
    const processes: LabProcess[] = [];
    const lab = (args: string[], options: { fileLimit?: number } = {}): LabProcess => {
      const started = startLab(args, options);
      processes.push(started);
      return started;
    };
    const worker = (options: { fileLimit?: number } = {}): LabProcess =>
      lab(['worker', '--queue', redis.address, '--store', store, '--stalled', '2'], options);
    const sweep = (...more: string[]): LabProcess =>
      lab(['sweep', specFile, '--queue', redis.address, '--store', store, ...more]);
    const until = async (what: () => boolean | Promise<boolean>) => {
      while (!(await what())) await wait(50);
    };
    const stored = (kind: string) => {
      try {
        return readdirSync(store).filter((name) => name.startsWith(kind) && !name.endsWith('.part'));
      } catch {
        return [];
      }
    };

    beforeAll(async () => {
      writeFileSync(specFile, JSON.stringify(spec));
      redis = await startRedis();
    });
    afterAll(async () => {
      processes.forEach(({ process }) => process.kill('SIGKILL'));
      await Promise.all(processes.map(({ ended }) => ended));
      await redis.stop();
    });

    it(
      `give, bit for bit, the run of one process: ${long ? 20 : 2} workers killed, Redis restarted, a disk full, a result cut short`,
      async () => {
        const random = rng(long ? 2 : 1);
        const kills = long ? 20 : 2;
        const single = join(folder, 'single.json');
        const out = join(folder, 'swept.json');
        const alone = await lab(['run', specFile, '--out', single]).ended;
        expect(alone.code, alone.stderr).toBe(0);
        const full = worker({ fileLimit: 1 });
        const whole = sweep('--out', out);
        const workers: LabProcess[] = [];
        let over = false;
        let killed = 0;
        void whole.ended.then(() => {
          over = true;
        });
        const ended = await full.ended;
        expect(ended.stderr).toMatch(
          /There is no room left in the store .* Free some\. What was stored before is whole/,
        );
        expect(ended.code).toBe(1);
        workers.push(worker(), worker());
        await until(() => over || stored('net-').length > 1);
        truncateSync(join(store, stored('net-')[0]), 1000);
        for (let i = 0; i < kills && !over; i++) {
          // When it has something to lose: a worker that has begun a job is killed in it.
          await until(() => over || workers.some(({ stderr }) => stderr().includes('Waiting for jobs')));
          await wait(100 + 900 * random.uniform());
          const at = random.below(2);
          workers[at].process.kill('SIGKILL');
          await workers[at].ended;
          killed++;
          workers[at] = worker();
          if (i === 1) await redis.restart();
        }
        const { code, stderr } = await whole.ended;
        expect(code, stderr).toBe(0);
        // A sweep that is over sooner has nothing left to lose.
        expect(killed).toBeGreaterThanOrEqual(long ? 20 : 1);
        expect(plain(await events(out))).toEqual(plain(await events(single)));
        // Idle workers end when they are told, and nothing is left in the queue.
        workers.forEach(({ process }) => process.kill('SIGTERM'));
        for (const { ended } of workers) expect(await ended).toMatchObject({ code: 0 });
        const open = await openQueue(redis.address);
        expect(Object.values(await open.queue.getJobCounts()).reduce((a, b) => a + b)).toBe(0);
        await open.close();
      },
      long ? 900_000 : 240_000,
    );

    it('refuse workers and sweeps of another version, fail what can not be done, and can be cancelled', async () => {
      const open = await openQueue(redis.address);
      try {
        await open.redis.set(COMMIT_KEY, 'another');
        const refused = await worker().ended;
        expect(refused.stderr).toMatch(
          /The jobs in this queue are of version another, this is .*Start workers of the same version/,
        );
        expect(refused.code).toBe(2);
        const foreign = await open.queue.add('networks', { code: 'process.exit()' });
        const busy = await sweep().ended;
        expect([busy.code, busy.stderr]).toEqual([
          2,
          expect.stringContaining('of version another') as string,
        ]);
        await open.redis.del(COMMIT_KEY);
        const able = worker();
        await until(() => foreign.isFailed());
        expect((await open.queue.getJob(foreign.id!))!.failedReason).toMatch(/^This is no job of a sweep/);
        able.process.kill('SIGTERM');
        await able.ended;
        await foreign.remove();
        const going = lab(['sweep', specFile, '--seed', '9', '--queue', redis.address, '--store', store]);
        await until(
          async () => (await open.queue.getJobCounts('waiting-children'))['waiting-children'] === 1,
        );
        const cancelled = await lab(['sweep', specFile, '--seed', '9', '--queue', redis.address, '--cancel'])
          .ended;
        expect(cancelled.stdout).toMatch(/^13 jobs were taken out of the queue/);
        expect(Object.values(await open.queue.getJobCounts()).reduce((a, b) => a + b)).toBe(0);
        const left = await going.ended;
        expect(left.stderr).toContain('The sweep was cancelled');
        expect(left.code).toBe(1);
      } finally {
        await open.close();
      }
    }, 120_000);
  },
);

const events = async (path: string): Promise<RunEvent[]> => (await parseRunFile(readFileSync(path))).events;

/** All but clocks, and where nets came from; bands of untrained networks are told when they are there. */
function plain(all: readonly RunEvent[]): string[] {
  const told = all
    .filter((event) => event.type !== 'warning' || event.code !== 'resumed')
    .map((event) =>
      JSON.stringify({
        ...event,
        ...('date' in event && { date: '' }),
        ...(event.type === 'done' && { seconds: 0 }),
      }),
    );
  return [
    ...told.filter((line) => !line.includes('"null-band"')),
    ...told.filter((line) => line.includes('"null-band"')).sort(),
  ];
}
