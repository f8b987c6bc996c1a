import type { PowerTail } from '../spectra/powerTail.ts';
import type { TailPreference } from '../spectra/tailTests.ts';
import type { ExponentialFit, MarchenkoPasturFit, PowerLawFit } from '../spectra/types.ts';

/*
 * What several networks say together. `net` is the network whose space the numbers are expressed in; every list named
 * `layers` has one entry per layer of that net, null where there is nothing to say (the input of the first layer is the
 * same for all networks: nothing to align).
 */

/** Fig. 2 (D1): spectra of the uncentred E[φφᵀ] that enters each layer, descending, unnormalised, on more images than the live ones. */
export interface Activations {
  type: 'activations';
  net: string;
  images: number;
  layers: { eigenvalues: number[]; powerLaw: PowerLawFit | null }[];
}

/**
 * Fig. 3 (D2, D13): E‖φA − φ_ref‖²/E‖φ_ref‖² of the activations that enter each layer, both scaled by 1/√channels, with A fitted
 * on training images. `kind`: trained networks; the same two networks before training; the trained ones with the images of
 * one shuffled. A trained net of the reference's own width is the second-seed baseline.
 */
export interface Convergence {
  type: 'convergence';
  net: string;
  reference: string;
  kind: 'trained' | 'untrained' | 'shuffled';
  layers: ({
    train: number;
    test: number;
    /** Fig. 3, right: 2(1 − cos) of activations standardised channel by channel, aligned for themselves; absent in recordings made before this field existed. */
    standardised?: { train: number; test: number };
  } | null)[];
  images: { train: number; test: number };
}

/** Fig. 4, upper left (D3, D4): covariance of the weights of `nets`, all of one width, aligned to each other; eigenvalues × d' (untrained: 1/3). */
export interface Pooled {
  type: 'pooled';
  net: string;
  nets: string[];
  images: number;
  layers: {
    /** Eigenvalues pooled over the first `networks` of `nets`, descending, min(networks·n, d') of them. */
    spectra: { networks: number; eigenvalues: number[] }[];
    /** All of `nets` without alignment. */
    unaligned: number[];
    /** Untrained weights of all of `nets`, turned by the alignments of the trained ones: the paper's "Marchenko–Pastur". */
    initial: number[];
    /** D6 on one network. */
    exponential: ExponentialFit | null;
    /** The law fitted to the spectrum of all of `nets`, ratio d'/(N·n). */
    marchenkoPastur: MarchenkoPasturFit;
    /** Share of the variance of φ not in the mean activation before the second and before the third pass of D3; empty for the first layer. */
    unexplained: number[];
  }[];
}

/** Fig. 4, right (D4, D5): covariance of the weights of all networks of one width, in the space of the widest; eigenvalues × d'. */
export interface WidthCovariance {
  type: 'width-covariance';
  net: string;
  reference: string;
  networks: number;
  layers: ({
    eigenvalues: number[];
    exponential: ExponentialFit | null;
    /** ‖d'C̃ − d'_ref C̃_ref‖ / ‖d'_ref C̃_ref‖ in operator norm; null at the reference's own width. */
    distance: number | null;
  } | null)[];
}

/** Fig. 4, lower left; Fig. 6 (D9, D10): test accuracy of `net` with one layer's weights projected on the first R vectors of a basis. */
export interface Truncation {
  type: 'truncation';
  net: string;
  /** Index into the net's layers. */
  layer: number;
  /** Eigenvectors of C̃ of `networks` networks, of the covariance of the activations that enter the layer (of the mean of the aligned activations of `networks` networks, D3), of the average gradient outer product there, or random. */
  basis: 'weights' | 'kpca' | 'agop' | 'random';
  networks: number;
  ranks: number[];
  accuracy: number[];
  /** ρ(R): share of the trace of C̃ (of all networks) within the first R vectors. */
  explained: number[];
}

/** Fig. 7 (D8): neurons of all aligned networks along the eigenvectors of C̃, divided by √λ, against N(0, 1). */
export interface Marginals {
  type: 'marginals';
  net: string;
  networks: number;
  layers: {
    neurons: number;
    /** Kolmogorov–Smirnov D, skewness and excess kurtosis by rank, from rank 1. */
    ks: number[];
    skewness: number[];
    kurtosis: number[];
    /** At some ranks (1-based): quantiles of the sample at (i + ½)/length, ascending. */
    samples: { rank: number; quantiles: number[] }[];
  }[];
}

/** Shares of the non-zero eigenvalues outside the Marchenko–Pastur support, one per network (or simulated set). */
export interface OutsideShares {
  raw: number[];
  inSample: number[];
  leaveOneOut: number[];
  nullInSample: number[];
  nullLeaveOneOut: number[];
}

/** Fig. 8 (D7, f.5.5): spectrum of one net's weights, raw and whitened by C̃ with and without itself; each scaled to sum to d'. */
export interface Whitening {
  type: 'whitening';
  net: string;
  networks: number;
  layers: ({
    ratio: number;
    raw: number[];
    inSample: number[];
    leaveOneOut: number[];
    nullLeaveOneOut: number[];
    outside: OutsideShares;
  } | null)[];
}

/** Fig. 10 (D14): how the neurons of one net moved along the eigenvectors e_r of their final covariance. */
export interface Dynamics {
  type: 'dynamics';
  net: string;
  /** Epochs of the snapshots, 0 first. */
  epochs: number[];
  layers: {
    /** [snapshot][rank − 1]: ‖u_r(t)‖/‖u_r(0)‖ and cos∠(u_r(t), u_r(0)). */
    amplification: number[][];
    cosine: number[][];
    /** Paths of some neurons: [neuron][snapshot] = [along ranks[0], along ranks[1]], divided by the largest coordinate. */
    planes: { ranks: [number, number]; paths: [number, number][][] }[];
    /** Eigenvalues of C(t) × d' (untrained: 1/3), number above the edge of the untrained law, and similarity to the last C. */
    spectra: number[][];
    above: number[];
    similarity: number[];
    /** ‖W − W_lin‖²/‖W‖² of D14. */
    residual: number;
  }[];
  /** Test accuracy with all drawn layers replaced by W_lin, as they are and turned layer by layer as in D11. */
  rebuilt: { trained: number; alone: number; aligned: number };
}

/**
 * Theorem 2: what drawing layers anew leaves unexplained of the activations that enter each layer, 1 − normalised similarity (a.3) on training
 * images, mean over draws: with all layers drawn, and with one of them (its index into the net's layers) while the others are the trained ones.
 */
export interface Additivity {
  type: 'additivity';
  net: string;
  draws: number;
  images: number;
  layers: ({ all: number; alone: { drawn: number; unexplained: number }[] } | null)[];
}

/**
 * Rotation or permutation (docs/paper.md G.8): what is left between the activations of `net` and `reference`, relative, that enter each layer (as `Convergence`); accuracy and loss on test images along
 * three paths from `net` (0) to `reference` (1). See compare/matching.ts.
 */
export interface Matching {
  type: 'matching';
  net: string;
  reference: string;
  images: { train: number; test: number };
  layers: ({
    rotation: { train: number; test: number };
    permutation: { train: number; test: number };
  } | null)[];
  path: { at: number[] } & Record<
    'rotation' | 'permutation' | 'none',
    { loss: number[]; accuracy: number[] }
  >;
}

/** Trained as the experiment says (`seed`: others of its own networks), on other images, on labels at random, or of another architecture. */
export type Condition = 'own' | 'images' | 'labels' | 'architecture';

/**
 * Universality (docs/paper.md G.1): networks of several conditions, and how alike pairs of them are, layer by layer. See compare/universality.ts and rainbow/likeness.ts. Layers of a pair are
 * those of the shown net; null where they cannot be compared, or nothing stands out of the noise.
 */
export interface Universality {
  type: 'universality';
  net: string;
  /** Training images aligned on; name of the other data set; its size. */
  images: number;
  other: string;
  networks: {
    condition: Condition;
    label: string;
    /** On the test images of its own data set, and on its training images in the last epoch; null for the run's own networks. */
    test: number | null;
    train: number | null;
    layers: {
      name: string;
      inputs: number;
      effectiveRank: number | null;
      spikes: number;
      filters: { values: number[]; vectors: number[][] } | null;
    }[];
  }[];
  pairs: {
    kind: 'seed' | 'images' | 'labels' | 'noise' | 'architecture';
    /** Indices into `networks`; the first one's space is that of the second, aligned. */
    a: number;
    b: number;
    layers: ({
      cosine: number;
      floor: number;
      ceiling: number;
      similarity: number;
      /** |⟨e_r, e_s⟩| of the leading eigenvectors. */ vectors: number[][];
    } | null)[];
  }[];
}

/** Other ways to draw one net, and what draws are good for (docs/paper.md G.1, G.4, G.6, G.8); accuracies on the test images. */
export interface Variants {
  type: 'variants';
  net: string;
  /** Training images aligned on. */
  images: number;
  /** By draw: from the covariances as they are, debiased, or from a mixture of Gaussians with one to `groups` groups of neurons a layer. */
  variants: { way: 'plain' | 'shrunk' | 'mixture'; groups: number | null; accuracy: number[] }[];
  /** Averaged answers of the first, the first two, … plain draws. */
  ensemble: number[];
  /** A last projector and classifier trained for some epochs on features drawn from the learned covariances, from those of their own inputs (no labels), and random ones. */
  retrained: { epochs: number; rainbow: number; unsupervised: number; random: number };
  /** Test accuracy of a plain draw, before and after each epoch of the training the net itself had. */
  warmStart: number[];
}

/** One spectrum read three ways (docs/paper.md G.2). */
export interface SpectrumReading {
  /** Clauset's tail; `p` under 0.1 rules it out. */
  powerLaw: (PowerTail & { p: number }) | null;
  /** Which law the tail prefers: z > 0 the power law, < 0 the exponential in rank. */
  preference: TailPreference | null;
  exponential: ExponentialFit | null;
  spiked: MarchenkoPasturFit;
  /** Share of the trace held by the eigenvalues above the edge of the bulk. */
  spikeShare: number;
}

/** Is the bulk of a layer noise (docs/paper.md G.3)? Spacings of its unfolded singular values with their distances (Kolmogorov–Smirnov) from Wigner's surmise and from independent levels; by rank, D of the entries of the right singular vectors (× √d) from N(0, 1). */
export interface BulkNoise {
  spacings: number[];
  wigner: number;
  poisson: number;
  vectors: number[];
}

/** Three readings of the weight spectra of one net, raw and whitened by the others' covariance (`networks` − 1 of them), and whether their bulk is noise. */
export interface Laws {
  type: 'laws';
  net: string;
  networks: number;
  layers: {
    raw: SpectrumReading;
    whitened: (SpectrumReading & { eigenvalues: number[] }) | null;
    bulk: BulkNoise;
    untrained: BulkNoise;
  }[];
}

/** Theorem 1 and a.6: mean-square error of the sampled kernel, relative to the mean square of the exact one, by width. */
export interface Kernels {
  type: 'kernel';
  net: string;
  layers: ({
    widths: number[];
    /** E|k̂ − k|²/E k² over pairs of test points and draws. */
    error: number[];
    /** E|k̂ − k|²/E k² of the trained network's own kernel; how much of it sampling at its width explains. */
    trained: number | null;
    /** "closed form" (bias-free, no batch norm, ReLU or |·|) or "Monte Carlo". */
    exact: 'closed-form' | 'monte-carlo';
  } | null)[];
}

/** Theorem 3: do the covariances commute with a left–right mirror, and is the network invariant to it? See rainbow/symmetry.ts. */
export interface Symmetry {
  type: 'symmetry';
  net: string;
  layers: { unexplained: number; commutator: number; random: number }[];
  /** Test accuracy on images as they are and mirrored, and share of images on which the network says the same of both. */
  accuracy: number;
  mirrored: number;
  agreement: number;
}
