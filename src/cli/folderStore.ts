import { mkdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkKey, StoreError, type Blobs } from '../lab/resultStore.ts';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
let parts = 0;

/**
 * Named bytes as files of a folder, which is made; machines share it where it is on a shared disk. A file is
 * written beside its place, brought to the disk and moved there: it is whole or not there. Throws StoreError
 * where it cannot be written.
 */
export function folderBlobs(folder: string): Blobs {
  const root = resolve(folder);
  try {
    mkdirSync(root, { recursive: true });
  } catch (error) {
    throw problem(error, root);
  }
  const path = (key: string) => join(root, checkKey(key));
  return {
    read: (key) =>
      readFile(path(key)).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return null;
        throw problem(error, root);
      }),
    write: async (key, bytes) => {
      // Two machines may have processes of the same number.
      const part = `${path(key)}.${process.pid}-${Date.now().toString(36)}-${parts++}.part`;
      try {
        const file = await open(part, 'w');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(part, path(key));
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw problem(error, root);
      }
    },
    remove: (key) => rm(path(key), { force: true }),
  };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function problem(error: unknown, root: string): StoreError {
  const code = codeOf(error);
  const more = 'What was stored before is whole; run the same command again and it goes on from there.';
  if (NO_ROOM.has(code))
    return new StoreError(`There is no room left in the store ${root} (${code}). Free some. ${more}`);
  return new StoreError(
    `The store ${root} cannot be used: ${error instanceof Error ? error.message : String(error)}. ${more}`,
  );
}
