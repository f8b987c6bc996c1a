import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { encodeLink } from '../experiments/link.ts';
import { readFiles } from '../data/formats/readFiles.ts';
import type { FileImages } from '../data/formats/readSet.ts';
import { checkEnough } from '../data/select.ts';
import { findPreset } from '../experiments/presets.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { InputFile } from '../files/inputFile.ts';
import { openModel } from '../files/models/modelFile.ts';
import type { ImportedNetwork } from '../networks/imported/importedNetwork.ts';
import type { RunEvent } from '../lab/events.ts';
import { runArchive } from '../lab/export/archive.ts';
import type { ExperimentHost } from '../lab/host.ts';
import { recogniseModel } from '../lab/knownModel.ts';
import type { LiveNetworks } from '../lab/live.ts';
import { wantsGpu } from '../backend/device.ts';
import { offerDawn } from '../backend/webgpu/dawn.ts';
import { runExperiment } from '../lab/runExperiment.ts';
import { writeRunFile } from '../lab/runFile.ts';
import type { NetWeights, RunWeights } from '../lab/weights.ts';
import { onFiles, type Chosen } from './chooseSpec.ts';
import { progressWriter } from './progress.ts';
import { folderCache } from './folderCache.ts';
import { UsageError } from './usage.ts';

/**
 * Runs the experiment here, progress on stderr, and returns its log, whole or not. The first Ctrl-C cancels
 * it between two units of work, the second ends the process.
 */
export async function run(
  chosen: Chosen,
  {
    data,
    model: modelFiles = [],
    out,
    archive,
    cache,
    images = true,
    divided,
  }: {
    data: string[];
    model?: string[];
    out?: string;
    archive?: string;
    cache?: string;
    images?: boolean;
    divided?: Pick<ExperimentHost, 'store' | 'only' | 'joins'>;
  },
): Promise<RunEvent[]> {
  const files = data.flatMap(inputFiles);
  const model = modelFiles.length ? await runnable(modelFiles) : null;
  // Better now than after minutes of work.
  if (out !== undefined) checkPlace('--out', out);
  if (archive !== undefined) checkPlace('--export', archive);

  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nCancelling…\n');
    controller.abort();
  };
  // Batch schedulers end a job with SIGTERM.
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  const events: RunEvent[] = [];
  let trained: NetWeights[] | null = null;
  let live: LiveNetworks | null = null;
  const report = progressWriter(process.stderr);
  try {
    // Signals and output get their turn only when the event loop does.
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const { signal } = controller;
    const opened = files.length ? await read(files, chosen, signal, report) : null;
    if (files.length && !opened) return events;
    const { spec, preset } = opened
      ? onFiles(chosen, { train: opened.train.count, test: opened.test.count })
      : chosen;
    if (opened) tellNumbers(chosen.spec, spec, opened);
    if (wantsGpu(spec.device)) await offerDawn();
    await runExperiment(
      spec,
      {
        signal,
        preset,
        turn,
        onTrained: (nets) => {
          trained = nets;
        },
        onLive: (networks) => {
          live = networks;
        },
        images: opened,
        model,
        ...(cache !== undefined && { cache: folderCache(cache) }),
        ...divided,
      },
      (event) => {
        events.push(event);
        report(event);
      },
    );
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
  const told = images ? events : withoutImages(events);
  // What a merge saves is whole.
  if (out !== undefined && (!divided?.joins || told.at(-1)?.type === 'done'))
    writeFileSync(out, writeRunFile(told, { gzip: out.endsWith('.gz') }));
  if (archive !== undefined && told.some((event) => event.type === 'started'))
    writeArchive(archive, told, trained && { trained, redrawn: await drawnOf(live) });
  return events;
}

/** Reads the person's files; null when cancelled. Throws FileError. */
async function read(
  files: readonly InputFile[],
  { spec }: Chosen,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<FileImages | null> {
  const onProgress = (done: number, total: number) =>
    report({
      type: 'progress',
      phase: 'data',
      label: 'Reading the files',
      done,
      total,
      overall: done / total,
      secondsLeft: null,
      imagesPerSecond: null,
    });
  try {
    const images = await readFiles(files, { signal, expects: spec.data.expects, onProgress });
    checkEnough(images);
    return images;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** What a file has fewer of than the experiment takes by default. */
function tellNumbers(wanted: ExperimentSpec, { data }: ExperimentSpec, { name }: FileImages): void {
  const fewer = (['train', 'test'] as const).filter((split) => data[split] < wanted.data[split]);
  if (fewer.length)
    process.stderr.write(
      `${name} has ${fewer.map((split) => `${data[split].toLocaleString('en')} ${split === 'train' ? 'training' : 'test'} images instead of ${wanted.data[split].toLocaleString('en')}`).join(' and ')}: all of them are used.\n`,
    );
}

/** Numbers only: photographs may not be ours to pass on. */
export const withoutImages = (events: readonly RunEvent[]): RunEvent[] =>
  events.flatMap((event): RunEvent[] =>
    event.type === 'gallery' ? [] : [event.type === 'data' ? { ...event, images: [] } : event],
  );

/** The model as a network; throws UsageError in words for one that does not run. */
async function runnable(paths: readonly string[]): Promise<ImportedNetwork> {
  const files = paths.flatMap(inputFiles);
  const found = await recogniseModel(await openModel(files), files);
  if (!found.runs) throw new UsageError(`${paths[0]} does not run as a network. ${found.reason}`);
  process.stderr.write(`Model: ${found.title}, ${found.classes} classes, ${found.pixels}\n`);
  return found.network;
}

const drawnOf = async (live: LiveNetworks | null) => (await live?.read('rainbow')) ?? null;

/** Everything of a run as one zip. */
export function writeArchive(path: string, events: readonly RunEvent[], weights: RunWeights | null): void {
  const { spec, preset } = events.find((event) => event.type === 'started')!;
  writeFileSync(
    path,
    runArchive(events, encodeLink(spec, {}, preset !== null && findPreset(preset) ? preset : null), weights),
  );
}

/** Throws UsageError where no file can be written. */
export function checkPlace(option: string, path: string): void {
  if (!existsSync(dirname(path)) || statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${option}: cannot write ${path}: there is no such folder, or it is one.`);
}

/** A file, or all files of a folder with their paths in it. */
export function inputFiles(path: string): InputFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no file ${path}.`);
  if (stat.isFile()) return [diskFile(path, basename(path), stat.size)];
  const found = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (found.length === 0) throw new UsageError(`There is no file in ${path}.`);
  return found.map((file) => diskFile(file, join(basename(path), relative(path, file)), statSync(file).size));
}

/** Read in part, so that large files open at once. */
const diskFile = (path: string, name: string, size: number): InputFile => ({
  name,
  size,
  async read(from, to) {
    const handle = await open(path);
    const bytes = new Uint8Array(to - from);
    try {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },
});
