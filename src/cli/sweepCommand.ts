import type { RunEvent } from '../lab/events.ts';
import { ResultStore } from '../lab/resultStore.ts';
import type { Chosen } from './chooseSpec.ts';
import { blobsAt } from './bucketStore.ts';
import { isWhole } from './result.ts';
import { serve } from './serve.ts';
import { writeStatus, type SweepStatus } from './sweepStatus.ts';
import { cancel, clear, sweep, type PartStatus } from './sweep.ts';
import { checkPlace, run } from './run.ts';
import { UsageError } from './usage.ts';
import { work } from './worker.ts';

interface Options {
  queue?: string;
  store?: string;
  out?: string;
  priority?: string;
  cancel?: boolean;
  threads?: string;
  stalled?: string;
  images?: boolean;
  port?: string;
  host?: string;
  token?: string;
}

function needed(command: string, { queue, store }: Options): { queue: string; store: string } {
  if (queue === undefined || store === undefined)
    throw new UsageError(`"${command}" needs --queue redis://HOST:PORT and --store DIR.`);
  return { queue, store };
}

function whole(
  option: string,
  text: string | undefined,
  least: number,
  most: number,
  otherwise: number,
): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,7}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new UsageError(`--${option}: "${text}" is out of range. Use ${least} to ${most}.`);
  return Number(text);
}

/** A sweep from its first job to its run: null events where it was cancelled or is left to the workers. */
export async function commandSweep(
  chosen: Chosen,
  options: Options,
): Promise<{ events: RunEvent[] | null; stdout: string }> {
  const priority = whole('priority', options.priority, 1, 2_000_000, 1000);
  if (options.cancel) {
    if (options.queue === undefined)
      throw new UsageError('"sweep --cancel" needs --queue redis://HOST:PORT.');
    return {
      events: null,
      stdout: `${await cancel(chosen.spec, options.queue)} jobs were taken out of the queue; what runs ends. What is in the store stays.\n`,
    };
  }
  const { queue, store } = needed('sweep', options);
  const blobs = blobsAt(store);
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  if (options.out !== undefined) checkPlace('--out', options.out);
  process.on('SIGINT', leave).on('SIGTERM', leave);
  let failed: PartStatus[];
  let noted = Promise.resolve();
  let latest = '';
  const tell = teller();
  /** For those who watch (serve.ts): without them the sweep goes on. */
  const note = (parts: readonly PartStatus[]) => {
    const status = {
      spec: chosen.spec,
      preset: chosen.preset,
      whole: false,
      parts: parts.map(({ title, state, why, progress }) => ({ title, state, why, progress })),
    };
    if (latest === (latest = JSON.stringify(status))) return;
    noted = noted.then(() => writeStatus(blobs, status)).catch(() => undefined);
  };
  try {
    failed = await sweep(chosen.spec, {
      queue,
      priority,
      signal: leaving.signal,
      look: (parts) => {
        tell(parts);
        note(parts);
      },
    });
  } catch (error) {
    if (leaving.signal.aborted)
      return {
        events: null,
        stdout:
          'The sweep goes on without being watched: the same command watches it again, with --cancel it ends.\n',
      };
    throw error;
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
  }
  if (failed.length) {
    process.stderr.write(
      `${failed.map((part) => `Failed after ${part.tries} tries: ${part.title}: ${part.why}\n`).join('')}The same command tries again what failed.\n`,
    );
    return { events: [], stdout: '' };
  }
  await noted;
  const events = await run(chosen, {
    data: [],
    out: options.out,
    images: options.images,
    divided: { store: new ResultStore(blobs) },
  });
  if (isWhole(events)) {
    await writeStatus(blobs, { ...(JSON.parse(latest) as SweepStatus), whole: true });
    await clear(chosen.spec, queue);
  }
  return { events, stdout: '' };
}

export async function commandWorker(options: Options): Promise<void> {
  const { queue, store } = needed('worker', options);
  await work({
    queue,
    blobs: blobsAt(store),
    stalled: whole('stalled', options.stalled, 1, 86_400, 60),
    ...(options.threads !== undefined && { threads: whole('threads', options.threads, 0, 64, 0) }),
  });
}

/** Serves until it is told to end. */
export async function commandServe({ store, port, host = '127.0.0.1', token }: Options): Promise<void> {
  if (store === undefined) throw new UsageError('"serve" needs --store DIR.');
  const server = await serve({
    blobs: blobsAt(store),
    host,
    port: whole('port', port, 0, 65_535, 4180),
    token: token ?? null,
  });
  process.stderr.write(
    `The sweep into ${store} is at ${server.address}\nOpen it in the page: ?run=${encodeURIComponent(server.address)}\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  await server.close();
}

/** A line where the state of a part changes. */
function teller(): (parts: readonly PartStatus[]) => void {
  const last = new Map<string, string>();
  return (parts) => {
    const done = parts.filter((part) => part.state === 'done').length;
    for (const { title, state, why, progress } of parts) {
      const now = `${state}${state === 'running' && progress ? ` on ${progress.worker}` : ''}${why ? `: ${why}` : ''}`;
      if (last.get(title) !== now && !(state === 'waiting' && !last.has(title)))
        process.stderr.write(`${done} of ${parts.length} done · ${title}: ${now}\n`);
      last.set(title, now);
    }
  };
}
