import type { Dataset } from '../data/dataset.ts';
import type { SavedNet } from './checkpoint.ts';
import type { ExperimentHost } from './host.ts';
import { isStopped } from './trainNets.ts';

/** Trained networks kept on this machine, so that runs that ask for the same ones share them (DESIGN.md §2). */
export interface NetCache {
  load(key: string): Promise<SavedNet | null>;
  save(key: string, net: SavedNet): Promise<void>;
}

/** A net's place in the cache: its address, the images it was trained on (a file's are not in the address) and the device, whose arithmetic is in its last bits. */
export const cacheKey = (net: string, images: string, device: string): string => `${net}-${images}-${fnv(new TextEncoder().encode(device))}`;

/** 8 hex digits that tell data sets apart: pixels and labels of both parts. */
export function fingerprint({ train, test }: Dataset): string {
  return [train.pixels, train.labels, test.pixels, test.labels].reduce((hash, bytes) => fnv(bytes, parseInt(hash, 16)), '811c9dc5');
}

/** FNV-1a, 32 bits. */
export function fnv(bytes: Uint8Array, from = 0x811c9dc5): string {
  let hash = from;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The cache as one run uses it: only where there are several nets (a single one is trained to be watched) and what it holds is whole. */
export class RunCache {
  taken = 0;
  /** Commits that the nets taken were trained with. */
  readonly commits = new Set<string>();
  readonly #images: string | null;

  constructor(private readonly host: ExperimentHost, dataset: Dataset | null, private readonly device: string, private readonly epochs: number) {
    this.#images = dataset && host.cache ? fingerprint(dataset) : null;
  }

  async load(net: string, withSnapshots: boolean): Promise<SavedNet | null> {
    if (this.#images === null) return null;
    const saved = await this.host.cache!.load(cacheKey(net, this.#images, this.device));
    if (!saved || (saved.checkpoint.epoch !== this.epochs && !isStopped(saved.events)) || saved.checkpoint.net !== net || (withSnapshots && this.epochs > 1 && saved.snapshots.length === 0)) return null;
    this.taken++;
    this.commits.add(saved.commit);
    return saved;
  }

  async save(saved: SavedNet): Promise<void> {
    if (this.#images !== null) await this.host.cache!.save(cacheKey(saved.checkpoint.net, this.#images, this.device), saved);
  }
}

interface Header { format: 'rainbow-net'; version: 2; device: string; commit: string; events: SavedNet['events']; net: string; epoch: number; step: number; lengths: number[]; statistics: ([mean: number, variance: number] | null)[]; snapshots: number[] }

/** JSON knows neither NaN nor infinity: they stand as their names. */
const NOT_FINITE: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity };
const named = (_: string, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
const unnamed = (_: string, value: unknown) => (typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value);

/** A trained net as bytes: a JSON header (its length first, u32), then all numbers as f32. */
export function packNet({ checkpoint, device, commit, events, snapshots }: SavedNet): Uint8Array<ArrayBuffer> {
  const { net, epoch, step, weights, velocities, statistics } = checkpoint;
  const header: Header = {
    format: 'rainbow-net', version: 2, device, commit, events, net, epoch, step,
    lengths: weights.map((w) => w.length), statistics: statistics.map((s) => s && [s.mean.length, s.variance.length]), snapshots: snapshots.map((s) => s.epoch),
  };
  const text = new TextEncoder().encode(JSON.stringify(header, named)), padding = (4 - ((4 + text.length) % 4)) % 4;
  const parts = [...weights, ...velocities, ...statistics.flatMap((s) => (s ? [s.mean, s.variance] : [])), ...snapshots.flatMap((s) => s.weights)];
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
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)), unnamed) as Header;
    if (header.format !== 'rainbow-net' || header.version !== 2) return null;
    const padding = (4 - ((4 + length) % 4)) % 4, values = new Float32Array(Uint8Array.from(bytes.subarray(4 + length + padding)).buffer);
    let at = 0;
    const take = (n: number) => values.slice(at, (at += n));
    const list = () => header.lengths.map(take);
    const weights = list(), velocities = list();
    const statistics = header.statistics.map((n) => n && { mean: take(n[0]), variance: take(n[1]) });
    const snapshots = header.snapshots.map((epoch) => ({ epoch, weights: list() }));
    if (at !== values.length) return null;
    return { checkpoint: { format: 'rainbow-checkpoint', version: 1, net: header.net, epoch: header.epoch, step: header.step, weights, velocities, statistics }, device: header.device, commit: header.commit, events: header.events, snapshots };
  } catch {
    return null;
  }
}
