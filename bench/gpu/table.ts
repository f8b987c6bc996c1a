// The table of scripts/gpu-check.mjs, from the lines that main.ts and the other commands print.
import { holds } from '../../src/backend/webgpu/kernelChecks.ts';
import type { Line } from './main.ts';

/** What, and what came of it. */
export type TableRow = [string, string];

const figure = (x: number): string => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));

/** A row for all checks that held, one for each number that did not. */
export function checkRows(title: string, lines: readonly Line[], total: number): TableRow[] {
  const done = lines.flatMap((line) => ('findings' in line ? [line] : []));
  const right = done.filter(({ findings }) => findings.every(holds));
  const errors = right.flatMap(({ findings }) => findings.filter(({ what }) => what.includes('error of')));
  const worst = Math.max(0, ...errors.map(({ value }) => value));
  const missing = total > lines.length ? `, ${total - lines.length} not done` : '';
  return [
    [title, `${right.length} right of ${total}${missing}; largest error ${worst.toExponential(1)}`],
    ...done.flatMap(({ name, findings }) =>
      findings
        .filter((finding) => !holds(finding))
        .map(({ what, value, atMost }): TableRow => [
          `**wrong**: ${name}`,
          `${what}: ${value}, at most ${atMost}`,
        ]),
    ),
    ...failures(lines),
  ];
}

/** Speeds; those of training beside the fastest product's. */
export function speedRows(lines: readonly Line[]): TableRow[] {
  const speeds = lines.flatMap((line) => ('speed' in line ? [line.speed] : []));
  const products = speeds.filter(({ unit }) => unit === 'GFLOP/s');
  const fastest = Math.max(0, ...products.map(({ value }) => value));
  return [
    ...speeds.map(({ work, unit, value, gflops }): TableRow => {
      const speed = `${figure(value)} ${unit}`;
      if (gflops === null || fastest === 0) return [work, speed];
      const share = figure((100 * gflops) / fastest);
      return [work, `${speed}, ${figure(gflops)} GFLOP/s: ${share} % of the product's`];
    }),
    ...failures(lines),
  ];
}

const failures = (lines: readonly Line[]): TableRow[] =>
  lines.flatMap((line): TableRow[] => ('error' in line ? [[`**failed**: ${line.name}`, line.error]] : []));

/** What `npm run lab -- run … --json` printed: accuracies as fractions. */
export interface RunResult {
  accuracy: { trained: number | null; rainbow: { mean: number } | null; unaligned: { mean: number } | null };
  seconds: number;
}

export function runRow(title: string, { accuracy, seconds }: RunResult): TableRow {
  const percent = (x: number | null | undefined) =>
    x === null || x === undefined ? 'not measured' : `${(100 * x).toFixed(1)} %`;
  const { trained, rainbow, unaligned } = accuracy;
  const accuracies = `trained ${percent(trained)}, drawn again ${percent(rainbow?.mean)}, without alignment ${percent(unaligned?.mean)}`;
  return [title, `${figure(seconds)} s; ${accuracies}`];
}

/**
 * A line of `npm run bench` ("work: ours 12, rival 3 images/s; ratio 4") as a row; null for any other line.
 */
export function benchRow(line: string): TableRow | null {
  const found = /^(.+?): (.+; ratio .+)$/.exec(line);
  return found && [`bench: ${found[1]}`, found[2]];
}

/** Markdown. A bar would end a cell. */
export function tableOf(title: string, rows: readonly TableRow[]): string {
  const cell = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const lines = rows.map(([what, result]) => `| ${cell(what)} | ${cell(result)} |`);
  return `${title}\n\n| what | result |\n|---|---|\n${lines.join('\n')}\n`;
}
