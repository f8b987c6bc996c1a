// npm start [-- --port N] [-- --host]: installs what is missing, builds the page and serves it, on the first
// free port from 4173.
import { parseArgs } from 'node:util';
import { buildKernels, buildPage, installPackages, root } from './setup.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, host: { type: 'boolean', default: false } },
});
installPackages();
buildKernels();
buildPage();
const { preview } = await import('vite');
const server = await preview({
  root,
  logLevel: 'warn',
  preview: { port: Number(values.port), strictPort: false, host: values.host },
});
const { local, network } = server.resolvedUrls;
console.log(`\n  Rainbow Lab is at  ${[...local, ...network].join('  ')}\n  Stop it with Ctrl-C.\n`);
