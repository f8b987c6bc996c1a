import { planExperiment } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { SweepPart } from '../lab/events.ts';
import { partsOf, type Part } from '../lab/parts.ts';
import { shapeBefore } from '../lab/tasks.ts';
import {
  checkCommit,
  checkSweepable,
  cancelKey,
  COMMIT_KEY,
  jobId,
  openQueue,
  QUEUE,
  stateOf,
  sweepId,
  type OpenQueue,
  type PartJob,
  type PartProgress,
  type PartState,
} from './queue.ts';
import { StoreError } from '../lab/resultStore.ts';
import { jobOptions } from './worker.ts';

/** How a part of a sweep stands, and why it failed. */
export interface PartStatus extends SweepPart {
  tries: number;
}

const LOOK = 500;

/**
 * Puts a sweep into the queue, or finds it there, and watches until all its parts are done: their results are
 * then in the store. Resolves to what failed; what had failed before is tried again. `look` is told how it
 * stands. Leaving (`signal`) leaves the sweep to the workers.
 */
export async function sweep(
  spec: ExperimentSpec,
  {
    queue: address,
    priority,
    signal,
    look,
  }: { queue: string; priority: number; signal: AbortSignal; look(parts: PartStatus[]): void },
): Promise<PartStatus[]> {
  checkSweepable(spec);
  const parts = partsOf(planExperiment(spec), shapeBefore(spec.data, null), true);
  const id = sweepId(spec);
  const open = await openQueue(address);
  try {
    await start(open, id, spec, parts, priority);
    for (;;) {
      const { whole, all } = await statusOf(open, id, parts);
      look(all);
      if (whole === 'done') return [];
      if (await open.redis.exists(cancelKey(id)))
        throw new StoreError('The sweep was cancelled. What is in the store stays.');
      const failed = all.filter((part) => part.state === 'failed');
      if (failed.length && !all.some((part) => part.state === 'running' || part.state === 'waiting'))
        return failed;
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', leave);
          resolve();
        }, LOOK);
        signal.addEventListener('abort', leave, { once: true });
        if (signal.aborted) leave();
      });
    }
  } finally {
    await open.close();
  }
}

async function start(
  { bull, redis, queue }: OpenQueue,
  id: string,
  spec: ExperimentSpec,
  parts: readonly Part[],
  priority: number,
): Promise<void> {
  // A queue that another version uses is refused only while it still has jobs.
  const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized', 'waiting-children');
  if (Object.values(counts).some((count) => count > 0)) await checkCommit(redis);
  await redis.set(COMMIT_KEY, __COMMIT__);
  await redis.del(cancelKey(id));
  const own = [...parts.map((part) => part.id), 'compare', 'whole'].map((name) => jobId(id, name));
  const there = (await Promise.all(own.map((name) => queue.getJob(name)))).filter((job) => job !== undefined);
  if (there.some((job) => job.name === 'compare')) {
    for (const job of there) if (await job.isFailed()) await job.retry().catch(() => undefined);
    return;
  }
  // Left by a sweep that was cancelled.
  for (const job of there) await job.remove().catch(() => undefined);
  const data: PartJob = { commit: __COMMIT__, spec, part: null, priority };
  const flow = new bull.FlowProducer({ connection: redis });
  flow.on('error', () => undefined);
  await flow.add({
    name: 'compare',
    queueName: QUEUE,
    data,
    opts: { jobId: jobId(id, 'compare'), ...jobOptions(priority) },
    children: parts
      .filter((part) => part.kind === 'networks')
      .map((part) => ({
        name: 'networks',
        queueName: QUEUE,
        data: { ...data, part: part.id },
        opts: { jobId: jobId(id, part.id), ...jobOptions(priority) },
      })),
  });
}

async function statusOf(
  { queue }: OpenQueue,
  id: string,
  parts: readonly Part[],
): Promise<{ whole: PartState; all: PartStatus[] }> {
  const all = await Promise.all(
    parts.map(async (part): Promise<PartStatus> => {
      const job = await queue.getJob(jobId(id, part.id));
      const state = await stateOf(job);
      // Comparisons are added when the networks are there.
      return {
        title: part.title,
        state: state === 'absent' ? 'waiting' : state,
        why: state === 'failed' ? job!.failedReason : null,
        progress: state === 'running' ? ((job!.progress || null) as PartProgress | null) : null,
        tries: job?.attemptsMade ?? 0,
      };
    }),
  );
  const gate = await queue.getJob(jobId(id, 'compare'));
  if ((await stateOf(gate)) === 'failed')
    all.push({
      title: 'Adding the comparisons',
      state: 'failed',
      why: gate!.failedReason,
      progress: null,
      tries: gate!.attemptsMade,
    });
  return { whole: await stateOf(await queue.getJob(jobId(id, 'whole'))), all };
}

/** Takes the jobs of a sweep that has been merged out of the queue. */
export async function clear(spec: ExperimentSpec, address: string): Promise<void> {
  const open = await openQueue(address);
  try {
    await removeJobs(open, spec);
  } finally {
    await open.close();
  }
}

/**
 * What waits is taken away, what runs is told to end. Resolves to how many jobs there were. What is in the
 * store stays.
 */
export async function cancel(spec: ExperimentSpec, address: string): Promise<number> {
  const open = await openQueue(address);
  try {
    // For workers that are at it: a day is longer than they take to look.
    await open.redis.set(cancelKey(sweepId(spec)), '1', 'EX', 86_400);
    return await removeJobs(open, spec);
  } finally {
    await open.close();
  }
}

async function removeJobs({ queue }: OpenQueue, spec: ExperimentSpec): Promise<number> {
  const id = sweepId(spec);
  const parts = partsOf(planExperiment(spec), shapeBefore(spec.data, null), true);
  let found = 0;
  // Parents last: they go when no child of theirs is left.
  for (const name of [...parts.map((part) => part.id), 'compare', 'whole']) {
    const job = await queue.getJob(jobId(id, name));
    if (!job) continue;
    found++;
    await job.remove({ removeChildren: false }).catch(() => undefined);
  }
  return found;
}
