import { describe, expect, it } from 'vitest';
import { defaultSpec, experimentSpec } from '../experiments/spec.ts';
import { specDifference } from './specDifference.ts';

describe('what differs between two experiments', () => {
  it('is said in the words of the form', () => {
    const other = experimentSpec.parse({
      seed: 12_345,
      network: { architecture: 'cnn', width: 2 },
      widths: [1, 2],
      training: { flip: true, epochs: 20 },
      data: { train: 20_000 },
      threads: 3,
    });
    expect(specDifference(defaultSpec, defaultSpec)).toEqual([]);
    expect(specDifference(defaultSpec, other)).toEqual([
      'Seed 7 → 12345',
      'Threads fastest → 3',
      'Training images 4,000 → 20,000',
      'Network Scattering, 3 hidden layers → Plain CNN',
      'Width × 1 → 2',
      'Train at widths none → 1, 2',
      'Epochs 8 → 20',
      'Mirror images off → on',
    ]);
  });
});
