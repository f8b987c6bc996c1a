// npm test [-- --long]: every check, in order, stopping at the first that fails. Ends with a line "N passed,
// N failed".
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureOtherEngines, vulkanOf } from './browsers.mjs';
import { bin, buildKernels, installPackages, root, sh } from './setup.mjs';
import { findWgpu } from './wgpu.mjs';

const long = process.argv.includes('--long');
const counts = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

installPackages();
const chromium = await ensureChromium().catch((error) => finish(error.message));
ensureOtherEngines();
buildKernels();

check('types', 'tsc', ['--noEmit']);
check('lint', 'eslint', ['.']);
check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
check('imports', 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']);
console.log("\n— known vulnerabilities of the page's packages");
if (sh(process.execPath, ['scripts/audit.mjs']) !== 0) finish('known vulnerabilities');
tests(
  'unit tests',
  'vitest',
  ['run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/unit.json'],
  'test-results/unit.json',
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    flaky: 0,
  }),
  { ...vulkanOf(chromium), ...(long && findWgpu()) },
);
check('build', 'vite', ['build', '--logLevel', 'warn']);
// Beside Playwright's own output folder, which it empties.
tests(
  'browser tests',
  'playwright',
  ['test', '--reporter=list,json'],
  'test-results/browser.json',
  (report) => ({
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected,
    skipped: report.stats.skipped,
    flaky: report.stats.flaky,
  }),
);
finish(null);

function check(title, name, args) {
  console.log(`\n— ${title}`);
  if (bin(name, args) !== 0) finish(`${title} failed`);
}

function tests(title, name, args, file, read, env = {}) {
  console.log(`\n— ${title}`);
  const report = join(root, file);
  rmSync(report, { force: true });
  const code = bin(name, args, {
    env: {
      ...env,
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      ...(long && { RAINBOW_LONG: '1' }),
    },
  });
  const found = existsSync(report)
    ? read(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  for (const key of Object.keys(counts)) counts[key] += found[key];
  if (code !== 0) finish(`${title} failed`, found.failed > 0);
}

/**
 * A check that is no test counts as one failure, so that the last line never says 0 when something failed.
 */
function finish(problem, counted = false) {
  if (problem && !counted) counts.failed++;
  if (problem) console.log(`\n${problem}`);
  if (counts.skipped) console.log(`\n${counts.skipped} skipped: see above for what they need`);
  if (counts.flaky)
    console.log(`\n${counts.flaky} passed only at the second try: named above as flaky, and to be mended`);
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  process.exit(problem ? 1 : 0);
}
