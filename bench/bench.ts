import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reason, say } from './contender.ts';
import { parseOptions, usage, type Options } from './options.ts';
import { formatRow, rowsAsJson, type Row } from './rows.ts';
import { data } from './works/data.ts';
import { eigh } from './works/eigh.ts';
import { ensemble } from './works/ensemble.ts';
import { gemm } from './works/gemm.ts';
import { load } from './works/load.ts';
import { page } from './works/page.ts';
import { sweep } from './works/sweep.ts';
import { train } from './works/train.ts';

/** What the command (main.mjs) can do for us. */
export interface Setup {
  /** Path of a Chromium, installed where none is found. */
  chromium(): Promise<string>;
  buildBenchPage(): void;
  buildPage(): void;
}

export interface Context {
  options: Options;
  setup: Setup;
  root: string;
  add(row: Row): void;
}

/** Returns the exit code. */
export async function main(args: readonly string[], setup: Setup): Promise<number> {
  const options = parseOptions(args);
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n\n${usage}`);
    return 2;
  }
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    if (!options.json) process.stdout.write(`${formatRow(row)}\n`);
  };
  const root = join(fileURLToPath(import.meta.url), '../../../..');
  try {
    await { train, gemm, eigh, ensemble, page, load, data, sweep }[options.work]({
      options,
      setup,
      root,
      add,
    });
  } catch (error) {
    say(`${options.work}: ${reason(error)}`);
    return 1;
  }
  if (options.json) process.stdout.write(`${rowsAsJson(rows)}\n`);
  if (!rows.length) say('Nothing could be compared.');
  return rows.length ? 0 : 1;
}
