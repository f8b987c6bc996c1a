import { FileError } from './inputFile.ts';

/** Refuses files that unpack to more than this. */
export const MAX_BYTES = 512 * 1024 * 1024;

/** True if the bytes begin as gzip does. */
export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks gzip by the platform's own decoder, which checks length and CRC. Stops at `limit` bytes, or when
 * aborted. Throws FileError.
 */
export async function gunzip(
  file: string,
  bytes: Uint8Array,
  {
    onProgress,
    limit = MAX_BYTES,
    signal,
  }: { onProgress?(unpacked: number): void; limit?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    const reader = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'))
      .getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (signal?.aborted) {
        await reader.cancel();
        break;
      }
      total += value.length;
      if (total > limit) {
        await reader.cancel();
        throw new FileError(
          file,
          null,
          `unpacks to more than ${Math.floor(limit / 1048576)} MiB; cut it into smaller files`,
        );
      }
      parts.push(value);
      onProgress?.(total);
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(
      file,
      bytes.length,
      `the gzip data is cut off or damaged (${total.toLocaleString('en')} bytes could be unpacked); download it again`,
    );
  }
  signal?.throwIfAborted();
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
