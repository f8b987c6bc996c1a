import type { Truncation, Universality } from '../../lab/events.ts';

type Kind = Universality['pairs'][number]['kind'];

const networks = (count: number): string => `${count} ${count === 1 ? 'network' : 'networks'}`;

/**
 * What the panels say that hold networks, widths and layers against each other and against laws, by panel; as
 * in panels.ts.
 */
export const comparisons = {
  accuracyByWidth: {
    coming: 'Comes with the first trained network.',
    title: 'Test accuracy over the width of the trained network',
    x: 'width of the network',
    each: (kind: string) => `${kind}, each`,
    from: (width: string) => `drawn from ${width}`,
    spread: (kind: string) => `${kind} ± 1 standard deviation`,
    trained: (width: string, right: string) => `Trained at ${width}: **${right}**.`,
    drawn: ({
      width,
      right,
      sd,
      draws,
      nets,
      trained,
      unaligned,
    }: {
      width: string;
      right: string;
      sd: string;
      draws: number;
      nets: number;
      trained: string;
      unaligned: { right: string; less: string } | null;
    }) =>
      `At ${width}, networks drawn from the covariances of a trained one are right on **${right}** (± ${sd} over ${draws} draws from ${networks(nets)}), the trained ones on **${trained}**${unaligned === null ? '' : `; without alignment ${unaligned.right}, **${unaligned.less}** points less`}.`,
    rise: (thin: string, wide: string, points: string, better: boolean) =>
      better
        ? ` From ${thin} to ${wide} the drawn networks gain ${points} points.`
        : ` They do not get better with width here (${points} points from ${thin} to ${wide}).`,
    wider: (wide: string, thin: string, right: string, less: string | null) =>
      ` Drawn ${wide} wide from the covariances of the ${thin} networks they are right on **${right}**: ${less === null ? 'no worse' : `${less} points less`} than from covariances learned at that width.`,
    beside: (width: string, list: string) => ` Beside them at ${width}: ${list}.`,
  },
  convergence: {
    coming:
      'Comes when all networks are trained: each is then turned onto the widest one, and what is left of the difference is measured on test images.',
    beside: 'Beside',
    baselines: {
      none: 'Trained',
      untrained: 'and untrained',
      shuffled: 'and shuffled images',
      second: 'and a second network',
    },
    measure: 'Measure',
    measures: { error: 'Error', standardised: '2(1 − cos)' },
    titles: {
      error: 'Test error of aligned activations over width',
      standardised: 'Distance of standardised, aligned activations over width',
    },
    x: 'width',
    y: { error: 'test error', standardised: '2(1 − cos)' },
    into: (layer: string) => `enters ${layer}`,
    each: (layer: string) => `enters ${layer}, each network`,
    untrained: (layer: string) => `untrained, ${layer}`,
    shuffled: (layer: string) => `shuffled, ${layer}`,
    second: (width: string, layer: string) => `second ${width}, ${layer}`,
    one: (layer: string, error: string) =>
      `All networks have the same width: the error between two of them that enters ${layer} is **${error}**.`,
    reading: ({
      layer,
      thin,
      wide,
      first,
      last,
    }: {
      layer: string;
      thin: string;
      wide: string;
      first: string;
      last: string;
    }) =>
      `What enters ${layer} differs from the widest network by **${first}** at ${thin} and **${last}** at ${wide}`,
    there: (untrained: string, shuffled: string, second: string | null) =>
      ` (there, untrained networks ${untrained}, shuffled images ${shuffled}${second === null ? '' : `, a second network of the widest width ${second}`})`,
    falls: (nearer: number, layers: number) => ` It falls with width at **${nearer}** of ${layers} layers.`,
    slopes: (list: string) => ` Slopes over width: ${list}. `,
    noRate: (exponent: string) =>
      `The spectrum falls with exponent ${exponent}, at most 1: there Theorem 1 guarantees no rate.`,
    rate: (slope: string, exponent: string) =>
      `Theorem 1 guarantees ${slope} for the exponent ${exponent} of this layer; steeper is usual.`,
    measured: {
      error: 'E‖φA − φ_ref‖² / E‖φ_ref‖²',
      standardised:
        '2(1 − E⟨φA, φ_ref⟩ / √(E‖φA‖² E‖φ_ref‖²)) of activations with every channel brought to mean 0 and variance 1 by its training images: 2 for unrelated ones,',
    },
    detail: ({
      measured,
      train,
      test,
      width,
      layer,
      list,
    }: {
      measured: string;
      train: string;
      test: string;
      width: string;
      layer: string;
      list: string;
    }) =>
      `${measured} with the rotation A fitted on ${train} training images and measured on ${test} test images; reference: the first network of width ${width}. On training images the activations that enter ${layer} have ${list}.`,
  },
  widthCovariance: {
    coming: 'Comes when the networks of all widths are trained and aligned with the widest.',
    view: 'View',
    views: { spectra: 'Spectra', distance: 'Distance to the widest' },
    title: (layer: string) => `Weight covariance of ${layer} by width`,
    distanceTitle: "Distance of the weight covariances to the widest network's",
    x: 'width',
    distance: 'distance / norm',
    away: ({
      layer,
      thin,
      wide,
      first,
      last,
    }: {
      layer: string;
      thin: string;
      wide: string;
      first: string;
      last: string;
    }) =>
      `The covariance of ${layer} at ${thin} is **${first}** of its norm away from the widest one’s, at ${wide} **${last}**. `,
    slopes: (list: string, nets: number) =>
      `Slopes over width: ${list} (paper: −0.32 and −0.28 over 8 widths of 10 networks; here ${nets} networks a width).`,
    reading: ({
      layer,
      thin,
      wide,
      first,
      last,
      scale,
      nets,
    }: {
      layer: string;
      thin: string;
      wide: string;
      first: string;
      last: string;
      scale: string | null;
      nets: number;
    }) =>
      `In the space of the widest network, the covariance of ${layer} begins at **${first}** (${thin}) to **${last}** (${wide}), in units where untrained weights lie around ⅓${scale === null ? '' : `; the widest falls (dashed) by a factor e every **${scale}** ranks`}. ${nets} networks a width.`,
  },
  pooled: {
    coming:
      'Comes when all networks of this width are trained: their activations are then turned onto each other, and with them their weights.',
    view: 'View',
    views: { aligned: 'By number of networks', unaligned: 'Without alignment' },
    networks,
    title: (layer: string, nets: number) => `Covariance of the weights of ${layer} over ${networks(nets)}`,
    rescaled: 'untrained, rescaled',
    aligned: 'aligned',
    unaligned: 'not aligned',
    level: 'untrained ⅓',
    first: (layer: string, nets: number, eigenvalue: string) =>
      `${layer} reads wavelets of the images, the same for every network: nothing has to be aligned. The first eigenvalue of ${networks(nets)} is **${eigenvalue}**.`,
    shared: (nets: number, eigenvalue: string, left: string, ratio: string) =>
      `Aligned, ${networks(nets)} share a first eigenvalue of **${eigenvalue}**; not aligned, only **${left}** is left of it (${ratio}).`,
    above: (count: number, of: number, edge: string) =>
      ` **${count}** of ${of} stand above the Marchenko–Pastur edge ${edge}.`,
    differ: (most: string, worst: { rank: number; large: boolean } | null) =>
      ` Ranks 1–10 of one network and of all differ by at most ${most}${worst === null ? '' : `: at rank ${worst.rank} one network alone is too ${worst.large ? 'large' : 'small'}`}.`,
    head: (scale: string, from: number, to: number) =>
      `One network falls by a factor e every ${scale} ranks (ranks ${from}–${to}). `,
    unexplained: (list: string) =>
      `Variance of the activations not in their mean before the second and third alignment: ${list}. `,
    detail: (ratio: string, variance: string, images: string) =>
      `Law of ratio d’/(N·n) = ${ratio}, variance ${variance}; dotted as in the paper: untrained weights under the final alignments, scaled to meet the last eigenvalue. ${images} images.`,
  },
  ranks: {
    coming:
      'Comes when the networks are trained: the weights of one layer at a time are then projected on few directions, and the network is tested again.',
    view: 'View',
    views: { accuracy: 'Accuracy', explained: 'Explained variance' },
    titles: {
      accuracy: (layer: string) => `Test accuracy of ${layer} by rank`,
      explained: (layer: string) => `Explained variance of ${layer} by rank`,
    },
    bases: { weights: 'weights', kpca: 'kernel PCA', agop: 'gradients', random: 'random' } satisfies Record<
      Truncation['basis'],
      string
    >,
    own: 'its own weights',
    weightsOf: (nets: number) => `${nets} networks’ weights`,
    basisOf: (basis: string, nets: number) => `${basis} of ${nets}`,
    networks: (nets: number) => `${nets} networks`,
    full: (right: string) => `all ${right}`,
    x: 'directions kept',
    within: 'share of tr C̃ within',
    needed: (rank: number, basis: string) => `**${rank}** (${basis})`,
    reading: ({
      full,
      list,
      inputs,
      neurons,
      third,
      less,
    }: {
      full: string;
      list: string;
      inputs: number;
      neurons: number;
      third: number;
      less: boolean;
    }) =>
      `Within a point of the full ${full} from ${list} of ${inputs} directions on; the layer has ${neurons} neurons, a third of them is ${third} (line): its own directions ${less ? 'do with less' : 'need more here'}.`,
    detail: (layer: string, means: number, gradients: boolean) =>
      `Only ${layer} is changed; batch statistics stay those of the whole network, as in the paper (R ≈ 40 of n = 128 there). Kernel PCA: leading directions of ${means > 1 ? `the mean of the aligned activations of ${means} networks` : 'the network’s own activations'}, found without labels.${gradients ? ' Gradients: of the average outer product of the class scores’ gradients by what enters the layer.' : ''}`,
  },
  depth: {
    view: 'View',
    views: { spectra: 'Spectra', scale: 'Scale against depth' },
    spectraTitle: (epoch: number) => `Weight spectra by depth at epoch ${epoch}`,
    y: 'eigenvalue / mean',
    scaleTitle: (epoch: number) => `Exponential scale against depth at epoch ${epoch}`,
    line: 'ranks per factor e',
    layer: 'layer',
    scale: 'scale in ranks',
    reading: (list: string, longer: boolean, longest: string) =>
      `The heads of the weight spectra fall by a factor e every ${list} ranks: ${longer ? '' : 'not '}longer in the deeper half, longest at **${longest}** (paper: from about 10 to 60 with depth).`,
    few: (epoch: number) => `Too few layers have a head to fit at epoch ${epoch}.`,
    detail: (neurons: string, shortcuts: boolean) =>
      `Heads are fitted over ranks 1 to 40, and no more than a third of the eigenvalues: narrow layers cannot have a long scale. Neurons: ${neurons}.${shortcuts ? ' The 1×1 shortcuts are left out.' : ''}`,
  },
  universality: {
    coming:
      'Comes when the networks are trained: others are then trained on other images, on labels at random and of another architecture, and held against them.',
    kinds: {
      seed: 'another seed',
      images: 'other images',
      architecture: 'other architecture',
      labels: 'random labels',
      noise: 'two random labellings',
    } satisfies Record<Kind, string>,
    reference: 'first network',
    view: 'View',
    views: { layers: 'By layer', filters: 'Spatial filters', vectors: 'Eigenvectors' },
    layersTitle: 'Similarity of learned covariances, layer by layer',
    same: 'one law',
    layer: 'layer',
    similarity: 'similarity',
    filtersTitle: (count: number, layer: string) => `First ${count} spatial filters of ${layer}`,
    row: 'row',
    column: 'column',
    noFilters: (layer: string) =>
      `${layer} has no weights in space: its neurons see one value of each channel.`,
    vectorsTitle: (layer: string) => `Eigenvectors of ${layer}: how much they point the same way`,
    ofFirst: 'eigenvector of the first',
    ofSecond: 'of the second',
    noVectors: (layer: string) => `Nothing of ${layer} stands out of the noise in both.`,
    filters: ({
      count,
      nets,
      span,
      layer,
      chance,
    }: {
      count: number;
      nets: number;
      span: string;
      layer: string;
      chance: string;
    }) =>
      `From the second layer on, the first ${count} spatial filters of all ${nets} networks span **${span}** of what those of ${layer} of the first do (chance ${chance}).`,
    vectors: (layer: string, inputs: number, effectiveRank: string | null) =>
      `Cosines between the leading eigenvectors of ${layer} in two networks: bare is chance, 1/√${inputs}, full five times that. Triangles: effective rank (${effectiveRank === null ? 'nothing stands out' : effectiveRank} in the first network).`,
    layers: ({
      layer,
      seed,
      images,
      labels,
      noise,
      architecture,
    }: {
      layer: string;
      seed: string;
      images: string | null;
      labels: string;
      noise: string;
      architecture: string | null;
    }) =>
      `Covariances of ${layer} are alike by **${seed}** with another seed, ${images === null ? '' : `**${images}** with other images, `}**${labels}** with random labels (two of these ${noise})${architecture === null ? '' : `, ${architecture} with another architecture`}; 1 is what samples of one law give, 0 chance.`,
    otherImages: (of: string, right: string) =>
      `Other images: ${of}, right on ${right} of its own test images. `,
    detail: ({
      learned,
      images,
      spikes,
      layer,
    }: {
      learned: string;
      images: string;
      spikes: number;
      layer: string;
    }) =>
      `Random labels were learned to ${learned} of the training images. Aligned on ${images} training images of this run; all networks have one recipe and seeds of their own. Layers of another architecture are compared where they read the same: the first, and spatial filters. A similarity rests on the ${spikes} directions of ${layer} that stand out of the noise.`,
  },
  readings: {
    coming:
      'Comes when the networks are trained: each spectrum is then read as a power law, as an exponential in rank and as spikes on noise.',
    spectrum: 'Spectrum',
    views: { raw: 'As trained', whitened: 'Whitened' },
    title: (layer: string, whitened: boolean) =>
      `Spectrum of ${layer}${whitened ? ', whitened by the other networks' : ''}, and three laws`,
    power: 'power law',
    exponentialLine: 'exponential',
    y: 'eigenvalue',
    powerLaw: ({
      alpha,
      tail,
      count,
      d,
      p,
      ruledOut,
      few,
    }: {
      alpha: string;
      tail: number;
      count: number;
      d: string;
      p: string;
      ruledOut: boolean;
      few: boolean;
    }) =>
      `As a power law: exponent **${alpha}** over the ${tail} largest of ${count} eigenvalues, D = ${d}, p = ${p}: ${ruledOut ? '' : 'not '}ruled out${few ? `, but ${count} eigenvalues are too few to tell` : ''}. `,
    noPowerLaw: 'Too few different eigenvalues for a power law. ',
    verdict: {
      even: 'On this tail an exponential in rank does as well',
      power: 'On this tail it is clearly better than an exponential in rank',
      exponential: 'On this tail an exponential in rank is clearly better',
    },
    judged: (verdict: string, z: string) => `${verdict} (z = ${z}). `,
    exponential: (scale: string, from: number, to: number) =>
      `As an exponential: one e-fold in **${scale}** ranks over ranks ${from} to ${to}. `,
    spikes: (above: number, trace: string, ks: string) =>
      `As spikes on noise: **${above}** above the edge, with ${trace} of the trace, and a bulk ${ks} from the law.`,
    of: (net: string) => `Read on ${net}. `,
    detail: (clear: number) =>
      `Power law: Clauset, Shalizi and Newman (2009), p by 100 simulated samples. z: likelihood ratio of the two laws on that tail (Vuong); beyond ±${clear} one is clearly better. Straight on log ranks: power law; straight on linear ranks: exponential.`,
    whitened: (others: number) => ` Whitened: by the covariance of the other ${others} networks.`,
  },
  bulk: {
    coming:
      'Comes when the networks are trained: spacings and singular vectors are then held against those of random matrices.',
    view: 'View',
    views: { spacings: 'Level spacings', vectors: 'Singular vectors' },
    few: (neurons: number, inputs: number, layer: string) =>
      `The ${neurons} × ${inputs} weights of ${layer} have too few singular values in their bulk for spacings.`,
    spacingsTitle: (layer: string) => `Spacings of the singular values of ${layer} within the bulk`,
    spacing: 'spacing, mean 1',
    density: 'density',
    wigner: 'random matrix',
    poisson: 'independent levels',
    vectorsTitle: (layer: string) =>
      `Singular vectors of ${layer}: distance of their entries from the normal law`,
    limit: '1 in 100',
    ks: 'Kolmogorov–Smirnov D',
    spacings: ({
      count,
      layer,
      wigner,
      poisson,
      untrained,
    }: {
      count: number;
      layer: string;
      wigner: string;
      poisson: string;
      untrained: { wigner: string; poisson: string; few: boolean };
    }) =>
      `The ${count} spacings in the bulk of ${layer} are D = **${wigner}** from Wigner’s surmise for random matrices and ${poisson} from independent levels (untrained: ${untrained.wigner} and ${untrained.poisson}${untrained.few ? ', too few' : ''}). `,
    vectors: ({
      count,
      deviating,
      behind,
      third,
      atHead,
      untrained,
    }: {
      count: number;
      deviating: number;
      behind: number;
      third: number;
      atHead: boolean;
      untrained: string;
    }) =>
      `Of ${count} singular vectors, **${deviating}** have entries farther from normal than one in a hundred random ones, ${behind} of them beyond rank ${third}${atHead ? ': what was learned stands at the head' : ''}. Untrained: ${untrained} of them.`,
    of: (net: string) => `Read on ${net}. `,
    detail:
      'Singular values unfolded to mean spacing 1 by broadened levels; spikes above the edge left out. Entries × √d’ of right singular vectors against N(0, 1), as of random directions (Porter–Thomas).',
  },
};
