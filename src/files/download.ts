import { FileError } from './inputFile.ts';

/** What can be done where an address does not give its file. */
const INSTEAD = 'Check the address, or download the file and drop it on the page';

/**
 * The file at an address, of at most `limit` bytes; `total` is 0 where the server does not tell it. Throws
 * FileError, naming the address, where it is neither https nor of `origin` nor on this machine, cannot be
 * had, is too large or comes cut off.
 */
export async function download(
  address: URL,
  {
    limit,
    origin,
    onProgress,
    signal,
  }: { limit: number; origin?: string; onProgress?(done: number, total: number): void; signal?: AbortSignal },
): Promise<Uint8Array> {
  const { href } = address;
  const refuse = (problem: string): never => {
    throw new FileError(href, null, problem);
  };
  const tooLarge = (): never => refuse(`it is larger than the limit of ${Math.round(limit / 2 ** 20)} MiB`);
  if (
    address.protocol !== 'https:' &&
    address.origin !== origin &&
    !(address.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname))
  )
    refuse('only addresses that begin with https: are opened');
  const response = await fetch(address, { credentials: 'omit', signal }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    return refuse(
      `it could not be fetched: there is no connection, or the server does not let other pages read it (CORS). ${INSTEAD}`,
    );
  });
  if (!response.ok)
    refuse(`the server answered ${`${response.status} ${response.statusText}`.trim()}. ${INSTEAD}`);
  // Of an encoded answer the length is that of what was sent, not of the file.
  const total = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  if (total > limit) {
    await response.body?.cancel();
    tooLarge();
  }
  const parts: Uint8Array[] = [];
  const reader = response.body!.getReader();
  let done = 0;
  for (;;) {
    const part = await reader.read().catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return refuse(`the connection ended after ${done.toLocaleString('en')} bytes. ${INSTEAD}`);
    });
    if (part.done) break;
    parts.push(part.value);
    done += part.value.length;
    if (done > limit) {
      await reader.cancel();
      tooLarge();
    }
    onProgress?.(done, total);
  }
  const out = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
