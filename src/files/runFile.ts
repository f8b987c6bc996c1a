import { gzipSync } from 'fflate';

/** Bytes of JSON in a run file, after decompression. */
export const RUN_FILE_LIMIT = 64 * 2 ** 20;
export const RUN_FILE_VERSION = 1;

/** A run file that cannot be read: says what is wrong, where, and what to do. */
export class RunFileError extends Error {
  constructor(problem: string) {
    super(`The run file cannot be read: ${problem}`);
    this.name = 'RunFileError';
  }
}

/**
 * A run file: `{"format":"rainbow-run","version":1,"events":[…]}`, gzipped unless `gzip` is false. The same
 * events give the same bytes. Numbers are shortened by `shortenNumbers`; JSON has no NaN or infinity, they
 * become null.
 */
export function packRunFile(events: readonly object[], { gzip = true } = {}): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(
    JSON.stringify({ format: 'rainbow-run', version: RUN_FILE_VERSION, events: shortenNumbers(events) }),
  );
  return gzip ? gzipSync(bytes, { level: 9, mtime: 0 }) : bytes;
}

/**
 * Fractions to 6 significant digits: finer than f32 arithmetic on the device, and half of the file's size.
 * Whole numbers stay as they are, and so does everything under a key named "spec", which must run again
 * exactly.
 */
export function shortenNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map(shortenNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'spec' ? item : shortenNumbers(item)]),
  );
}

/**
 * The events of a run file, gzipped or plain, as unchecked JSON. Decompression stops at `limit` bytes. Throws
 * RunFileError for a broken or cut gzip, too much data, broken JSON, another format or a newer version.
 */
export async function unpackRunFile(file: Uint8Array, limit = RUN_FILE_LIMIT): Promise<unknown[]> {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = isGzip ? await gunzip(file, limit) : file;
  if (bytes.length > limit) throw tooLarge(limit);
  const content = parseJson(bytes);
  if (
    typeof content !== 'object' ||
    content === null ||
    !('format' in content) ||
    content.format !== 'rainbow-run'
  ) {
    throw new RunFileError(
      'it is JSON, but not a run: "format" is not "rainbow-run". Use a file saved by this page or by the command line.',
    );
  }
  const { version, events } = content as { version?: unknown; events?: unknown };
  if (!Number.isInteger(version) || (version as number) < 1)
    throw new RunFileError('"version" is not a whole number from 1.');
  if ((version as number) > RUN_FILE_VERSION)
    throw new RunFileError(
      `it has version ${String(version)}, made by a newer Rainbow Lab; this one reads up to ${RUN_FILE_VERSION}. Reload the page or update it.`,
    );
  if (!Array.isArray(events)) throw new RunFileError('"events" is not a list.');
  return events;
}

const tooLarge = (limit: number): RunFileError =>
  new RunFileError(`it holds more than ${Math.round(limit / 2 ** 20)} MiB, the limit.`);

/**
 * Stops as soon as `limit` is passed: a small file can unpack to any size. Checks the checksum (the
 * platform's decoder does).
 */
async function gunzip(file: Uint8Array, limit: number): Promise<Uint8Array> {
  const reader = new Blob([file as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new RunFileError(
        `its gzip data is broken or cut short after ${length} bytes of content. Copy or download it again.`,
      );
    });
    if (done) break;
    length += value.length;
    if (length > limit) {
      void reader.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RunFileError('it is neither gzip nor UTF-8 text.');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    throw new RunFileError(
      `it is not valid JSON${position ? ` from character ${position} of ${text.length}` : ''}${text.length === 0 ? ': it is empty' : ''}.`,
    );
  }
}
