import { expect, it } from 'vitest';
import { waveletBanks, waveletTaps } from './waveletFilters.ts';

const total = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);

it('has the taps printed in docs/paper.md e.1', () => {
  const [phi, , re] = waveletTaps('plain');
  const im = waveletTaps('plain')[6];
  // φ, centre row; ψ at θ = 0 oscillates along the rows' axis.
  expect(Array.from(phi.slice(10, 15), (x) => x.toFixed(4))).toEqual([
    '0.0109',
    '0.1139',
    '0.2487',
    '0.1139',
    '0.0109',
  ]);
  const along = (f: Float64Array) => [0, 1, 2, 3, 4].map((row) => f[row * 5 + 2]);
  [-0.0019, -0.1006, 0.2048, -0.1006, -0.0019].forEach((x, i) => expect(along(re)[i]).toBeCloseTo(x, 3));
  [0.0109, -0.0805, 0, 0.0805, -0.0109].forEach((x, i) => expect(along(im)[i]).toBeCloseTo(x, 3));
});

it('has ψ without mean, and φ of the pairs summing to 1.007', () => {
  for (const name of ['plain', 'pairA', 'pairB'] as const)
    waveletTaps(name)
      .slice(1)
      .forEach((psi) => expect(Math.abs(total(psi))).toBeLessThan(1e-12));
  expect(total(waveletTaps('pairA')[0])).toBeCloseTo(1.007, 3);
  expect(waveletBanks.pairA.stride).toBe(1);
});
