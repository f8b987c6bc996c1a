// npm run bench -- WORK [--json] [--quick] [--gpu]: installs and builds what is missing, then measures.
import { ensureChromium } from '../scripts/browsers.mjs';
import { buildBench, buildKernels, buildPage, installPackages } from '../scripts/setup.mjs';

installPackages();
buildKernels();
buildBench('node');
const { main } = await import('../build/bench/node/bench.js');
process.exit(
  await main(process.argv.slice(2), {
    chromium: ensureChromium,
    buildBenchPage: () => buildBench('page'),
    buildPage,
  }),
);
