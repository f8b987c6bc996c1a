/**
 * The spike strength above the identity that makes this sample eigenvalue, for noise of variance 1 and γ =
 * inputs / neurons: (λ − 1 − γ)/2 + √(((λ + 1 − γ)/2)² − λ) above the Marchenko–Pastur edge (1 + √γ)², 0 up
 * to it (docs/paper.md G.1).
 */
export function shrink(eigenvalue: number, ratio: number): number {
  if (!(eigenvalue > (1 + Math.sqrt(ratio)) ** 2)) return 0;
  // Zero at the edge, where rounding may leave it just below.
  return (
    (eigenvalue - 1 - ratio) / 2 + Math.sqrt(Math.max(0, ((eigenvalue + 1 - ratio) / 2) ** 2 - eigenvalue))
  );
}
