import { execSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { decoder } from './vite/decoder.ts';
import { offline } from './vite/offline.ts';
import { opening } from './vite/opening.ts';
import { headers, policyInPage } from './vite/policy.ts';
import { workerEntriesApart } from './vite/workerEntries.ts';

/** The commit shown on every result: RAINBOW_COMMIT, else git's; "unknown" in a copy without git. */
function commit(): string {
  if (process.env.RAINBOW_COMMIT) return process.env.RAINBOW_COMMIT;
  try {
    return execSync('git rev-parse --short HEAD', { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

// In development vite runs scripts of its own in the page: no policy.
const { 'Content-Security-Policy': _, ...isolation } = headers;

export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  plugins: [react(), policyInPage, opening, offline(), decoder],
  define: { __COMMIT__: JSON.stringify(commit()) },
  resolve: {
    dedupe: ['@tensorflow/tfjs-core'],
    alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('vite/zod.ts', import.meta.url)) }],
  },
  server: { headers: isolation },
  preview: { headers },
  worker: { format: 'es', plugins: () => [workerEntriesApart(), decoder] },
  build: isSsrBuild
    ? { outDir: 'build/cli', target: 'node20', copyPublicDir: false }
    : { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200 },
  // tfjs ships CommonJS for Node and ES modules for bundlers; one copy of its registry needs one of the two.
  // The queue is loaded where a sweep asks for it.
  ssr: { noExternal: true, external: ['bullmq', 'ioredis', 'webgpu'] },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'bench/**/*.test.ts'],
    // Two files at a time on two cores: most compute on one thread.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@tensorflow/] } },
  },
}));
