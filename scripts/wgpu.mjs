// A second WebGPU beside Dawn's, for the long tests: wgpu and naga, as Deno has them, on Mesa's software
// Vulkan driver.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, sh } from './setup.mjs';

/** 42 MB to fetch, 92 MB on disk: too much for every `npm ci`. */
const DENO = '2.9.6';
const folder = join(root, '.cache/deno', DENO);
const deno = join(folder, 'node_modules/deno/deno');
const drivers = '/usr/share/vulkan/icd.d';

/**
 * For vitest's environment: where Deno and lavapipe lie. Installs what is missing where it can; empty, saying
 * why, where it cannot.
 */
export function findWgpu() {
  const driver = lavapipe() ?? installLavapipe();
  if (!driver)
    return without(
      `Mesa's software Vulkan driver is not in ${drivers} (on Debian: apt-get install mesa-vulkan-drivers)`,
    );
  if (!existsSync(deno)) installDeno();
  if (!existsSync(deno)) return without('the npm package deno could not be installed');
  return { RAINBOW_DENO: deno, RAINBOW_LAVAPIPE: driver };
}

function without(reason) {
  console.error(`No test on wgpu: ${reason}.`);
  return {};
}

function lavapipe() {
  const name = existsSync(drivers) && readdirSync(drivers).find((file) => /^lvp_icd.*\.json$/.test(file));
  return name ? join(drivers, name) : null;
}

function installLavapipe() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return null;
  console.error('Installing a software Vulkan driver for the tests on wgpu…');
  const quiet = { to: 'stderr', env: { DEBIAN_FRONTEND: 'noninteractive' } };
  sh('apt-get', ['-qq', 'update'], quiet);
  sh('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'mesa-vulkan-drivers'], quiet);
  return lavapipe();
}

/** Its binary comes as a package of the platform; the install script only links it. */
function installDeno() {
  console.error('Installing Deno for the tests on wgpu…');
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const packages = [`deno@${DENO}`];
  sh('npm', ['install', '--prefix', folder, ...quietly, '--ignore-scripts', ...packages], { to: 'stderr' });
  sh(process.execPath, [join(folder, 'node_modules/deno/install.cjs')], { to: 'stderr' });
}
