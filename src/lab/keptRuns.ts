import { get, promisifyRequest, setMany } from 'idb-keyval';
import { z } from 'zod';
import { browserStore } from '../data/browserStore.ts';
import { planExperiment, specHash } from '../experiments/plan.ts';
import { findPreset } from '../experiments/presets.ts';
import { experimentSpec } from '../experiments/spec.ts';
import type { Resumable, SavedNet } from './checkpoint.ts';
import type { RunEvent } from './events.ts';
import { packNet, unpackNet } from './netCache.ts';
import { writeRunFile } from './runFile.ts';

/**
 * Runs kept on this machine, in IndexedDB: of one that has not ended, what it can go on from (checkpoints
 * after every epoch); of one that has, its log. A run belongs to the tab that holds its lock; the browser
 * takes the lock from a tab that dies.
 */
const keptRun = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-z-]{1,64}$/),
  name: z.string().max(200),
  date: z.iso.datetime(),
  spec: experimentSpec,
  preset: z.string().max(100).nullable(),
  /** What it ran on: "Built-in shapes, easy"; and with what arithmetic. */
  dataset: z.string().max(500),
  device: z.string().max(500),
  whole: z.boolean(),
  /** The net trained last, counted from 1, how many there are, and its epoch. */
  net: z.int().min(1),
  nets: z.int().min(1),
  epoch: z.int().min(0),
  /** `Resumable.images`. */
  images: z.string().max(100).nullable(),
  bytes: z.number().min(0),
});
export type KeptRun = z.infer<typeof keptRun>;

/** How many runs are kept, and their bytes; beyond, the oldest go. The newest is kept whatever its size. */
export const LIMITS = { whole: { runs: 30, bytes: 64 * 2 ** 20 }, broken: { runs: 3, bytes: 256 * 2 ** 20 } };

const store = browserStore('rainbow-runs', 'runs');

// A run is one row "run/ID" and, in the same transaction, its bytes: "net/ID/NET" or "log/ID".
const rowKey = (id: string): string => `run/${id}`;
const netPrefix = (id: string): string => `net/${id}/`;
const logKey = (id: string): string => `log/${id}`;
const under = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/**
 * What is kept, the newest first; nothing where there is no storage. What is no row of this version is not
 * read.
 */
export async function keptRuns(): Promise<KeptRun[]> {
  try {
    const rows = await store('readonly', (s) => promisifyRequest<unknown[]>(s.getAll(under('run/'))));
    return rows
      .flatMap((row) => keptRun.safeParse(row).data ?? [])
      .sort((a, b) => (a.date < b.date ? 1 : -1));
  } catch {
    return [];
  }
}

const CHANNEL = 'rainbow-runs';
/** Null where a page has none: an old browser, or one that denies it with all storage. */
function changes(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}

/**
 * Calls back whenever what is kept has changed: by this page, by its worker or in another tab. Of a run that
 * goes on, its first checkpoint counts. Returns how to stop.
 */
export function onKeptChange(changed: () => void): () => void {
  const channel = changes();
  if (channel) channel.onmessage = changed;
  return () => channel?.close();
}

function tellChange(): void {
  const channel = changes();
  channel?.postMessage(null);
  channel?.close();
}

const keptRow = async (id: string): Promise<KeptRun | null> =>
  keptRun.safeParse(await get(rowKey(id), store).catch(() => null)).data ?? null;

/** What a run can go on from; null when it is gone. */
export async function resumableOf(id: string): Promise<Resumable | null> {
  const row = await keptRow(id);
  if (!row) return null;
  const packed = await store('readonly', (s) =>
    promisifyRequest<Uint8Array[]>(s.getAll(under(netPrefix(id)))),
  );
  const nets = packed.flatMap((bytes) => unpackNet(bytes) ?? []);
  return nets.length
    ? { nets: new Map(nets.map((net) => [net.checkpoint.net, net])), images: row.images }
    : null;
}

/** The run file of a run that has ended; null when it is gone. */
export const logOf = async (id: string): Promise<Uint8Array | null> =>
  (await get<Uint8Array>(logKey(id), store).catch(() => undefined)) ?? null;

export async function renameRun(id: string, name: string): Promise<void> {
  const row = await keptRow(id);
  if (!row) return;
  await setMany([[rowKey(id), { ...row, name: name.slice(0, 200) }]], store);
  tellChange();
}

export async function forgetRuns(ids: readonly string[]): Promise<void> {
  if (!ids.length) return;
  await store('readwrite', (s) => {
    ids.forEach((id) => deleteAll(s, id));
    return promisifyRequest(s.transaction);
  });
  tellChange();
}

function deleteAll(s: IDBObjectStore, id: string): void {
  s.delete(rowKey(id));
  s.delete(logKey(id));
  s.delete(under(netPrefix(id)));
}

/** Which of the runs, newest first, are too many. */
export function tooMany(runs: readonly KeptRun[]): string[] {
  return [true, false].flatMap((whole) => {
    const { runs: most, bytes: room } = whole ? LIMITS.whole : LIMITS.broken;
    let bytes = 0;
    return runs
      .filter((run) => run.whole === whole)
      .filter((run, i) => i >= most || ((bytes += run.bytes) > room && i > 0))
      .map((run) => run.id);
  });
}

const lockName = (id: string): string => `rainbow-run/${id}`;

/**
 * Takes a run for this tab; gives it back when called. Null: another tab has it. A browser without locks, or
 * a frame that is denied them with all storage, has them all free.
 */
export function claimRun(id: string): Promise<(() => void) | null> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    locks
      .request(lockName(id), { ifAvailable: true }, (lock) =>
        lock
          ? new Promise<void>((release) => {
              resolve(release);
            })
          : resolve(null),
      )
      .catch(() => resolve(() => {}));
  });
}

/** The runs that some tab is at now. */
export async function runsInProgress(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query().catch(() => ({ held: [] }))) ?? {};
  return new Set(
    held.flatMap(({ name }) => (name?.startsWith(lockName('')) ? [name.slice(lockName('').length)] : [])),
  );
}

/** Resolves when no tab is at the run any more; rejects when `signal` aborts. */
export const runFree = (id: string, signal: AbortSignal): Promise<void> =>
  navigator.locks.request(lockName(id), { signal, mode: 'shared' }, () => {});

/** Takes a lock for as long as this thread lives. False where there are none to be had. */
export const holdLock = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { locks } = navigator;
    if (!locks) {
      resolve(false);
      return;
    }
    locks
      .request(name, () => {
        resolve(true);
        return new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });

/** Resolves when nobody holds a lock any more. */
export const lockFree = async (name: string): Promise<void> => {
  await navigator.locks.request(name, { mode: 'shared' }, () => {});
};

/**
 * Keeps one run as it goes. What cannot be written is told once, through `onUnkept`; the run never waits for
 * it and never fails of it.
 */
export class RunKeeper {
  #row: KeptRun | null = null;
  readonly #bytes = new Map<string, number>();
  /** What is to be written next: the newest of each net. */
  #pending = new Map<string, SavedNet>();
  #writing: Promise<void> = Promise.resolve();
  #told = false;
  #over = false;

  constructor(
    readonly id: string,
    private readonly preset: string | null,
    private readonly onUnkept: (why: string) => void,
  ) {}

  /** From `started` on. */
  started(event: Extract<RunEvent, { type: 'started' }>): void {
    const { spec, date, dataset, device, nets } = event;
    const title = this.preset !== null ? findPreset(this.preset)?.title : undefined;
    this.#row = {
      version: 1,
      id: this.id,
      name: title ?? 'Own experiment',
      date,
      spec,
      preset: this.preset,
      dataset: dataset.name,
      device: device.name,
      whole: false,
      net: 1,
      nets: nets.length,
      epoch: 0,
      images: null,
      bytes: 0,
    };
  }

  /**
   * After every epoch. Untrained nets are not worth keeping. While one is written, newer ones take the place
   * of those that wait.
   */
  checkpoint(saved: readonly SavedNet[], images: string | null): void {
    if (!this.#row || this.#over || saved[0].checkpoint.epoch === 0) return;
    const waiting = this.#pending.size > 0;
    const order = planExperiment(this.#row.spec).nets.map((net) => net.id);
    saved.forEach((net) => this.#pending.set(net.checkpoint.net, net));
    this.#row = {
      ...this.#row,
      images,
      epoch: saved[0].checkpoint.epoch,
      net: 1 + Math.max(...saved.map((net) => order.indexOf(net.checkpoint.net))),
    };
    if (!waiting) this.#write(() => this.#writeNets());
  }

  async #writeNets(): Promise<void> {
    const nets = [...this.#pending].map(
      ([net, saved]) => [`${netPrefix(this.id)}${net}`, packNet(saved)] as [string, Uint8Array],
    );
    this.#pending = new Map();
    if (this.#over) return;
    const first = this.#bytes.size === 0;
    nets.forEach(([key, bytes]) => this.#bytes.set(key, bytes.length));
    const row = (this.#row = { ...this.#row!, bytes: [...this.#bytes.values()].reduce((a, b) => a + b, 0) });
    await setMany([[rowKey(this.id), await named(row)], ...nets], store);
    if (first) tellChange();
    await this.#forgetTooMany();
  }

  async #forgetTooMany(): Promise<void> {
    const busy = await runsInProgress();
    await forgetRuns(tooMany(await keptRuns()).filter((id) => id !== this.id && !busy.has(id)));
  }

  /**
   * The run has come to its end: its log takes the place of the checkpoints, also of those of earlier tries
   * that broke off.
   */
  done(events: readonly RunEvent[]): Promise<void> {
    this.#over = true;
    return this.#write(async () => {
      if (!this.#row) return;
      const log = writeRunFile(events);
      const row = await named({ ...this.#row, whole: true, bytes: log.length });
      const kept = await keptRuns();
      const busy = await runsInProgress();
      const hash = specHash(row.spec);
      await store('readwrite', (s) => {
        deleteAll(s, this.id);
        s.put(row, rowKey(this.id));
        s.put(log, logKey(this.id));
        return promisifyRequest(s.transaction);
      });
      tellChange();
      const outdone = kept
        .filter((run) => !run.whole && run.id !== this.id && !busy.has(run.id) && specHash(run.spec) === hash)
        .map((run) => run.id);
      await forgetRuns(outdone);
      await this.#forgetTooMany();
    });
  }

  /** The person stopped it, or it cannot go on. */
  drop(): Promise<void> {
    this.#over = true;
    return this.#write(() => forgetRuns([this.id]));
  }

  /** Resolves when everything is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #write(work: () => Promise<void>): Promise<void> {
    return (this.#writing = this.#writing.then(work).catch((error: unknown) => {
      if (this.#told) return;
      this.#told = true;
      const why =
        error instanceof DOMException && error.name === 'QuotaExceededError'
          ? 'there is no room left'
          : error instanceof Error
            ? error.message
            : String(error);
      this.onUnkept(
        `This run cannot be kept on this machine (${why}). It goes on, but what it finds from now on will not survive a reload of the page: save it when it is done.`,
      );
    }));
  }
}

/** A name that the person gave meanwhile stays. */
const named = async (row: KeptRun): Promise<KeptRun> => ({
  ...row,
  name: (await keptRow(row.id))?.name ?? row.name,
});

/** How far a run came: "epoch 3 of 8". */
export const reached = ({ epoch, spec, net, nets }: KeptRun): string =>
  `epoch ${epoch} of ${spec.training.epochs}${nets > 1 ? `, network ${net} of ${nets}` : ''}`;
