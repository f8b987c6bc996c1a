// npm run lab -- …: builds the command line where sources are newer and runs it. Nothing but the result goes
// to stdout.
import v8 from 'node:v8';
import { buildCli, buildKernels, installPackages } from './setup.mjs';

// Browsers have relaxed SIMD (fused multiply–add); Node 20 has it behind this flag, later ones without.
if (Number(process.versions.node.split('.')[0]) < 22)
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

installPackages();
buildKernels();
buildCli();
await import('../build/cli/main.js');
