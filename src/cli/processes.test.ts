import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLab, startLab } from './labProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => { expect(await buildLab()).toMatchObject({ code: 0 }); }, 120_000);

it('a full disk ends a shard with its name; what was stored is whole, and the shard goes on from there', async () => {
  const spec = join(folder, 'spec.json'), store = join(folder, 'store'), args = ['run', spec, '--shard', '1/1', '--store', store];
  // ×1/8 takes some 10 KB of weights, ×1 half a megabyte.
  writeFileSync(spec, JSON.stringify({ device: 'simd', threads: 1, data: { source: 'shapes-easy', train: 64, test: 32 }, widths: [0.125, 1], training: { epochs: 1, batchSize: 32 }, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 } }));
  const full = await startLab(args, { fileLimit: 200 }).ended;
  expect(full.stderr).toMatch(/Failed: There is no room left in the store .*store \((EFBIG|ENOSPC)\)\. Free some\. What was stored before is whole; run the same command again and it goes on from there\./);
  expect(full).toMatchObject({ code: 1, stdout: '' });
  expect(readdirSync(store).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(readdirSync(store).filter((name) => name.startsWith('net-'))).toHaveLength(1);
  // As the array job does it.
  const again = spawnSync('bash', ['docs/cluster/slurm.sh'], { encoding: 'utf8', env: { ...process.env, LAB: 'node scripts/lab.mjs', SPEC: spec, STORE: store, SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_MAX: '1', SLURM_CPUS_PER_TASK: '1' } });
  expect(again.stdout, again.stderr).toMatch(/^Shard 1 of 1: .*Net 2 of 2 \(×1\).*: in the store\.\n$/);
  expect(again.stderr).toContain('1 of 2 networks were trained by earlier runs and taken from the store');
}, 120_000);
