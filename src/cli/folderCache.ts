import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packNet, unpackNet, type NetCache } from '../lab/netCache.ts';

/**
 * Trained networks as files of a folder, which is made. A file is written beside its place and moved there:
 * it is whole or not there.
 */
export function folderCache(folder: string): NetCache {
  mkdirSync(folder, { recursive: true });
  const path = (key: string) => join(folder, `${key}.net`);
  return {
    load: async (key) => {
      const bytes = await readFile(path(key)).catch(() => null);
      return bytes && unpackNet(bytes);
    },
    save: async (key, net) => {
      const part = `${path(key)}.${process.pid}.part`;
      await writeFile(part, packNet(net));
      await rename(part, path(key));
    },
  };
}
