import { ksDistance, normalCdf } from './ksDistance.ts';

/** How far a sample is from N(0, 1): Kolmogorov–Smirnov D, skewness and excess kurtosis (of the sample about its own mean). */
export interface NormalityTest { ks: number; skewness: number; kurtosis: number }

/** D8. Effect sizes, not p-values: with thousands of neurons every deviation is significant (PAPER.md f.5.7). */
export function testNormality(sample: ArrayLike<number>): NormalityTest {
  const n = sample.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += sample[i] / n;
  let m2 = 0, m3 = 0, m4 = 0;
  for (let i = 0; i < n; i++) {
    const x = sample[i] - mean;
    m2 += (x * x) / n;
    m3 += (x * x * x) / n;
    m4 += (x * x * x * x) / n;
  }
  return { ks: ksDistance(sample, normalCdf), skewness: m3 / m2 ** 1.5, kurtosis: m4 / (m2 * m2) - 3 };
}
