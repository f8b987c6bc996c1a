import { MAX_BYTES } from '../../files/gzip.ts';
import { FileError, type InputFile } from '../../files/inputFile.ts';
import type { SpanStore } from './spanStore.ts';

/** Bytes fetched at once: large, because every request is redirected and counted by the hub. */
export const SPAN = 8 * 2 ** 20;
/** Requests under way at once. */
const PARALLEL = 4;
const ATTEMPTS = 4;

export interface RemoteOptions {
  signal?: AbortSignal;
  /** Told of every byte that arrives: those at hand, and those known to be needed. */
  onBytes?(done: number, total: number): void;
  store?: SpanStore;
  /**
   * Bytes fetched at once, SPAN unless told; and bytes held of what has come, all unless told: more are
   * forgotten, the oldest first.
   */
  span?: number;
  hold?: number;
  /** Waiting time before the second attempt, doubled from then on. */
  pauseMs?: number;
}

/** The server does not cut files into ranges, or has stopped doing so. */
class NoRanges extends Error {}

/**
 * A file at an address, fetched in spans (of 8 MiB) as they are asked for, four at a time. The first answer
 * tells the size; a server that ignores ranges, or refuses them, is asked for the whole file instead. A
 * connection that is cut is taken up where it ended. Throws FileError naming the address; rejects with
 * AbortError when aborted.
 */
export async function openRemote(address: string, options: RemoteOptions = {}): Promise<InputFile> {
  const file = new RemoteFile(checkAddress(address), options);
  await file.open();
  return file;
}

/**
 * Checks that an address may be fetched: https, or this machine. Returns it in its full form. Throws
 * FileError for anything else.
 */
export function checkAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new FileError(address || 'The address', null, 'is no address: it should start with https://');
  }
  const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    throw new FileError(address, null, 'only addresses that start with https:// are fetched');
  return url.href;
}

class RemoteFile implements InputFile {
  size = 0;
  readonly name: string;
  readonly #spans = new Map<number, Promise<Uint8Array>>();
  readonly #wanted = new Set<number>();
  readonly #size: number;
  #received = 0;
  #total = 0;
  /** All of it came in one piece, which cannot be fetched in parts again. */
  #complete = false;

  constructor(
    private readonly address: string,
    private readonly options: RemoteOptions,
  ) {
    this.name = address;
    this.#size = options.span ?? SPAN;
  }

  /** Learns the size, from the first span or from what is kept. */
  async open(): Promise<void> {
    const kept = await this.options.store?.load(this.address, -1);
    const known = kept && Number(new TextDecoder().decode(kept));
    if (known && Number.isSafeInteger(known) && known > 0) {
      this.size = known;
      return;
    }
    try {
      await this.#first();
    } catch (error) {
      if (!(error instanceof NoRanges)) throw error;
      await this.#whole();
    }
    await this.options.store?.keep(this.address, -1, new TextEncoder().encode(String(this.size)));
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    const size = this.#size;
    const out = new Uint8Array(to - from);
    await this.#each(from, Math.max(to, from + 1), (span, i) =>
      out.set(
        span.subarray(Math.max(0, from - i * size), Math.min(span.length, to - i * size)),
        Math.max(0, i * size - from),
      ),
    );
    return out;
  }

  prefetch(from: number, to: number): Promise<void> {
    return this.#each(from, to, () => {});
  }

  /** Every span that holds some of these bytes, four at a time. */
  async #each(from: number, to: number, take: (span: Uint8Array, i: number) => void): Promise<void> {
    const queue: number[] = [];
    for (let i = Math.floor(from / this.#size); i * this.#size < to; i++) queue.push(i);
    queue.forEach((i) => this.#want(i));
    await Promise.all(
      Array.from({ length: PARALLEL }, async () => {
        for (let i = queue.shift(); i !== undefined; i = queue.shift()) take(await this.#span(i), i);
      }),
    );
  }

  #want(i: number): void {
    if (this.#wanted.has(i)) return;
    this.#wanted.add(i);
    this.#total += this.#length(i);
  }

  #length(span: number): number {
    return Math.min(this.#size, this.size - span * this.#size);
  }

  #span(i: number): Promise<Uint8Array> {
    let span = this.#spans.get(i);
    if (!span) {
      this.#want(i);
      span = this.#load(i);
      // A failed one is asked for again.
      span.catch(() => this.#spans.delete(i));
      this.#spans.set(i, span);
      // What is still under way is among the newest.
      const most = Math.max(2 * PARALLEL, (this.options.hold ?? Infinity) / this.#size);
      for (const old of this.#spans.keys()) {
        if (this.#complete || this.#spans.size <= most) break;
        this.#spans.delete(old);
      }
    }
    return span;
  }

  async #load(i: number): Promise<Uint8Array> {
    const length = this.#length(i);
    const kept = await this.options.store?.load(this.address, i);
    if (kept?.length === length) {
      this.#count(length);
      return kept;
    }
    try {
      const bytes = await this.#fetchSpan(i * this.#size, length);
      await this.options.store?.keep(this.address, i, bytes);
      return bytes;
    } catch (error) {
      if (!(error instanceof NoRanges)) throw error;
      await this.#whole();
      return this.#spans.get(i)!;
    }
  }

  #count(bytes: number): void {
    this.#received += bytes;
    this.options.onBytes?.(Math.min(this.#received, this.#total), this.#total);
  }

  /** The first span, whose answer also tells the size. */
  async #first(): Promise<void> {
    const response = await this.#request(0, this.#size - 1);
    const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
    if (response.status !== 206 || !Number.isSafeInteger(total)) {
      // The whole file is coming, or its size is not told: both are read to their end.
      if (response.status === 200) return this.#take(response);
      void response.body?.cancel();
      throw new NoRanges();
    }
    if (total > 16 * 2 ** 30)
      throw new FileError(
        this.address,
        null,
        `${Math.round(total / 2 ** 30)} GiB is over the limit of 16 GiB`,
      );
    this.size = total;
    this.#want(0);
    const length = this.#length(0);
    const into = new Uint8Array(length);
    const got = await this.#drain(response, into, 0);
    const bytes = got === length ? into : await this.#fetchSpan(0, length, into, got);
    this.#spans.set(0, Promise.resolve(bytes));
    await this.options.store?.keep(this.address, 0, bytes);
  }

  /** `length` bytes from `start`, in as many requests as it takes, each going on where the last was cut. */
  async #fetchSpan(
    start: number,
    length: number,
    into = new Uint8Array(length),
    got = 0,
  ): Promise<Uint8Array> {
    for (let attempt = 0, stalled = 0; got < length; attempt++) {
      const before = got;
      try {
        const response = await this.#request(start + got, start + length - 1);
        if (response.status !== 206) {
          void response.body?.cancel();
          throw new NoRanges();
        }
        got = await this.#drain(response, into, got);
      } catch (error) {
        if (error instanceof NoRanges || error instanceof FileError || this.options.signal?.aborted)
          throw error;
      }
      stalled = got === before ? stalled + 1 : 0;
      if (got < length && stalled >= ATTEMPTS)
        throw new FileError(
          this.address,
          start + got,
          `the connection was cut ${ATTEMPTS} times; what has arrived is kept, run again to go on`,
        );
      if (got < length) await this.#pause(stalled);
    }
    return into;
  }

  /** All of it at once, for servers without ranges. */
  async #whole(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.#request();
        if (!response.ok) throw new FileError(this.address, null, `the server answered ${response.status}`);
        return await this.#take(response);
      } catch (error) {
        if (error instanceof FileError || this.options.signal?.aborted || attempt >= ATTEMPTS)
          throw error instanceof FileError || this.options.signal?.aborted
            ? error
            : new FileError(
                this.address,
                null,
                `the connection was cut ${ATTEMPTS} times, and the server does not send parts; try again later`,
              );
        await this.#pause(attempt);
      }
    }
  }

  /** Reads a whole file that is coming, and cuts it into spans. */
  async #take(response: Response): Promise<void> {
    const announced = Number(response.headers.get('content-length') ?? NaN);
    const encoded = response.headers.has('content-encoding');
    if (announced > MAX_BYTES)
      throw new FileError(
        this.address,
        null,
        `${Math.round(announced / 2 ** 20)} MiB in one piece is over the limit of ${MAX_BYTES / 2 ** 20} MiB (the server does not send parts)`,
      );
    const parts: Uint8Array[] = [];
    const reader = response.body!.getReader();
    let got = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      got += value.length;
      if (got > MAX_BYTES) {
        void reader.cancel();
        throw new FileError(this.address, null, `more than ${MAX_BYTES / 2 ** 20} MiB in one piece`);
      }
      this.options.onBytes?.(got, Math.max(got, announced || got));
    }
    if (!encoded && announced && got !== announced) throw new Error('cut');
    const all = new Uint8Array(got);
    parts.reduce((at, part) => {
      all.set(part, at);
      return at + part.length;
    }, 0);
    this.size = got;
    this.#complete = true;
    for (let i = 0; i * this.#size < got; i++) {
      const span = all.subarray(i * this.#size, (i + 1) * this.#size);
      this.#spans.set(i, Promise.resolve(span));
      this.#want(i);
      await this.options.store?.keep(this.address, i, span);
    }
    this.#received = got;
  }

  /** Reads a body into `into` from `at`; returns where it ended, early where the connection was cut. */
  async #drain(response: Response, into: Uint8Array, at: number): Promise<number> {
    const reader = response.body!.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return at;
        const fits = value.subarray(0, into.length - at);
        into.set(fits, at);
        at += fits.length;
        this.#count(fits.length);
        if (at === into.length) {
          void reader.cancel().catch(() => {});
          return at;
        }
      }
    } catch (error) {
      if (this.options.signal?.aborted) throw error;
      return at;
    }
  }

  /**
   * An answer that is no passing failure; 416 means that ranges are refused. Throws FileError for those that
   * will not get better.
   */
  async #request(from?: number, to?: number): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let response: Response | null = null;
      try {
        // Explicit numbers: this header needs no permission of the server (CORS), one with a suffix would.
        response = await fetch(this.address, {
          signal: this.options.signal,
          ...(from !== undefined && { headers: { Range: `bytes=${from}-${to}` } }),
        });
      } catch (error) {
        if (this.options.signal?.aborted) throw error;
        if (attempt >= ATTEMPTS)
          throw new FileError(
            this.address,
            null,
            `cannot be reached: the address is wrong, there is no connection, or its server does not allow pages to read it (CORS). Download it and drop it here`,
          );
      }
      if (response && (response.ok || response.status === 416)) {
        if (response.status === 416) {
          void response.body?.cancel();
          throw new NoRanges();
        }
        return response;
      }
      const status = response?.status;
      void response?.body?.cancel();
      const passing = status === undefined || status === 429 || status >= 500;
      if (!passing)
        throw new FileError(
          this.address,
          null,
          `the server answered ${status}${status === 401 || status === 403 ? ': it is not public' : status === 404 ? ': there is no such file' : ''}`,
        );
      if (attempt >= ATTEMPTS)
        throw new FileError(
          this.address,
          null,
          `the server answered ${status} ${ATTEMPTS} times${status === 429 ? ' (too many requests)' : ''}; try again later`,
        );
      const asked = Number(response?.headers.get('retry-after') ?? NaN);
      await this.#pause(attempt, Number.isFinite(asked) ? Math.min(30_000, asked * 1000) : undefined);
    }
  }

  async #pause(attempt: number, ms = (this.options.pauseMs ?? 500) * 2 ** attempt): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.options.signal?.throwIfAborted();
  }
}
