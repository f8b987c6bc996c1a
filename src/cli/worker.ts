import type { Job } from 'bullmq';
import { hostname } from 'node:os';
import { chooseDevice, DeviceUnavailable, wantsGpu } from '../backend/device.ts';
import { offerDawn } from '../backend/webgpu/dawn.ts';
import { partsOf } from '../lab/parts.ts';
import { planExperiment } from '../experiments/plan.ts';
import { ResultStore, StoreError, type Blobs } from '../lab/resultStore.ts';
import { runExperiment } from '../lab/runExperiment.ts';
import { shapeBefore } from '../lab/tasks.ts';
import type { RunEvent } from '../lab/events.ts';
import {
  ATTEMPTS,
  BACK_OFF,
  cancelKey,
  checkCommit,
  jobId,
  openQueue,
  otherVersion,
  QUEUE,
  readJob,
  sweepId,
  type OpenQueue,
  type PartJob,
  type PartProgress,
} from './queue.ts';
import { UsageError } from './usage.ts';

export interface WorkerOptions {
  queue: string;
  blobs: Blobs;
  threads?: number;
  /** Seconds after which a worker that is not heard of counts as dead. */ stalled: number;
}

/**
 * Takes jobs until it is told to end (SIGINT, SIGTERM), or cannot go on: its store is full, its device
 * missing, the jobs of another version. Then the job goes back to the others, and this rejects.
 */
export async function work({ queue: address, blobs, threads, stalled }: WorkerOptions): Promise<void> {
  const open = await openQueue(address);
  const { bull, redis } = open;
  const name = `${hostname()} (${process.pid})`;
  let end: (why: Error | null) => void = () => undefined;
  const ended = new Promise<Error | null>((resolve) => {
    end = resolve;
  });
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
    end(null);
  };
  try {
    await checkCommit(redis);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const process_ = async (job: Job, token?: string) => {
      try {
        await doJob(job, open, { blobs, threads, name, signal: stopping.signal });
      } catch (error) {
        const mustEnd =
          error instanceof UsageError || error instanceof StoreError || error instanceof DeviceUnavailable;
        if (!mustEnd && !stopping.signal.aborted) throw error;
        // Not the job's fault: it goes back without a try being counted.
        await job.moveToDelayed(Date.now() + 1000, token);
        if (mustEnd) end(error);
        throw new bull.DelayedError();
      }
    };
    const worker = new bull.Worker(QUEUE, process_, {
      connection: redis.duplicate({ lazyConnect: false }),
      name,
      lockDuration: 1000 * stalled,
      stalledInterval: 500 * stalled,
      maxStalledCount: 1_000_000,
      concurrency: 1,
      drainDelay: 1,
    });
    worker.on('error', (error) => {
      process.stderr.write(`Queue: ${error.message}\n`);
    });
    worker.on('completed', (job) => {
      process.stderr.write(`Done: ${job.name} ${job.id}\n`);
    });
    worker.on('failed', (job, error) => {
      process.stderr.write(`Failed: ${job?.name} ${job?.id}: ${error.message}\n`);
    });
    process.stderr.write(`Waiting for jobs of version ${__COMMIT__}.\n`);
    const why = await ended;
    await worker.close();
    if (why) throw why;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await open.close();
  }
}

interface Doing {
  blobs: Blobs;
  threads?: number;
  name: string;
  signal: AbortSignal;
}

async function doJob(job: Job, open: OpenQueue, doing: Doing): Promise<void> {
  let data: PartJob;
  try {
    data = readJob(job.data);
  } catch (error) {
    // It would be refused again.
    throw new open.bull.UnrecoverableError((error as Error).message);
  }
  if (data.commit !== __COMMIT__) throw otherVersion(data.commit);
  switch (job.name) {
    case 'compare':
      return addComparisons(data, open);
    case 'whole':
      return;
    case 'networks':
    case 'comparison':
      return doPart(job, data, open, doing);
    default:
      throw new open.bull.UnrecoverableError(`There is no kind of job "${job.name}".`);
  }
}

/** The comparisons of a sweep, once its networks are there; added twice, they are there once. */
async function addComparisons(data: PartJob, { bull, redis }: OpenQueue): Promise<void> {
  const sweep = sweepId(data.spec);
  const comparisons = partsOf(planExperiment(data.spec), shapeBefore(data.spec.data, null), true).filter(
    (part) => part.kind === 'comparison',
  );
  const flow = new bull.FlowProducer({ connection: redis });
  flow.on('error', () => undefined);
  await flow.add({
    name: 'whole',
    queueName: QUEUE,
    data: { ...data, part: null },
    opts: { jobId: jobId(sweep, 'whole'), priority: data.priority },
    children: comparisons.map((part) => ({
      name: 'comparison',
      queueName: QUEUE,
      data: { ...data, part: part.id },
      opts: { jobId: jobId(sweep, part.id), ...jobOptions(data.priority) },
    })),
  });
}

export const jobOptions = (priority: number) => ({
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: 1000 * BACK_OFF },
  priority,
});

/** Does a part, and what it needs where that is not whole in the store. */
async function doPart(
  job: Job,
  { spec, part: id }: PartJob,
  { bull, redis }: OpenQueue,
  { blobs, threads, name, signal }: Doing,
): Promise<void> {
  const cancelled = new AbortController();
  const sweep = sweepId(spec);
  let problem: unknown = null;
  let told = 0;
  const store = new ResultStore({
    ...blobs,
    write: async (key, bytes) => {
      try {
        await blobs.write(key, bytes);
      } catch (error) {
        problem = error;
        throw error;
      }
    },
  });
  if (wantsGpu(spec.device)) await offerDawn();
  await chooseDevice(spec.device, threads ?? spec.threads);
  const watch = setInterval(() => {
    redis.exists(cancelKey(sweep)).then(
      (is) => {
        if (is) cancelled.abort();
      },
      () => undefined,
    );
  }, 1000);
  const progress = (event: RunEvent) => {
    if (event.type !== 'progress' || performance.now() - told < 1000) return;
    told = performance.now();
    job
      .updateProgress({ share: event.overall, label: event.label, worker: name } satisfies PartProgress)
      .catch(() => undefined);
  };
  const events: RunEvent[] = [];
  try {
    await runExperiment(
      { ...spec, threads: threads ?? spec.threads },
      {
        signal: AbortSignal.any([signal, cancelled.signal]),
        preset: null,
        store,
        turn: () =>
          new Promise<void>((resolve) => {
            setImmediate(resolve);
          }),
        only: (parts) => {
          const own = parts.find((part) => part.id === id);
          if (!own) throw new Error(`The plan of this spec has no part ${id}.`);
          return parts.filter((part) => part === own || own.needs.includes(part.id));
        },
      },
      (event) => {
        events.push(event);
        progress(event);
      },
    );
  } finally {
    clearInterval(watch);
  }
  if (problem) throw problem;
  const last = events.at(-1)!;
  if (cancelled.signal.aborted) throw new bull.UnrecoverableError('The sweep was cancelled.');
  if (last.type === 'cancelled') throw new Error('The worker was told to end.');
  if (last.type === 'failed') {
    // The same weights would diverge again.
    if (events.some((event) => event.type === 'warning' && event.code === 'nan-loss'))
      throw new bull.UnrecoverableError(last.message);
    throw new Error(last.message);
  }
}
