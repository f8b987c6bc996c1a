import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { fitPowerTail } from './powerTail.ts';
import { powerAgainstExponential, powerTailPValue } from './tailTests.ts';

const random = rng(11);
const pareto = Array.from({ length: 400 }, () => (1 - random.uniform()) ** (-1 / 1.5));
const geometric = Array.from({ length: 120 }, (_, r) => 50 * Math.exp(-r / 25));

describe('tests of tails', () => {
  it('keep a power law and rule out what is none', () => {
    expect(powerTailPValue(pareto, fitPowerTail(pareto)!, 60, random.fork('a'))).toBeGreaterThan(0.1);
    // Half-normal values fitted as if their whole range were a tail.
    const normal = Array.from({ length: 400 }, () => 3 + Math.abs(random.normal()));
    const forced = { ...fitPowerTail(normal)!, xmin: Math.min(...normal), count: 400 };
    forced.alpha = 1 + 400 / normal.reduce((sum, v) => sum + Math.log(v / forced.xmin), 0);
    forced.ks = Math.max(
      ...normal
        .sort((a, b) => a - b)
        .map((v, i) => Math.abs((i + 0.5) / 400 - (1 - (v / forced.xmin) ** (1 - forced.alpha)))),
    );
    expect(powerTailPValue(normal, forced, 60, random.fork('b'))).toBeLessThan(0.1);
  });

  it('tell a power law from an exponential in rank', () => {
    const power = powerAgainstExponential(pareto, fitPowerTail(pareto)!)!;
    expect(power.z).toBeGreaterThan(2);
    expect(power.p).toBeLessThan(0.05);
    const whole = {
      alpha: 1 + geometric.length / geometric.reduce((sum, v) => sum + Math.log(v / geometric.at(-1)!), 0),
      xmin: geometric.at(-1)!,
      ks: 0.1,
      count: geometric.length,
    };
    expect(powerAgainstExponential(geometric, whole)!.z).toBeLessThan(-2);
    expect(powerAgainstExponential([3, 2, 1], { alpha: 2, xmin: 1, ks: 0, count: 3 })).toBeNull();
  });
});
