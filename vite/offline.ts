import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { headers } from './policy.ts';

/** Writes the service worker beside the built page, with the list of its files and their hashes. */
export function offline(): Plugin {
  let folder = '';
  return {
    name: 'offline',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle() {
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
        .filter((path) => path !== 'service-worker.js')
        .sort();
      // A host may unpack what is gzipped: recordings carry their version in themselves.
      const files = paths.map((path) => [
        path,
        path.endsWith('.gz')
          ? ''
          : `sha256-${createHash('sha256')
              .update(readFileSync(join(folder, path)))
              .digest('base64')}`,
      ]);
      const list = JSON.stringify(files);
      const build = createHash('sha256');
      paths.forEach((path) => build.update(path).update(readFileSync(join(folder, path))));
      const code = readFileSync(new URL('./service-worker.js', import.meta.url), 'utf8');
      writeFileSync(
        join(folder, 'service-worker.js'),
        `const BUILD = '${build.digest('hex').slice(0, 12)}', FILES = ${list}, HEADERS = ${JSON.stringify(headers)};\n${code}`,
      );
    },
  };
}
