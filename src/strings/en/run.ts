/**
 * What a run says of itself as it goes: its tasks, beside the bar of progress, and what of an experiment is
 * left out, and why.
 */
export const run = {
  device: 'Finding the fastest device',
  data: 'Preparing the images',
  look: (trains: boolean) => `Looking at the ${trains ? 'untrained ' : ''}network`,
  epoch: (epoch: number, of: number, atMost: boolean) =>
    `Training, epoch ${epoch} of ${atMost ? 'at most ' : ''}${of}`,
  draw: (width: string) => `Drawing the weights again, ${width} as wide`,
  retrain: (width: string) => `New classifiers on random features, ${width}`,
  compare: (comparison: string, width: number | null) =>
    `${comparison}${width === null ? '' : `, ×${width}`}`,
  comparisons: {
    activations: () => 'Spectra of the activations',
    convergence: () => 'Aligning every network with the widest',
    'width-covariances': () => 'Covariances by width',
    pooled: (networks: number) => `Aligning ${networks} networks with each other`,
    'pooled-redraw': () => 'Drawing from pooled covariances',
    ranks: () => 'Accuracy by rank',
    dynamics: () => 'Following the neurons through training',
    laws: () => 'Reading the spectra',
    matching: () => 'Rotating and permuting',
    universality: () => 'Training on other images and labels',
    variants: () => 'Drawing in other ways',
    additivity: () => 'Drawing one layer at a time',
    symmetry: () => 'In a mirror',
    kernel: () => 'Kernels of drawn neurons',
  },
  notes: {
    notDrawn: (why: string) => `The network is not drawn again. ${why}`,
    notRetrained: (why: string) => `No new classifier is trained on drawn or random features. ${why}`,
    noVariants: 'The weights are not drawn in other ways either: that comparison ends with new classifiers.',
    jointly: (others: readonly number[]) =>
      `The weights and biases of a neuron are drawn together, from a Gaussian with their mean and covariance, batch norms taken into them: this goes beyond the paper, whose networks have neither.${others.length ? ` It is done at the model’s own width only, not ×${others.join(', ×')}.` : ''}`,
    noMotion: (why: string | null) =>
      `The motion of the neurons is not followed. ${why ?? 'An opened model comes without the weights that it started from.'}`,
    noOtherDraws:
      'No layer is drawn alone, in other ways, or with its neurons in another order: that is measured on networks trained here whose layers follow one another.',
    noOthers:
      'Nothing is compared with networks trained on other images: an opened model is not trained here, and so none like it.',
    noLaws:
      'The laws of its spectra are not read here: they are held against the weights before training, which an opened model comes without. The page of models reads them for themselves.',
    noKernel:
      'The kernel of drawn neurons is not measured: it is known for networks whose layers follow one another, with the non-linearity alone between them or wavelets.',
  },
};
