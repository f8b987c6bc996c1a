import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPreset } from '../experiments/presets.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { foldRun } from '../state/runView.ts';
import { verdictsOf } from './verdict.ts';

const folder = 'public/recordings/';
const index = JSON.parse(readFileSync(`${folder}index.json`, 'utf8')) as {
  file: string;
  preset: string;
  dataset: string;
}[];
const open = async (file: string) => foldRun((await parseRunFile(readFileSync(folder + file))).events);

describe('recordings', () => {
  it('are all listed, and light', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name !== 'index.json')
        .sort(),
    ).toEqual(index.map((entry) => entry.file).sort());
    expect(index.reduce((sum, { file }) => sum + statSync(folder + file).size, 0)).toBeLessThan(15e6);
  });

  it.each(index)('$file is a whole run of its preset, readable today', async ({ file, preset, dataset }) => {
    const run = await open(file);
    const { spec } = findPreset(preset)!;
    expect(run.end?.type).toBe('done');
    // On data of its own kind; all else as the preset says.
    expect({ ...run.started!.spec, data: null }).toEqual({ ...spec, data: null });
    expect(run.started!.dataset.name).toContain(dataset === 'built-in shapes' ? 'Built-in shapes' : dataset);
    expect(run.nets).toHaveLength(Math.max(1, spec.widths.length) * spec.networks);
    if (dataset !== 'built-in shapes') expect(run.nets.every((net) => net.gallery === null)).toBe(true);
  });

  it('measure claims of every figure they are made for', async () => {
    const verdicts = verdictsOf(
      await Promise.all(index.map(async ({ file }) => ({ run: await open(file), source: file }))),
    );
    const figures = new Set(verdicts.map((v) => v.figure));
    for (const [preset, own] of [
      ['widths', ['2', '3', '4', '9']],
      ['networks', ['4', '6', '7', '8']],
      ['deep', ['5']],
      ['dynamics', ['10']],
      ['kernel', ['theorem 1']],
    ] as const) {
      if (index.some((entry) => entry.preset === preset))
        for (const figure of own) expect(figures, `${preset}: ${figure}`).toContain(figure);
    }
    for (const v of verdicts) expect(Number.isFinite(v.here), v.id).toBe(true);
  });
});
