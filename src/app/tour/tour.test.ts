import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRunFile } from '../../lab/runFile.ts';
import { decodePlay } from '../../lab/play/address.ts';
import { panels } from '../../panels/index.ts';
import { foldRun, type RunView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { steps } from './steps.ts';
import { stepOf } from './useTour.ts';

const runs = new Map<string, Promise<RunView>>();
const runOf = (file: string) => {
  if (!runs.has(file))
    runs.set(
      file,
      parseRunFile(new Uint8Array(readFileSync(`public/recordings/${file}`))).then(({ events }) =>
        foldRun(events),
      ),
    );
  return runs.get(file)!;
};

describe('the tour', () => {
  it('has at most ten steps, each with its own text and no text without a step', () => {
    expect(steps.length).toBeLessThanOrEqual(10);
    expect(steps.map((s) => s.id)).toEqual(Object.keys(strings.tour.steps));
  });

  it.each(steps.map((s) => [s.id, s] as const))(
    '%s names a panel that its recording has, a layer and an epoch that are there',
    async (_, step) => {
      const run = await runOf(step.recording);
      const panel = panels.find((p) => p.id === step.panel);
      const net = run.nets[step.net ?? 0];
      expect(panel, `panel ${step.panel}`).toBeDefined();
      expect(panel!.shows?.(run, run.started!.spec) ?? true).toBe(true);
      expect(net.info.layers[step.layer]).toBeDefined();
      if (step.epoch !== 'last') expect(net.spectra.map((s) => s.epoch)).toContain(step.epoch);
      if (step.more) expect(decodePlay(step.more).ok).toBe(true);
    },
  );

  it('is linked by the number of its step', () => {
    expect(stepOf('?tour=3')).toBe(2);
    for (const bad of ['', '?tour=0', '?tour=11', '?tour=x', '?tour=1e0', '?tour=-1'])
      expect(stepOf(bad)).toBeNull();
  });
});
