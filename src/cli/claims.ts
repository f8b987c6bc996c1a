import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { quickSpec } from '../claims/quickSpec.ts';
import { verdictsOf, type Verdict } from '../claims/verdict.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { foldRun } from '../state/runView.ts';
import { run } from './run.ts';
import { UsageError } from './usage.ts';

/** Where the page's recordings lie, from the project's root. */
const RECORDINGS = 'public/recordings';

/**
 * The paper's claims held against run files, the recordings where none are named, or a small run made now.
 */
export async function claimsOf(files: string[], runKind: string | undefined): Promise<Verdict[]> {
  if (runKind !== undefined) {
    if (runKind !== 'quick')
      throw new UsageError(`--run: there is no "${runKind}"; the only run is "quick".`);
    if (files.length) throw new UsageError('"claims --run quick" takes no files.');
    return verdictsOf([
      { run: foldRun(await run({ spec: quickSpec, preset: null }, { data: [] })), source: 'run quick' },
    ]);
  }
  const names = files.length
    ? files
    : readdirSync(RECORDINGS)
        .filter((name) => name.endsWith('.json.gz'))
        .sort()
        .map((name) => join(RECORDINGS, name));
  return verdictsOf(
    await Promise.all(
      names.map(async (name) => ({
        run: foldRun((await parseRunFile(read(name))).events),
        source: basename(name),
      })),
    ),
  );
}

function read(name: string): Uint8Array {
  try {
    return readFileSync(name);
  } catch {
    throw new UsageError(`There is no file ${name}.`);
  }
}

const number = (value: number | null): string => (value === null ? '–' : value.toPrecision(3));

/** For people: one line a claim. */
export const claimsTable = (verdicts: readonly Verdict[]): string =>
  verdicts
    .map(
      (v) =>
        `${v.figure.padEnd(10)}${v.verdict.padEnd(15)}paper ${number(v.paper).padEnd(8)}here ${number(v.here)}${v.spread === null ? '' : ` ± ${number(v.spread)}`}  ${v.claim} (${v.dataset}, ${v.source})\n`,
    )
    .join('');
