/**
 * Mean and standard deviation of the Tracy–Widom law of real matrices (TW₁): the fluctuation of the largest
 * eigenvalue at a soft edge. Tracy & Widom 1996; digits of Bornemann 2010, Table 10.
 */
export const TRACY_WIDOM = { mean: -1.206533574582, sd: Math.sqrt(1.607781034581) } as const;

/**
 * Where the largest of the eigenvalues of WᵀW/n lies when nothing stands out: mean and standard deviation,
 * for n rows at this edge (sampleLaw.ts).
 */
export function largestEigenvalue(
  { upper, edgeScale }: { upper: number; edgeScale: number },
  neurons: number,
): { mean: number; sd: number } {
  const scale = edgeScale * neurons ** (-2 / 3);
  return { mean: upper + scale * TRACY_WIDOM.mean, sd: scale * TRACY_WIDOM.sd };
}
