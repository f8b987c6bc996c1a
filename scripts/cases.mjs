// node scripts/cases.mjs [FOLDER] [NAME…]: runs the command line on small files of the kinds people report,
// one folder each with an EXPECTED.txt (default: the folder RAINBOW_CASES), and prints what is right beside
// what came out. With names: those cases only. Exit code 1 where they differ. Each file of scripts/cases/
// exports `rows`: { name, args: file names → arguments, expected, got: outcome → text, right: outcome →
// boolean }.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildCli, buildKernels, root } from './setup.mjs';

const given = process.argv.slice(2);
const isFolder = given[0] !== undefined && existsSync(given[0]);
const folder = isFolder ? given[0] : process.env.RAINBOW_CASES;
const names = isFolder ? given.slice(1) : given;
if (!folder || !existsSync(folder)) {
  console.error('Which cases? Give their folder, or set RAINBOW_CASES.');
  process.exit(2);
}

const modules = ['./cases/data.mjs', './cases/models.mjs'].filter((file) =>
  existsSync(join(root, 'scripts', file)),
);
const rows = (await Promise.all(modules.map((file) => import(file)))).flatMap((module) => module.rows);
buildKernels();
buildCli();
const scratch = mkdtempSync(join(tmpdir(), 'rainbow-cases-'));

/** Runs the command line; `run`: the events of the run file it saved, where it did. */
function outcomeOf({ name, args }) {
  const out = join(scratch, 'run.json');
  rmSync(out, { force: true });
  const at = (file) => resolve(folder, name, file);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/lab.mjs'), ...args(at, out)],
    { cwd: root, encoding: 'utf8' },
  );
  const run = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')).events : null;
  return { status, stdout, stderr, run, message: stderr.trim().split('\n').at(-1) };
}

let wrong = 0;
console.log('| | case | expected | got |\n|---|---|---|---|');
for (const row of rows) {
  if (names.length && !names.includes(row.name)) continue;
  const outcome = outcomeOf(row);
  const ok = row.right(outcome);
  if (!ok) wrong++;
  const cells = [ok ? 'ok' : 'NOT', row.name, row.expected, row.got(outcome)];
  console.log(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${wrong} wrong`);
process.exit(wrong ? 1 : 0);
