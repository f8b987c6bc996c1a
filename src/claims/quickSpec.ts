import { experimentSpec } from '../experiments/spec.ts';

/** The smallest run on which most claims are measured: minutes, and too small to confirm any. */
export const quickSpec = experimentSpec.parse({
  data: { source: 'shapes-easy', train: 500, test: 200 },
  widths: [0.25, 0.5, 1, 2],
  networks: 3,
  training: { epochs: 3, batchSize: 50 },
  redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 300, retrainEpochs: 1 },
  compare: {
    activations: true,
    covariances: true,
    ranks: true,
    dynamics: true,
    kernel: true,
    additivity: true,
    laws: true,
    variants: true,
    matching: true,
    images: 300,
  },
});
