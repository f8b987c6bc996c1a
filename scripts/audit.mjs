// Known vulnerabilities of what the page is made of (not of the tools that build it): fails on one, and says
// so where the registry does not answer.
import { spawnSync } from 'node:child_process';
import { root } from './setup.mjs';

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 60_000,
  shell: process.platform === 'win32',
});
let report = null;
try {
  report = JSON.parse(stdout);
} catch {
  // No answer.
}
if (error || !report?.vulnerabilities) console.log('Skipped: the registry does not answer.');
else {
  const found = Object.values(report.vulnerabilities);
  for (const { name, severity, range } of found) console.log(`${name} ${range}: ${severity}`);
  console.log(
    found.length
      ? `${found.length} of the page's packages have a known vulnerability: npm audit --omit=dev says more.`
      : 'None is known.',
  );
  process.exit(found.length ? 1 : 0);
}
