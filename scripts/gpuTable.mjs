// The table of scripts/gpu-check.mjs, from the lines that bench/gpu/main.ts and the other commands print.

const holds = ({ value, atLeast = 0, atMost }) => value >= atLeast && value <= atMost;
const figure = (x) => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));

/** A row for all checks that held, one for each that did not: `[what, result]`. */
export function checkRows(title, lines, total) {
  const done = lines.filter((line) => line.findings);
  const right = done.filter(({ findings }) => findings.every(holds));
  const errors = right.flatMap(({ findings }) => findings.filter(({ what }) => what.includes('error of')));
  const worst = Math.max(0, ...errors.map(({ value }) => value));
  return [
    [title, `${right.length} of ${total} right, largest error ${worst.toExponential(1)}`],
    ...done.flatMap(({ name, findings }) =>
      findings
        .filter((finding) => !holds(finding))
        .map(({ what, value, atMost }) => [`**wrong**: ${name}`, `${what}: ${value}, at most ${atMost}`]),
    ),
    ...failures(lines),
  ];
}

/** Speeds; those of training beside the fastest product's. */
export function speedRows(lines) {
  const speeds = lines.flatMap(({ speed }) => speed ?? []);
  const product = Math.max(...speeds.filter(({ unit }) => unit === 'GFLOP/s').map(({ value }) => value));
  return [
    ...speeds.map(({ work, unit, value, gflops }) => [
      work,
      gflops === null || !(product > 0)
        ? `${figure(value)} ${unit}`
        : `${figure(value)} ${unit}, ${figure(gflops)} GFLOP/s: ${figure((100 * gflops) / product)} % of the product's`,
    ]),
    ...failures(lines),
  ];
}

const failures = (lines) =>
  lines.flatMap(({ name, error }) => (error === undefined ? [] : [[`**failed**: ${name}`, error]]));

/** What `npm run lab -- run … --json` printed. */
export function runRow(title, { accuracy, seconds }) {
  const percent = (kind) => (accuracy[kind] ? `${(100 * accuracy[kind].mean).toFixed(1)} %` : 'not measured');
  return [
    title,
    `${figure(seconds)} s; trained ${percent('trained')}, drawn again ${percent('rainbow')}, without alignment ${percent('unaligned')}`,
  ];
}

/** A line of `npm run bench` ("work: ours 12, rival 3 images/s; ratio 4") as a row; null for any other line. */
export function benchRow(line) {
  const found = /^(.+?): (.+; ratio .+)$/.exec(line);
  return found && [`bench: ${found[1]}`, found[2]];
}

/** Markdown. A bar would end a cell. */
export function tableOf(title, rows) {
  const cell = (text) => String(text).replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const lines = rows.map(([what, result]) => `| ${cell(what)} | ${cell(result)} |`);
  return `${title}\n\n| what | result |\n|---|---|\n${lines.join('\n')}\n`;
}
