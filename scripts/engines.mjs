// npm run engines: what the page does in each browser engine that is here, tested (e2e/engines.spec.ts, the
// whole of it) and written into docs/engines.md as a table.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureOtherEngines } from './browsers.mjs';
import { bin, buildKernels, buildPage, installPackages, root } from './setup.mjs';

const BEGIN = '<!-- engines:begin -->';
const END = '<!-- engines:end -->';
const document = join(root, 'docs/engines.md');
const report = join(root, 'test-results/engines.json');

installPackages();
const chromium = await ensureChromium();
ensureOtherEngines();
buildKernels();
buildPage();
// One engine after the other: their speeds stand side by side. What fails stands in the table.
bin('playwright', ['test', 'e2e/engines.spec.ts', '--workers=1', '--reporter=list,json'], {
  env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report, RAINBOW_LONG: '1' },
});

const [file] = JSON.parse(readFileSync(report, 'utf8')).suites;
const engines = file.suites.map(({ title, specs }) => {
  const tests = specs.map(({ title, ok, tests: [{ status, annotations }] }) => ({
    title,
    ok,
    status,
    annotations,
  }));
  const notes = Object.fromEntries(
    tests.flatMap(({ annotations }) => annotations).map(({ type, description }) => [type, description]),
  );
  return { title, tests, notes };
});
const RESULTS = { skipped: 'not tested', expected: 'yes', flaky: 'at the second try', unexpected: '**no**' };
const rows = [
  ['', ...engines.map(({ title, notes }) => (notes.version ? `${title} (${notes.version})` : title))],
  engines.map(() => '---').concat('---'),
  ...engines[0].tests.map(({ title }, i) => [title, ...engines.map(({ tests }) => RESULTS[tests[i].status])]),
  ...[
    ['computes on', 'device'],
    ['images/s, training Rainbow in a minute', 'images/s'],
    ['Rainbow in a minute takes', 'seconds'],
  ].map(([title, note]) => [title, ...engines.map(({ notes }) => notes[note] ?? '')]),
];
const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
const today = new Date().toISOString().slice(0, 10);
const [before, rest] = readFileSync(document, 'utf8').split(BEGIN);
const after = rest.split(END)[1];
writeFileSync(document, `${before}${BEGIN}\n\nTested on ${today}.\n\n${table}\n\n${END}${after}`);
console.log(`\n${table}\n\nwritten into docs/engines.md`);
