// npm run lab -- …: builds the command line where sources are newer and runs it. Nothing but the result goes to stdout.
import { buildCli, buildKernels, installPackages } from './setup.mjs';

installPackages();
buildKernels();
buildCli();
await import('../build/cli/main.js');
