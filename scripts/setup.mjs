// What every command needs before it can begin. Imports nothing from node_modules: it may not be there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project, its output on ours ("stderr": all of it there); returns the exit code. */
export function sh(command, args, { env = {}, to = 'inherit' } = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', to === 'stderr' ? 2 : to, to === 'ignore' ? 'ignore' : 2],
  });
  if (error && to !== 'ignore') console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** Runs a program of node_modules, without the start-up of npx. */
export const bin = (name, args, options) =>
  sh(process.execPath, [join(root, 'node_modules', binaries[name]), ...args], options);
const binaries = {
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
  tsc: 'typescript/bin/tsc',
  eslint: 'eslint/bin/eslint.js',
  depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
  playwright: '@playwright/test/cli.js',
  prettier: 'prettier/bin/prettier.cjs',
};

export function orExit(code) {
  if (code !== 0) process.exit(code);
}

/** Installs the packages of package-lock.json where they are absent or of another version. */
export function installPackages() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < 20) {
    console.error(`Rainbow Lab needs Node 20 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  if (packagesAreCurrent()) return;
  console.error('Installing packages…');
  orExit(sh('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { to: 'stderr' }));
}

function packagesAreCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  // Optional packages are for other platforms as often as not.
  return Object.entries(want).every(
    ([path, { version, optional }]) => path === '' || optional || have[path]?.version === version,
  );
}

export function buildKernels() {
  orExit(sh(process.execPath, ['scripts/build-kernels.mjs'], { to: 'stderr' }));
}

/** Builds the page into dist/ where sources are newer. */
export function buildPage() {
  if (
    isCurrent('dist/index.html', [
      'src',
      'public',
      'vite',
      'index.html',
      'vite.config.ts',
      'package-lock.json',
    ])
  )
    return;
  console.error('Building the page…');
  orExit(bin('vite', ['build', '--logLevel', 'warn'], { to: 'stderr' }));
}

/** Builds the command line into build/cli/ where sources are newer. */
export function buildCli() {
  if (isCurrent('build/cli/main.js', ['src', 'vite.config.ts', 'package-lock.json'])) return;
  console.error('Building the command line…');
  orExit(bin('vite', ['build', '--ssr', 'src/cli/main.ts', '--logLevel', 'warn'], { to: 'stderr' }));
}

/**
 * Builds the benchmarks into build/bench/: their command ("node"), the page they run in ("page") or the
 * checks of a GPU ("gpu"), where sources are newer.
 */
export function buildBench(part) {
  const { target, config, what, flags = [] } = benches[part];
  if (isCurrent(`build/bench/${target}`, ['src', 'bench', 'package-lock.json'])) return;
  console.error(`Building ${what}…`);
  orExit(bin('vite', ['build', '--config', config, ...flags, '--logLevel', 'warn'], { to: 'stderr' }));
}
const benches = {
  node: {
    target: 'node/bench.js',
    config: 'bench/vite.config.ts',
    what: 'the benchmarks',
    flags: ['--ssr'],
  },
  page: { target: 'page/index.html', config: 'bench/vite.config.ts', what: 'the page of the benchmarks' },
  gpu: { target: 'gpu/main.js', config: 'bench/gpu/vite.config.ts', what: 'the checks of the GPU' },
};

/**
 * Is `target` newer than every file of `sources`? The commit is built in, so a new one makes it stale too.
 */
function isCurrent(target, sources) {
  const built = statSync(join(root, target), { throwIfNoEntry: false })?.mtimeMs;
  return (
    built !== undefined &&
    [...sources.map((source) => join(root, source)), ...gitHeads()].every((source) => newest(source) < built)
  );
}

/** What a commit changes; in a linked worktree .git is a file that says where its folder is. */
function gitHeads() {
  const git = join(root, '.git');
  const linked =
    statSync(git, { throwIfNoEntry: false })?.isFile() &&
    /^gitdir: (.*)$/m.exec(readFileSync(git, 'utf8'))?.[1];
  const folder = linked ? resolve(root, linked) : git;
  return [join(folder, 'HEAD'), join(folder, 'logs/HEAD')];
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  return stat.isDirectory()
    ? Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
    : stat.mtimeMs;
}
