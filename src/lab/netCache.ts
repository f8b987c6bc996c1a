import { arithmeticOf } from '../backend/device.ts';
import type { Dataset } from '../data/dataset.ts';
import { hashOf, type PlannedNet } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { SavedNet } from './checkpoint.ts';
import type { ExperimentHost } from './host.ts';
import type { Circumstances } from './recall.ts';
import { isStopped } from './trainNets.ts';

/**
 * Trained networks kept on this machine, so that runs that ask for the same ones share them
 * (docs/architecture.md §2).
 */
export interface NetCache {
  load(key: string): Promise<SavedNet | null>;
  save(key: string, net: SavedNet): Promise<void>;
}

/**
 * A net's place in the cache: its address, the images it was trained on (a file's are not in the address) and
 * the device, whose arithmetic is in its last bits; how many threads it takes is not.
 */
export const cacheKey = (net: string, images: string, device: string): string =>
  `${net}-${images}-${fnv(new TextEncoder().encode(arithmeticOf(device)))}`;

/** Batch mates: the nets with which a net is trained as one batch, itself included. */
export type Company = (net: string) => readonly string[];

/** 8 hex digits that tell data sets apart: pixels and labels of both parts. */
export function fingerprint({ train, test }: Dataset): string {
  return [train.pixels, train.labels, test.pixels, test.labels].reduce(
    (hash, bytes) => fnv(bytes, parseInt(hash, 16)),
    '811c9dc5',
  );
}

/** FNV-1a, 32 bits. */
export function fnv(bytes: Uint8Array, from = 0x811c9dc5): string {
  let hash = from;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * What is kept of trained nets, as one run uses it: a cache only where there are several nets (a single one
 * is trained to be watched), and what it holds is whole. A store has to give the very bits that the run
 * would, and on a GPU these depend on the batch: there the batch mates of a net are part of its address, and
 * it is taken only if all of them are.
 */
export class RunCache {
  /** Nets that were taken, and the commits they were trained with. */
  readonly #taken = new Map<string, string>();
  /** What results depend on beside the spec; null without a store. */
  readonly from: Circumstances | null;
  readonly #images: string | null;
  #saved = performance.now();

  constructor(
    private readonly host: ExperimentHost,
    dataset: Dataset,
    private readonly device: string,
    private readonly spec: ExperimentSpec,
    several: boolean,
  ) {
    this.#images = host.store || (host.cache && several) ? fingerprint(dataset) : null;
    this.from = host.store
      ? { images: this.#images!, device: arithmeticOf(device), commit: __COMMIT__ }
      : null;
  }

  /** Says what was taken of how many; null where nothing was. */
  told(all: number): string | null {
    const commits = [...new Set(this.#taken.values())].join(', ');
    return this.#taken.size
      ? `${this.#taken.size} of ${all} networks were trained by earlier runs and taken from the ${this.host.store ? 'store' : 'cache of the machine'} (commit ${commits})`
      : null;
  }

  /** What is known of nets that are trained as one batch, in `company` each. */
  async load(nets: readonly PlannedNet[], company: Company): Promise<(SavedNet | null)[]> {
    const { cache, store } = this.host;
    const images = this.#images;
    if (images === null) return nets.map(() => null);
    const found = await Promise.all(
      nets.map(async (net) => {
        const saved = await (store
          ? store.net(this.#stored(net.id, company))
          : cache!.load(cacheKey(net.id, images, this.device)));
        return saved && this.#isWhole(net, saved) ? saved : null;
      }),
    );
    const all =
      store && nets.some((net, i) => !found[i] && company(net.id).length > 1) ? found.map(() => null) : found;
    for (const saved of all) if (saved) this.#taken.set(saved.checkpoint.net, saved.commit);
    return all;
  }

  /** The last checkpoints of nets whose training broke off, all of one epoch, or nothing. */
  async unfinished(nets: readonly PlannedNet[], company: Company): Promise<SavedNet[] | null> {
    if (!this.host.store) return null;
    const found = await Promise.all(
      nets.map((net) => this.host.store!.unfinished(this.#stored(net.id, company))),
    );
    return found.every(
      (saved, i) =>
        saved && saved.checkpoint.net === nets[i].id && saved.checkpoint.epoch === found[0]!.checkpoint.epoch,
    )
      ? (found as SavedNet[])
      : null;
  }

  async save(saved: readonly SavedNet[], finished: boolean, company: Company): Promise<void> {
    const { cache, store } = this.host;
    const now = performance.now();
    if (this.#images === null) return;
    if (store) {
      if (!finished && now - this.#saved < 1000 * store.checkpoints) return;
      this.#saved = now;
      for (const net of saved) await store.saveNet(this.#stored(net.checkpoint.net, company), net, finished);
    } else if (finished)
      for (const net of saved)
        await cache!.save(cacheKey(net.checkpoint.net, this.#images, this.device), net);
  }

  #stored(net: string, company: Company): string {
    return `${net}-${hashOf({ ...this.from, company: company(net) })}`;
  }

  #isWhole({ id, member }: PlannedNet, { checkpoint, events, snapshots }: SavedNet): boolean {
    const { epochs } = this.spec.training;
    return (
      checkpoint.net === id &&
      (checkpoint.epoch === epochs || isStopped(events)) &&
      !(this.spec.compare.dynamics && member === 0 && epochs > 1 && snapshots.length === 0)
    );
  }
}

interface Header {
  format: 'rainbow-net';
  version: 2;
  device: string;
  commit: string;
  events: SavedNet['events'];
  net: string;
  epoch: number;
  step: number;
  lengths: number[];
  statistics: ([mean: number, variance: number] | null)[];
  snapshots: number[];
}

/** JSON knows neither NaN nor infinity: they stand as their names. */
const NOT_FINITE: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity };
const named = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
const unnamed = (_: string, value: unknown) =>
  typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value;

export const toJson = (value: unknown): string => JSON.stringify(value, named);
export const fromJson = (text: string): unknown => JSON.parse(text, unnamed);

/** A trained net as bytes: a JSON header (its length first, u32), then all numbers as f32. */
export function packNet({
  checkpoint,
  device,
  commit,
  events,
  snapshots,
}: SavedNet): Uint8Array<ArrayBuffer> {
  const { net, epoch, step, weights, velocities, statistics } = checkpoint;
  const header: Header = {
    format: 'rainbow-net',
    version: 2,
    device,
    commit,
    events,
    net,
    epoch,
    step,
    lengths: weights.map((w) => w.length),
    statistics: statistics.map((s) => s && [s.mean.length, s.variance.length]),
    snapshots: snapshots.map((s) => s.epoch),
  };
  const text = new TextEncoder().encode(toJson(header));
  const padding = (4 - ((4 + text.length) % 4)) % 4;
  const parts = [
    ...weights,
    ...velocities,
    ...statistics.flatMap((s) => (s ? [s.mean, s.variance] : [])),
    ...snapshots.flatMap((s) => s.weights),
  ];
  const out = new Uint8Array(4 + text.length + padding + 4 * parts.reduce((sum, p) => sum + p.length, 0));
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  let at = 4 + text.length + padding;
  for (const part of parts) {
    out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return out;
}

/** Null for anything that is not a whole net of this version: it is then trained again. */
export function unpackNet(bytes: Uint8Array): SavedNet | null {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const header = fromJson(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    if (header.format !== 'rainbow-net' || header.version !== 2) return null;
    const padding = (4 - ((4 + length) % 4)) % 4;
    const values = new Float32Array(Uint8Array.from(bytes.subarray(4 + length + padding)).buffer);
    let at = 0;
    const take = (n: number) => values.slice(at, (at += n));
    const list = () => header.lengths.map(take);
    const weights = list();
    const velocities = list();
    const statistics = header.statistics.map((n) => n && { mean: take(n[0]), variance: take(n[1]) });
    const snapshots = header.snapshots.map((epoch) => ({ epoch, weights: list() }));
    if (at !== values.length) return null;
    return {
      checkpoint: {
        format: 'rainbow-checkpoint',
        version: 1,
        net: header.net,
        epoch: header.epoch,
        step: header.step,
        weights,
        velocities,
        statistics,
      },
      device: header.device,
      commit: header.commit,
      events: header.events,
      snapshots,
    };
  } catch {
    return null;
  }
}
