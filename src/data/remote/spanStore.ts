/**
 * Pieces of fetched files, kept on this machine (the browser's private file system) so that nothing is
 * fetched twice and a fetch that was cut short goes on.
 */
export interface SpanStore {
  load(file: string, span: number): Promise<Uint8Array | null>;
  keep(file: string, span: number, bytes: Uint8Array): Promise<void>;
}

const FOLDER = 'fetched-images';

/** A name for the folder of one address. */
async function folderName(address: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(address)));
  return Array.from(digest.subarray(0, 10), (b) => b.toString(16).padStart(2, '0')).join('');
}

const available = (): boolean =>
  typeof navigator !== 'undefined' && typeof navigator.storage?.getDirectory === 'function';

async function folderOf(address: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(FOLDER, { create });
  return all.getDirectoryHandle(await folderName(address), { create });
}

/**
 * In the browser's private file system; where there is none, or it fails, nothing is kept. A piece of the
 * wrong length is as good as none: the caller checks.
 */
export const browserSpans: SpanStore = {
  async load(address, span) {
    if (!available()) return null;
    try {
      const handle = await (await folderOf(address, false)).getFileHandle(String(span));
      return new Uint8Array(await (await handle.getFile()).arrayBuffer());
    } catch {
      return null;
    }
  },
  async keep(address, span, bytes) {
    if (!available()) return;
    try {
      const handle = await (await folderOf(address, true)).getFileHandle(String(span), { create: true });
      const stream = await handle.createWritable();
      await stream.write(bytes as Uint8Array<ArrayBuffer>);
      await stream.close();
    } catch {
      // No room, or storage is switched off: it costs another fetch, never the run.
    }
  },
};

/** Bytes kept. */
export async function fetchedSize(): Promise<number> {
  if (!available()) return 0;
  try {
    const root = await navigator.storage.getDirectory();
    return await sizeOf(await root.getDirectoryHandle(FOLDER));
  } catch {
    return 0;
  }
}

async function sizeOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let total = 0;
  for await (const handle of folder.values())
    total +=
      handle.kind === 'file'
        ? (await (handle as FileSystemFileHandle).getFile()).size
        : await sizeOf(handle as FileSystemDirectoryHandle);
  return total;
}

export async function deleteFetched(): Promise<void> {
  if (!available()) return;
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => {});
}
