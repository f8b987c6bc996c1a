import { describe, expect, it } from 'vitest';
import { estimateRun } from '../lab/estimate.ts';
import { presets } from './presets.ts';
import { smaller } from './smaller.ts';
import { experimentSpec } from './spec.ts';

describe('smaller variants', () => {
  // An opened model is not of the preset: what it costs is known when it is open.
  it.each(presets.filter((p) => p.spec.network.architecture !== 'model').map((p) => [p.id, p.spec] as const))(
    'of %s are valid, cost less each time, keep what is asked, and end',
    (_, spec) => {
      let now = spec;
      let steps = 0;
      for (let next = smaller(now); next; next = smaller(now)) {
        expect(experimentSpec.safeParse(next).success).toBe(true);
        expect(estimateRun(next).units).toBeLessThan(estimateRun(now).units);
        expect(next).toMatchObject({
          seed: spec.seed,
          compare: spec.compare,
          network: { architecture: spec.network.architecture },
        });
        now = next;
        expect(++steps).toBeLessThan(20);
      }
      expect(now.networks).toBeGreaterThanOrEqual(Math.min(5, spec.networks));
    },
  );
});
