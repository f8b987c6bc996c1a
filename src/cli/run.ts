import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { InputFile } from '../files/inputFile.ts';
import type { RunEvent } from '../lab/events.ts';
import { runExperiment } from '../lab/runExperiment.ts';
import { writeRunFile } from '../lab/runFile.ts';
import type { Chosen } from './chooseSpec.ts';
import { progressWriter } from './progress.ts';
import { folderCache } from './folderCache.ts';
import { UsageError } from './usage.ts';

/**
 * Runs the experiment here, progress on stderr, and returns its log, whole or not. The first Ctrl-C cancels it between two
 * units of work, the second ends the process.
 */
export async function run({ spec, preset }: Chosen, { data, out, cache, images = true }: { data: string[]; out?: string; cache?: string; images?: boolean }): Promise<RunEvent[]> {
  const files = data.flatMap(inputFiles);
  // Better now than after minutes of work.
  if (out !== undefined && (!existsSync(dirname(out)) || statSync(out, { throwIfNoEntry: false })?.isDirectory())) throw new UsageError(`--out: cannot write ${out}: there is no such folder, or it is one.`);

  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nCancelling…\n');
    controller.abort();
  };
  process.on('SIGINT', onInterrupt);
  const events: RunEvent[] = [];
  const report = progressWriter(process.stderr);
  try {
    // Signals and output get their turn only when the event loop does.
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    await runExperiment(spec, { signal: controller.signal, preset, turn, ...(files.length && { files }), ...(cache !== undefined && { cache: folderCache(cache) }) }, (event) => {
      events.push(event);
      report(event);
    });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  if (out !== undefined) writeFileSync(out, writeRunFile(images ? events : events.filter((event) => event.type !== 'gallery'), { gzip: out.endsWith('.gz') }));
  return events;
}

/** A file, or all files of a folder with their paths in it. */
export function inputFiles(path: string): InputFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no file ${path}.`);
  if (stat.isFile()) return [diskFile(path, basename(path), stat.size)];
  const found = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  if (found.length === 0) throw new UsageError(`There is no file in ${path}.`);
  return found.map((file) => diskFile(file, join(basename(path), relative(path, file)), statSync(file).size));
}

/** Read in part, so that large files open at once. */
const diskFile = (path: string, name: string, size: number): InputFile => ({
  name, size,
  async read(from, to) {
    const handle = await open(path), bytes = new Uint8Array(to - from);
    try {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },
});
