/** Quantiles of the Tracy–Widom law of real matrices (β = 1). */
const MEDIAN = -1.2687;
const UPPER = 2.0234;

/**
 * Where the largest eigenvalue of WᵀW/n lies when W (neurons × inputs) is noise of this variance: not at the
 * Marchenko–Pastur edge but around it, by the Tracy–Widom law with Johnstone's centre (√(n−1) + √d)² and
 * scale (√(n−1) + √d)·(1/√(n−1) + 1/√d)^⅓ (Annals of Statistics 29, 2001). `upper`: exceeded by one matrix of
 * noise in a hundred. Assumes independent Gaussian entries; good from about 10 rows and columns on.
 * @throws RangeError under two rows or without a column.
 */
export function largestOfNoise(
  neurons: number,
  inputs: number,
  variance: number,
): { median: number; upper: number } {
  if (!(neurons >= 2 && inputs >= 1))
    throw new RangeError(
      `a ${neurons} × ${inputs} matrix is too small for the law of its largest eigenvalue`,
    );
  const a = Math.sqrt(neurons - 1);
  const b = Math.sqrt(inputs);
  const at = (quantile: number) =>
    (variance * ((a + b) ** 2 + quantile * (a + b) * (1 / a + 1 / b) ** (1 / 3))) / neurons;
  return { median: at(MEDIAN), upper: at(UPPER) };
}
