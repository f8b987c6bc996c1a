import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { parseSpec } from '../experiments/errors.ts';
import { hashOf } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { UsageError } from './usage.ts';

/**
 * A sweep on BullMQ: one job a part of the plan. The networks are children of a job "compare", which waits
 * for them all and then adds the comparisons as children of a job "whole". A job names its part and carries
 * the spec, nothing else: results go through the store.
 */
export const QUEUE = 'rainbow';
export const COMMIT_KEY = 'rainbow:commit';
export const cancelKey = (sweep: string): string => `rainbow:cancelled:${sweep}`;
/** Times that a part is tried, and seconds before the second, doubled each time. */
export const ATTEMPTS = 4;
export const BACK_OFF = 5;

export type JobName = 'networks' | 'compare' | 'comparison' | 'whole';
/** What a job holds, as it was checked. */
export interface PartJob {
  commit: string;
  spec: ExperimentSpec;
  /** Name of the part, for jobs "networks" and "comparison"; else null. */ part: string | null;
  priority: number;
}
/** How far a part is. */
export interface PartProgress {
  share: number;
  label: string;
  worker: string;
}

const jobData = z.strictObject({
  commit: z.string().max(64),
  spec: z.unknown(),
  part: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .nullable(),
  priority: z.int().min(0).max(2_000_000),
});

/**
 * Takes nothing from a queue that is not a job of ours, whose spec is under the limits of the page's
 * controls. Throws Error naming what is wrong.
 */
export function readJob(data: unknown): PartJob {
  const found = jobData.safeParse(data);
  if (!found.success)
    throw new Error(
      `This is no job of a sweep: ${found.error.issues[0].path.join('.') || 'it'}: ${found.error.issues[0].message}`,
    );
  const parsed = parseSpec(found.data.spec);
  if (!parsed.ok) throw new Error(`The spec of this job is refused. ${parsed.message}`);
  checkSweepable(parsed.spec);
  return { ...found.data, spec: parsed.spec };
}

/** Throws UsageError for a spec that other machines could not run, or not alike. */
export function checkSweepable(spec: ExperimentSpec): void {
  if (spec.device === 'auto')
    throw new UsageError(
      'A sweep does not mix results of different devices. Name one with --device: simd for the CPU, webgpu for the GPU.',
    );
  if (spec.data.source === 'file' || spec.network.architecture === 'model')
    throw new UsageError(
      'A sweep sends specs to other machines, no files: images and models of yours are not there. Use shards (--shard K/N), or images from an address.',
    );
}

/** Names a sweep: the same spec in the same version is the same sweep. */
export const sweepId = (spec: ExperimentSpec): string => hashOf({ ...spec, threads: 0, commit: __COMMIT__ });
export const jobId = (sweep: string, part: string): string => `${sweep}-${part}`;

export interface OpenQueue {
  bull: typeof import('bullmq');
  redis: Redis;
  queue: Queue;
  close(): Promise<void>;
}

/** Connects; BullMQ is loaded only here. Throws UsageError where nobody answers at the address. */
export async function openQueue(address: string): Promise<OpenQueue> {
  if (!/^rediss?:\/\/[^\s]+$/.test(address) || !URL.canParse(address))
    throw new UsageError(`--queue: "${address}" is no address of a queue. Write redis://HOST:6379.`);
  const [bull, { default: Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
  const redis = new Redis(address, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(2000, 100 * times),
  });
  const shown = new URL(address).host;
  let answered = false;
  let why = '';
  redis.on('error', (error: Error) => {
    if (!answered) why = error.message || 'nobody answers';
  });
  const patience = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new UsageError(`--queue: there is no Redis at ${shown} (${why}).`)),
      5000,
    ).unref();
  });
  try {
    await Promise.race([
      redis.connect().catch(
        () =>
          new Promise<void>((resolve) => {
            redis.once('ready', () => resolve());
          }),
      ),
      patience,
    ]);
    answered = true;
    await Promise.race([redis.ping(), patience]);
  } catch (error) {
    redis.disconnect();
    throw error instanceof UsageError
      ? error
      : new UsageError(`--queue: the Redis at ${shown} refuses: ${(error as Error).message}.`);
  }
  const queue = new bull.Queue(QUEUE, { connection: redis });
  // A server that restarts is waited for; ioredis connects again by itself.
  queue.on('error', () => undefined);
  return {
    bull,
    redis,
    queue,
    close: async () => {
      await queue.close().catch(() => undefined);
      redis.disconnect();
    },
  };
}

/** Throws UsageError where the jobs in the queue are of another version. */
export async function checkCommit(redis: Redis): Promise<void> {
  const theirs = await redis.get(COMMIT_KEY);
  if (theirs !== null && theirs !== __COMMIT__) throw otherVersion(theirs);
}

export const otherVersion = (theirs: string): UsageError =>
  new UsageError(
    `The jobs in this queue are of version ${theirs.slice(0, 64)}, this is ${__COMMIT__}: its results could differ. Start workers of the same version, or wait until the queue is empty.`,
  );

export type PartState = 'waiting' | 'running' | 'done' | 'failed' | 'absent';

/** Where a job is; what failed says why. */
export async function stateOf(job: Job | undefined): Promise<PartState> {
  switch (await job?.getState()) {
    case 'completed':
      return 'done';
    case 'failed':
      return 'failed';
    case 'active':
      return 'running';
    case undefined:
    case 'unknown':
      return 'absent';
    default:
      return 'waiting';
  }
}
