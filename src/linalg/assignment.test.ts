import { describe, expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { assign } from './assignment.ts';

const value = (score: Float64Array, n: number, p: ArrayLike<number>): number =>
  Array.from({ length: n }, (_, i) => score[i * n + p[i]]).reduce((a, b) => a + b, 0);
const permutations = (items: number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((x, i) => permutations(items.filter((_, k) => k !== i)).map((rest) => [x, ...rest]));

describe('assignment', () => {
  it('is the best of all permutations', () => {
    const random = rng(1);
    for (let trial = 0; trial < 20; trial++) {
      const n = 1 + (trial % 6);
      const score = Float64Array.from({ length: n * n }, () => random.normal());
      const found = assign(score, n);
      expect(new Set(found).size).toBe(n);
      expect(value(score, n, found)).toBeCloseTo(
        Math.max(...permutations(Array.from({ length: n }, (_, i) => i)).map((p) => value(score, n, p))),
        12,
      );
    }
  });

  it('finds a planted permutation under noise, and ties do not trouble it', () => {
    const random = rng(2);
    const n = 120;
    const planted = random.permutation(n);
    const score = Float64Array.from(
      { length: n * n },
      (_, k) => 0.1 * random.normal() + (planted[Math.floor(k / n)] === k % n ? 1 : 0),
    );
    expect(Array.from(assign(score, n))).toEqual(Array.from(planted));
    expect(new Set(assign(new Float64Array(25), 5)).size).toBe(5);
  });
});
