import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQueue, readJob, type OpenQueue } from '../../src/cli/queue.ts';
import { redisCommand, startRedis } from '../../src/cli/redisServer.ts';
import { experimentSpec } from '../../src/experiments/spec.ts';
import type { Context } from '../bench.ts';
import { say } from '../contender.ts';
import { row } from '../rows.ts';

const NETS = 12;
/**
 * Jobs of the real queue that do nothing; of those done one at a time, for what one costs; and at once by one
 * worker, else.
 */
const JOBS = { full: 100_000, quick: 5000 };
const ONE_BY_ONE = { full: 2000, quick: 500 };
const AT_ONCE = 32;
const BATCH = 1000;

/**
 * Twelve networks by two workers against one, on jobs of one thread; and what the queue itself costs, against
 * a bare list in the same Redis.
 */
export async function sweep({ options, root, add }: Context): Promise<void> {
  if (!redisCommand) {
    say('There is no redis-server and no valkey-server here.');
    return;
  }
  const redis = await startRedis('everysec');
  try {
    const seconds = new Map<number, number>();
    for (const workers of [1, 2])
      seconds.set(workers, await timedSweep(root, redis.address, workers, options.quick));
    add(
      row(
        `sweep of ${NETS} networks, jobs of one thread`,
        's',
        { name: '2 workers', value: seconds.get(2)! },
        { name: '1 worker', value: seconds.get(1)! },
      ),
    );
    const open = await openQueue(redis.address);
    try {
      const few = options.quick ? ONE_BY_ONE.quick : ONE_BY_ONE.full;
      const many = options.quick ? JOBS.quick : JOBS.full;
      const count = many.toLocaleString('en');
      const queue = { name: 'BullMQ' };
      const list = { name: 'a bare Redis list' };
      const one = { queue: await throughQueue(open, few, 1), list: await throughList(open, few) };
      add(
        row(
          'a job that does nothing, one at a time',
          'ms',
          { ...queue, value: (1000 * one.queue.seconds) / few },
          { ...list, value: (1000 * one.list.seconds) / few },
        ),
      );
      const all = { queue: await throughQueue(open, many, AT_ONCE), list: await throughList(open, many) };
      add(
        row(
          `${count} jobs that do nothing`,
          's',
          { ...queue, value: all.queue.seconds },
          { ...list, value: all.list.seconds },
        ),
      );
      add(
        row(
          `${count} jobs that do nothing, in Redis`,
          'MB at the peak',
          { ...queue, value: all.queue.megabytes },
          { ...list, value: all.list.megabytes },
        ),
      );
      say(
        `This process, which adds and takes the ${count} jobs: ${Math.round(all.queue.own)} MB at the peak.`,
      );
    } finally {
      await open.close();
    }
  } finally {
    await redis.stop();
  }
}

/** Seconds from the first job that runs to the last that is done; the workers wait already. */
async function timedSweep(root: string, address: string, workers: number, quick: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-bench-sweep-'));
  const spec = join(folder, 'spec.json');
  const store = join(folder, 'store');
  const children: ChildProcess[] = [];
  writeFileSync(
    spec,
    JSON.stringify({
      device: 'simd',
      threads: 1,
      data: { source: 'shapes-easy', train: 500, test: 200 },
      networks: NETS,
      network: { width: 0.5 },
      training: { epochs: quick ? 2 : 8, batchSize: 50 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
    }),
  );
  const lab = (args: string[], onText: (text: string) => void): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(root, 'scripts/lab.mjs'), ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      children.push(child);
      child.stderr!.setEncoding('utf8').on('data', onText);
      child.on('close', resolve);
    });
  try {
    await lab(['help'], () => undefined);
    await Promise.all(
      Array.from(
        { length: workers },
        () =>
          new Promise<void>((resolve) => {
            void lab(['worker', '--queue', address, '--store', store, '--threads', '1'], (text) => {
              if (text.includes('Waiting for jobs')) resolve();
            });
          }),
      ),
    );
    let from = 0;
    let to = 0;
    let said = '';
    const code = await lab(['sweep', spec, '--queue', address, '--store', store], (text) => {
      said += text;
      if (!from && said.includes(': running')) from = performance.now();
      if (!to && said.includes(`${NETS} of ${NETS} done`)) to = performance.now();
    });
    if (code !== 0 || !to) throw new Error(`the sweep did not end: ${said.slice(-500)}`);
    return (to - from) / 1000;
  } finally {
    children.forEach((child) => child.kill());
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Cost {
  seconds: number;
  /** Of Redis; of this process. */ megabytes: number;
  own: number;
}

const usedMegabytes = async ({ redis }: OpenQueue): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]) / 1e6;

/** What a job of a sweep holds. */
const DATA = {
  commit: 'bench',
  spec: experimentSpec.parse({ device: 'simd' }),
  part: '0123456789ab',
  priority: 1000,
};

/**
 * Adds the jobs, then has a worker take them, each checked as a worker of the lab does; until the last is
 * done.
 */
async function throughQueue(open: OpenQueue, jobs: number, concurrency: number): Promise<Cost> {
  const { bull, redis } = open;
  const queue = new bull.Queue('bench', { connection: redis });
  const started = performance.now();
  let megabytes = 0;
  let own = 0;
  for (let at = 0; at < jobs; at += BATCH)
    await queue.addBulk(
      Array.from({ length: Math.min(BATCH, jobs - at) }, (_, i) => ({
        name: 'networks',
        data: DATA,
        opts: { jobId: `job-${at + i}`, attempts: 4 },
      })),
    );
  megabytes = await usedMegabytes(open);
  await new Promise<void>((resolve, reject) => {
    let done = 0;
    const worker = new bull.Worker(
      'bench',
      async (job) => {
        readJob(job.data);
      },
      { connection: redis.duplicate({ lazyConnect: false }), concurrency },
    );
    worker
      .on('error', reject)
      .on('failed', (_, error) => reject(error))
      .on('completed', () => {
        done++;
        if (done % 1000 === 0) own = Math.max(own, process.memoryUsage().rss / 1e6);
        if (done === jobs) void worker.close().then(resolve, reject);
      });
  });
  const seconds = (performance.now() - started) / 1000;
  megabytes = Math.max(megabytes, await usedMegabytes(open));
  await queue.obliterate({ force: true });
  await queue.close();
  return { seconds, megabytes, own };
}

/** The least that Redis does: the same bytes pushed, and popped one at a time. */
async function throughList(open: OpenQueue, jobs: number): Promise<Cost> {
  const { redis } = open;
  const text = JSON.stringify(DATA);
  const started = performance.now();
  for (let at = 0; at < jobs; at += BATCH)
    await redis.lpush('bench:list', ...Array.from({ length: Math.min(BATCH, jobs - at) }, () => text));
  const megabytes = await usedMegabytes(open);
  for (let i = 0; i < jobs; i++) readJob(JSON.parse((await redis.rpop('bench:list'))!));
  return { seconds: (performance.now() - started) / 1000, megabytes, own: process.memoryUsage().rss / 1e6 };
}
