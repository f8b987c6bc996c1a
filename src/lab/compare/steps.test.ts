import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../experiments/plan.ts';
import { compareSettings, experimentSpec } from '../../experiments/spec.ts';
import { shapeBefore } from '../tasks.ts';
import { stepsOf } from './index.ts';

const stepsFor = (settings: object) => {
  const plan = planExperiment(experimentSpec.parse(settings));
  const number = (id: string) => plan.nets.findIndex((net) => net.id === id);
  return stepsOf(plan.spec, plan, shapeBefore(plan.spec.data, null)).map((step) => ({
    name: step.comparison.name,
    nets: step.needs.map(number),
    chain: step.chain,
    ...step.task,
  }));
};
const namesFor = (settings: object): string[] => stepsFor(settings).map((step) => step.name);

/** Two widths of two networks: enough for every comparison to be asked. */
const several = { widths: [0.5, 1], networks: 2, redraw: { scales: [1] } };

describe('stepsOf', () => {
  it('compares nothing that was not asked for', () => {
    expect(stepsFor({})).toEqual([]);
    expect(stepsFor(several)).toEqual([]);
  });

  it.each(Object.entries(compareSettings.shape).filter(([name]) => name !== 'images'))(
    'compare.%s asks for a comparison, which says its work',
    (name, setting) => {
      const on = setting.def.innerType.type === 'boolean' ? true : 'shapes-hard';
      const steps = stepsFor({ ...several, compare: { [name]: on } });
      expect(steps, `no comparison in compare/index.ts is asked for by compare.${name}`).not.toHaveLength(0);
      for (const step of steps) {
        expect(step.units, step.name).toBeGreaterThan(0);
        expect(step.label, step.name).toMatch(/^[A-Z]/);
      }
    },
  );

  it('asks comparisons of the run first, then those of each width about its own nets', () => {
    const steps = stepsFor({ ...several, compare: { activations: true, ranks: true, additivity: true } });
    expect(steps.map(({ name, nets }) => [name, ...nets])).toEqual([
      ['activations', 0, 1, 2, 3],
      ['convergence', 0, 1, 2, 3],
      ['ranks', 0, 1],
      ['additivity', 0],
      ['ranks', 2, 3],
      ['additivity', 2],
    ]);
    expect(steps.map(({ label }) => label.endsWith(', ×0.5'))).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('makes one chain of what hands something on', () => {
    const steps = stepsFor({
      networks: 5,
      redraw: { scales: [1] },
      compare: { covariances: true, ranks: true, laws: true },
    });
    expect(steps.map((step) => step.name)).toEqual(['pooled', 'pooled-redraw', 'ranks', 'laws']);
    const [pooled, redraw, ranks, laws] = steps.map((step) => step.chain);
    expect([ranks, laws]).toEqual([pooled, pooled]);
    expect(redraw).not.toBe(pooled);
    expect(new Set(stepsFor({ compare: { ranks: true, laws: true } }).map((step) => step.chain)).size).toBe(
      2,
    );
    const wide = stepsFor({ widths: [0.5, 1], redraw: { scales: [1] }, compare: { covariances: true } });
    expect(wide.map((step) => step.name)).toEqual(['convergence', 'width-covariances']);
    expect(wide[0].chain).toBe(wide[1].chain);
  });

  it('compares what a network allows', () => {
    expect(
      namesFor({ ...several, redraw: { draws: 0, wideDraws: 0 }, compare: { covariances: true } }),
    ).toEqual(['convergence', 'width-covariances']);
    expect(
      namesFor({ network: { architecture: 'resnet18' }, compare: { kernel: true, ranks: true } }),
    ).toEqual(['ranks', 'symmetry']);
    expect(namesFor({ compare: { matching: true } })).toEqual([]);
    expect(namesFor({ compare: { universality: 'shapes-hard' } })).toEqual(['universality']);
  });
});
