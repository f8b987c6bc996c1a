import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { holds } from '../../src/backend/webgpu/kernelChecks.ts';
import type { Line } from './main.ts';

// scripts/wgpu.mjs finds or installs both.
const { RAINBOW_DENO: deno, RAINBOW_LAVAPIPE: driver, RAINBOW_LONG: long } = process.env;
const root = fileURLToPath(new URL('../..', import.meta.url));
const ready = Boolean(long && deno && driver);
if (long && !ready)
  console.warn('skipped: RAINBOW_DENO and RAINBOW_LAVAPIPE say where wgpu is (npm run test:long)');

/** What the entry says of one part, run by Deno. */
async function linesOf(part: string): Promise<Line[]> {
  const entry = join(root, 'build/bench/gpu/main.js');
  const args = ['run', '--allow-all', '--no-config', '--unstable-webgpu', entry, part];
  const { stdout } = await promisify(execFile)(deno!, args, {
    // The loader that Dawn needs beside Chromium would look for another driver.
    env: { ...process.env, LD_LIBRARY_PATH: '', VK_ICD_FILENAMES: driver },
    maxBuffer: 2 ** 24,
  });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

describe.skipIf(!ready)('WebGPU of wgpu, on lavapipe (long: npm run test:long)', () => {
  beforeAll(async () => {
    await build({ configFile: join(root, 'bench/gpu/vite.config.ts'), logLevel: 'silent' });
  });

  it.each(['kernels', 'steps', 'experiments'])(
    '%s are what they should be',
    async (part) => {
      const [start, ...lines] = await linesOf(part);
      expect(start).toMatchObject({ adapter: expect.stringMatching(/llvmpipe/) as string });
      expect(lines).toHaveLength((start as { total: number }).total);
      for (const line of lines) {
        expect(line).not.toHaveProperty('error');
        const { name, findings } = line as Extract<Line, { findings: unknown }>;
        expect(
          findings.filter((finding) => !holds(finding)),
          name,
        ).toEqual([]);
      }
    },
    900_000,
  );
});
