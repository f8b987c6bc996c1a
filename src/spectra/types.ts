/**
 * ln λ_m = intercept − index · ln m, least squares over ranks from … to (1-based, inclusive; docs/paper.md
 * D6).
 */
export interface PowerLawFit {
  index: number;
  intercept: number;
  from: number;
  to: number;
  r2: number;
}

/**
 * ln λ_r = intercept − r / scale, least squares over ranks from … to (1-based, inclusive; D6). Scale: ranks
 * per e-fold.
 */
export interface ExponentialFit {
  scale: number;
  intercept: number;
  from: number;
  to: number;
  r2: number;
}

/** Marchenko–Pastur law fitted to the non-zero eigenvalues of WᵀW/n (D7). */
export interface MarchenkoPasturFit {
  /** q = inputs / neurons. */
  ratio: number;
  /** σ², trimmed to the bulk. */
  variance: number;
  lower: number;
  upper: number;
  /** Eigenvalues outside [lower, upper], among the min(n, d) non-zero ones. */
  below: number;
  above: number;
  /** Kolmogorov–Smirnov distance of the eigenvalues inside to the law. */
  ks: number;
}

/**
 * A law of sample eigenvalues with edges, and what becomes of population eigenvalues outside its bulk
 * (sampleLaw.ts).
 */
export interface SpectralLaw {
  lower: number;
  upper: number;
  /** Scale of the largest eigenvalue's fluctuation: upper + edgeScale·n^(−2/3)·TW₁. */
  edgeScale: number;
  /** The population eigenvalue from which on a spike leaves the bulk. */
  threshold: number;
  spike(populationEigenvalue: number): { eigenvalue: number; overlap: number } | null;
  /** The density per unit of λ, points ascending. */
  table(): { x: number[]; density: number[] };
}
