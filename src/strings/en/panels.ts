import type { NetworkKind } from '../../lab/events.ts';

/** What several panels say. */
const common = {
  kinds: {
    trained: 'trained',
    rainbow: 'redrawn',
    'rainbow-pooled': 'redrawn, pooled',
    unaligned: 'not aligned',
    'unaligned-identity': 'not aligned (identity)',
    'rainbow-retrained': 'redrawn + classifier',
    'random-retrained': 'random + classifier',
  } satisfies Record<NetworkKind, string>,
  rank: 'rank',
  epoch: 'epoch',
  accuracy: 'accuracy',
  testAccuracy: 'test accuracy',
  chance: 'chance',
  before: 'before',
  trained: 'trained',
  untrained: 'untrained',
  eigenvalueOverFirst: 'eigenvalue / first',
  weightEigenvalue: 'eigenvalue of WᵀW/n',
  covarianceEigenvalue: 'eigenvalue × d’',
  spectraComing: 'The spectra come with the first look at the network, and again after every epoch.',
  fit: (index: string) => `fit rank^−${index}`,
  guide: 'rank⁻¹',
  law: 'M–P law',
  head: (scale: string) => `e^(−rank/${scale})`,
};

type Subject = 'weights' | 'activations' | 'centred';

/** What spreads over directions, of a layer. */
const subjects: Record<Subject, (layer: string) => string> = {
  weights: (layer) => `The weights of ${layer}`,
  activations: (layer) => `The activations that enter ${layer}`,
  centred: (layer) => `Around their mean, the activations that enter ${layer}`,
};

/**
 * What the panels say within themselves, by panel; their questions and explanations: about.ts. Numbers come
 * as they are to be read; **strong** is marked.
 */
export const panels = {
  common,
  cascade: {
    choose: 'Layers: choose the one the panels show',
    image: 'image',
    classes: (count: number) => `${count} classes`,
    layer: (name: string, inputs: number, neurons: number) =>
      `${name}: ${inputs} inputs → ${neurons} neurons`,
    drawn: 'colour · white noise',
    kept: 'colour · kept, rotated',
    table: 'Layers of the network',
    columns: ['layer', 'inputs d’', 'neurons', 'weights', 'positions', 'MFLOP an image'],
    slow: {
      label: 'One step, slowly',
      title: (step: number, epoch: string) => `Step ${step}, epoch ${epoch}`,
      back: 'Back',
      on: 'On',
      play: 'Play the step',
      stop: 'Stop playing',
      close: 'Close',
      place: (at: number, of: number) => `${at} of ${of}`,
      table: (step: number) => `Step ${step}, layer by layer`,
      columns: ['layer', 'output, rms', '‖gradient‖', '‖L‖', '‖ΔL‖', '‖ΔL‖/‖L‖'],
      classifier: 'the classifier',
      output: (value: string) => `→ rms ${value}`,
      gradient: (value: string) => `← ‖∇‖ ${value}`,
      update: (value: string) => `Δ ${value}`,
      forward: (layer: string, inputs: number, neurons: number, images: number, rms: string) =>
        `Forward: ${layer} makes ${neurons} outputs of ${inputs} inputs at each of its positions, for ${images} images. Their root mean square is **${rms}**.`,
      scores: (images: number, rms: string) =>
        `Forward: the classifier gives each of the ${images} images a score for every class, of root mean square **${rms}**.`,
      loss: (loss: string, right: string) =>
        `The scores against the labels: the cross-entropy of this batch is **${loss}**, and **${right}** of its images are right.`,
      backward: (layer: string, weights: string, norm: string) =>
        `Backward: the gradient of this loss by the ${weights} weights of ${layer} has length **${norm}**.`,
      backwardFirst: (norm: string) =>
        `Backward: the gradient of this loss by the weights of the classifier has length **${norm}**. From here it goes down, layer by layer.`,
      step: (rate: number, most: string, mostLayer: string, least: string, leastLayer: string) =>
        `Update: at learning rate ${rate} the weights move by **${most}** of their length in ${mostLayer}, the most, and by **${least}** in ${leastLayer}, the least; momentum and weight decay included.`,
    },
  },
  training: {
    coming: 'The first numbers come once the untrained network has been tested.',
    quantity: 'Quantity',
    quantities: { accuracy: 'Accuracy', loss: 'Loss' },
    titles: { accuracy: 'Accuracy over epochs', loss: 'Loss over epochs' },
    lossAxis: 'cross-entropy (nats)',
    batches: 'train',
    test: (value: string) => `test ${value}`,
    untrained: (opened: boolean, right: string, chance: string) =>
      `${opened ? 'As it was opened' : 'Untrained'}, the network is right on **${right}** of the test images (chance: ${chance}).`,
    after: ({
      epoch,
      epochs,
      right,
      images,
      train,
      falling,
    }: {
      epoch: number;
      epochs: number;
      right: string;
      images: string;
      train: string | null;
      falling: boolean | null;
    }) =>
      `After epoch ${epoch} of ${epochs} the network is right on **${right}** of ${images} test images it has never seen${train === null ? '' : ` and on ${train} of those it learns from`}${falling === null ? '' : falling ? '; the test loss is still falling' : '; the test loss no longer falls'}.`,
    speed: (images: string) => `It learns from **${images}** images a second.`,
  },
  dimension: {
    subject: 'Of what',
    subjects: { weights: 'Weights', activations: 'Activations', centred: 'Around the mean' },
    measure: 'Measure',
    measures: { participation: 'Participation ratio', stable: 'Stable rank' },
    over: 'Over',
    overs: { epochs: 'Epochs', widths: 'Widths' },
    title: (measure: string, subject: string, acrossWidths: boolean, epoch: number) =>
      acrossWidths
        ? `${measure} by layer over widths at epoch ${epoch}: ${subject}`
        : `${measure} by layer over epochs: ${subject}`,
    axes: { participation: 'participation ratio, directions', stable: 'stable rank, directions' },
    width: 'width of the network',
    noise: (layer: string) => `noise, ${layer}`,
    byEpoch: ({
      layer,
      about,
      first,
      from,
      now,
      epoch,
      most,
      fell,
      layers,
    }: {
      layer: string;
      about: Subject;
      first: string;
      from: number;
      now: string | null;
      epoch: number;
      most: number;
      fell: number;
      layers: number;
    }) =>
      `${subjects[about](layer)} spread over **${first}** of ${most} directions ${from === 0 ? 'before training' : `at epoch ${from}`}${now === null ? '.' : ` and over **${now}** after epoch ${epoch}; the number fell in ${fell} of ${layers} layers.`}`,
    byWidth: ({
      layer,
      about,
      thin,
      wide,
      first,
      last,
      most,
      wider,
      times,
      networks,
    }: {
      layer: string;
      about: Subject;
      thin: string;
      wide: string;
      first: string;
      last: string;
      most: [number, number];
      wider: string;
      times: string;
      networks: number;
    }) =>
      `${subjects[about](layer)} spread over **${first}** of ${most[0]} directions at ${thin} and over **${last}** of ${most[1]} at ${wide}: ${times} times as many in a network ${wider} times as wide${networks > 1 ? ` (means of ${networks} networks)` : ''}.`,
    noiseIs: (layer: string, directions: string[]) =>
      ` Noise of the shape of ${layer} spreads over ${directions.join(' and over ')}.`,
    all: (epoch: number, list: string) => `At epoch ${epoch}: ${list}.`,
    mean: ({
      layer,
      before,
      after,
      images,
    }: {
      layer: string;
      before: string | null;
      after: string;
      images: string;
    }) =>
      ` The mean holds ${after} of E‖φ‖² of what enters ${layer}${before === null ? '' : `, before training ${before}`}. Measured on ${images} training images.`,
  },
  histograms: {
    coming: 'Comes with the first look at the network, and again after every epoch.',
    numbers: 'Numbers',
    kinds: { weights: 'Weights', activations: 'Activations' },
    weights: (layer: string) => `weights of ${layer}`,
    activations: (layer: string) => `activations that enter ${layer}`,
    epoch: (epoch: number) => `epoch ${epoch}`,
    title: (numbers: string, epoch: number) => `Histogram of the ${numbers}, epoch ${epoch}`,
    value: 'value',
    fraction: 'fraction in a bar',
    finite: 'all are finite',
    broken: (nan: string, infinite: string) => `${nan} are not a number and ${infinite} infinite`,
    reading: ({
      count,
      numbers,
      epoch,
      low,
      high,
      sd,
      before,
      broken,
    }: {
      count: string;
      numbers: string;
      epoch: number;
      low: string;
      high: string;
      sd: string;
      before: string | null;
      broken: string;
    }) =>
      `The ${count} ${numbers} at epoch ${epoch} lie between **${low}** and **${high}**, standard deviation **${sd}**${before === null ? '' : ` (before training ${before})`}; ${broken}.`,
    detail: (kind: 'weights' | 'activations', layers: string) =>
      `Standard deviations of the ${kind}: ${layers}. Activations: what enters the layer, on the first images looked at.`,
  },
  activations: {
    title: (epoch: number) => `Activation spectra at epoch ${epoch}`,
    reading: ({
      layer,
      index,
      from,
      to,
      images,
      epoch,
    }: {
      layer: string;
      index: string;
      from: number;
      to: number;
      images: string;
      epoch: number;
    }) =>
      `The activations that enter ${layer} fall with rank to the power **−${index}** over ranks ${from}–${to} (dashed; paper: near −1 in the limit of wide networks); measured on ${images} training images at epoch ${epoch}.`,
    few: (layer: string, inputs: number, share: string) =>
      `${layer} has ${inputs} inputs: too few ranks for a power law (ten are needed between rank 4 and half of them). Its first eigenvalue is **${share} %** of the total.`,
  },
  weights: {
    view: 'View',
    views: { ranks: 'By rank', density: 'Density' },
    densityTitle: (layer: string, epoch: number) =>
      `Density of the weight spectrum of ${layer} at epoch ${epoch}`,
    ranksTitle: (layer: string, epoch: number) => `Weight spectrum of ${layer} by rank, epoch ${epoch}`,
    edge: (value: string) => `edge ${value}`,
    noise: '99 % of noise',
    untrained: (layer: string, found: string) => `Untrained, ${layer} is pure noise: ${found}.`,
    reading: ({
      above,
      count,
      layer,
      upper,
      below,
      lower,
      head,
    }: {
      above: number;
      count: number;
      layer: string;
      upper: string;
      below: number;
      lower: string;
      head: { scale: string; from: number; to: number } | null;
    }) =>
      `**${above}** of the ${count} eigenvalues of ${layer} stand above the Marchenko–Pastur edge ${upper}${below > 0 ? `, ${below} below ${lower}` : ''}${head ? `; its head (dotted) falls by a factor e every **${head.scale}** ranks (fitted over ranks ${head.from}–${head.to})` : ''}.`,
    detail: ({
      variance,
      entries,
      lower,
      upper,
      below,
      above,
      ratio,
      ks,
    }: {
      variance: string;
      entries: string;
      lower: string;
      upper: string;
      below: number;
      above: number;
      ratio: string;
      ks: string;
    }) =>
      `σ² of the bulk ${variance} (mean square of the weights ${entries}), edges ${lower} and ${upper}, outside ${below} below and ${above} above, inputs/neurons ${ratio}, distance of the bulk from the law (KS) ${ks}.`,
    few: (count: number, needed: number) =>
      `${count} eigenvalues are too few for a density (${needed} are needed): by rank only.`,
    notCompared: (count: number) => `its ${count} eigenvalues have not been compared with simulated noise`,
    compared: (count: number, outside: number, matrices: number) =>
      `${outside === 0 ? `its ${count} eigenvalues lie inside` : `yet ${outside} of its ${count} eigenvalues lie outside`} the 99 % band of ${matrices} simulated matrices of its size`,
  },
  redraw: {
    coming:
      'Once the network is trained, its weights are thrown away and drawn again at random from their covariances, layer by layer; the accuracies appear here.',
    none: 'No weights were drawn again in this run.',
    testing: (trained: string) =>
      `The network is trained (${trained}); the first drawn weights are being tested.`,
    title: 'Test accuracy of redrawn networks over their width',
    every: 'every draw',
    spread: '± 1 standard deviation',
    trained: (accuracy: string) => `trained ${accuracy}`,
    width: 'width of the redrawn network',
    slider: 'Width of the random network',
    drawn: (
      width: string | null,
      right: string,
      spread: { sd: string; draws: number } | null,
      trained: string,
    ) =>
      `${width === null ? 'At the same width' : `At ${width} width`}, purely random weights with the learned covariances are right on **${right}** of the test images${spread ? ` (± ${spread.sd} over ${spread.draws} draws)` : ''}; trained: **${trained}**. `,
    unaligned: (right: string, identity: string | null, chance: string) =>
      `Without aligning each layer to the one before: **${right}**${identity === null ? '' : ` (identity in place of the alignment: ${identity})`}, chance is ${chance}. `,
    retrained: (drawn: string, random: string) =>
      `With a new classifier on top: ${drawn}, against ${random} on untrained features.`,
    detail: (images: string, unexplained: string) =>
      `Alignments and batch statistics measured on ${images} training images${unexplained}.`,
    unexplained: (width: string, shares: string) =>
      `; left unexplained after alignment at ${width}, layer by layer: ${shares}`,
  },
  classes: {
    coming: 'Comes when the network is trained.',
    whose: 'Whose answers',
    title: (network: string) => `Confusion matrix, ${network}`,
    firstDraw: (network: string, scale: number) => `${network}, ×${scale}, first draw`,
    reading: (
      network: string,
      right: string,
      best: string,
      bestRight: string,
      worst: string,
      worstRight: string,
    ) =>
      `The network (${network}) is right on **${right}**; it knows **${best}** best (${bestRight}) and **${worst}** least (${worstRight}).`,
  },
  images: {
    coming:
      'Comes at the end of the run: the networks are asked about single test images, and about one of yours.',
    all: 'Test images',
    one: (at: number, of: string) => `Test image ${at}: ${of}`,
    alt: (at: number) => `Test image ${at}`,
    shown: (at: number, of: string) => `test image ${at}: **${of}**`,
    altOwn: 'Your image',
    own: 'your image',
    reading: (
      network: string,
      label: string | null,
      trained: string | null,
      rainbow: string | null,
      unaligned: string | null,
    ) =>
      `${label === null ? 'About your image' : `It is a **${label}**`}: the ${network} network says **${trained}**${rainbow === null ? '' : `, the redrawn one **${rainbow}**`}${unaligned === null ? '' : `, the one left unaligned **${unaligned}**`}.`,
    notLive: 'Your own image or a drawing: press Run first. A recording holds numbers, not networks.',
    ask: 'Ask about an image of yours',
    file: 'Image file',
    pad: 'Drawing pad: draw a figure with a pointer',
    askDrawing: 'Ask about the drawing',
    drawing: 'Your drawing, white on black.',
    clear: 'Clear',
    cropped: (name: string, width: number, height: number, size: number) =>
      `${name}: cropped to the middle square, resized from ${width} × ${height} to ${size} × ${size}.`,
    unread: (name: string, error: string | null) =>
      `${name} could not be read as an image${error === null ? '' : `: ${error}`}. JPEG, PNG and WebP can be.`,
  },
  data: {
    coming: 'Comes when the images are there.',
    pixels: 'pixels',
    samples: 'Training images by class',
    alt: (name: string, at: number) => `${name}, training image ${at}`,
    none: (name: string) => `This file holds numbers only, no images: those of ${name} are not passed on.`,
    counts: 'Images by class, training + test',
    channels: 'Channels of the training images, from 0 (black) to 1',
    columns: ['channel', 'mean', 'deviation'],
    grey: 'grey',
    colours: ['red', 'green', 'blue'],
    title: (images: string) => `Spectrum of the pixels of ${images} training images`,
    reading: ({
      train,
      test,
      size,
      grey,
      least,
      most,
    }: {
      train: string;
      test: string;
      size: number;
      grey: boolean;
      least: string;
      most: string;
    }) =>
      `${train} training and ${test} test images of ${size} × ${size} in ${grey ? 'grey' : 'colour'}, between **${least}** and **${most}** of a class to learn from. `,
    law: (images: string, index: string, from: number, to: number) =>
      `Their spectrum (centred covariance of the pixels as the networks get them, first ${images} training images) falls with rank to the power **−${index}** over ranks ${from}–${to} (dashed). `,
    shares: (directions: string, half: number, nine: number, ratio: string) =>
      `Of ${directions} directions, **${half}** hold half of the variance and **${nine}** nine tenths; participation ratio **${ratio}**.`,
    beware: (what: string) => ` **Beware:** ${what}`,
  },
  additivity: {
    coming: 'Comes when the network is trained: each layer is then drawn alone, and all of them together.',
    title: 'Unexplained share of the activations, by depth',
    all: 'all layers drawn',
    sum: 'sum of single layers',
    only: (layer: string) => `only ${layer}`,
    x: 'into layer',
    y: 'unexplained share',
    reading: (all: string, layer: string, alone: string, sum: string) =>
      `With all layers drawn again, **${all}** of what enters ${layer} is not explained by the trained network; drawn one at a time, the layers before it leave ${alone}, together **${sum}**.`,
    bound: (largest: string, bound: string, kept: boolean) =>
      ` ${largest} costs most. Theorem 2 allows at most the square of the sum of the roots, ${bound}${kept ? '' : ': not kept here'}.`,
    detail: (images: string, draws: number) =>
      `Unexplained: 1 − ‖E[φφ̂ᵀ]‖₁ / √(E‖φ‖² E‖φ̂‖²) on ${images} training images, after the best rotation; mean of ${draws} draws. Layers that are not drawn are the trained ones, turned to fit.`,
  },
  kernel: {
    coming: 'Comes when the network is trained.',
    none: 'No layer of this network is followed by a non-linearity whose kernel is looked at here.',
    title: 'Kernel error over the number of drawn neurons',
    rate: '1/n',
    x: 'neurons drawn',
    y: 'mean-square error',
    reading: ({
      few,
      many,
      layer,
      fewError,
      manyError,
      slopes,
    }: {
      few: number;
      many: number;
      layer: string;
      fewError: string;
      manyError: string;
      slopes: string;
    }) =>
      `With ${few} neurons drawn from its covariance the kernel of ${layer} is **${fewError}** off the exact one in relative mean square, with ${many} **${manyError}**. Slopes: ${slopes} (Theorem 1: −1).`,
    trained: (neurons: number, error: string, verdict: string) =>
      ` The ${neurons} trained neurons themselves: ${error}${verdict}.`,
    more: (drawn: number, error: string) =>
      `, more than ${drawn} drawn ones (${error}): they are not Gaussian`,
    noMore: (drawn: number, error: string) => `, no farther than ${drawn} drawn ones (${error})`,
    exact: {
      'closed-form':
        'Exact: the arc-cosine kernel of Gaussian neurons, summed over positions, on test images',
      'monte-carlo':
        'In the place of the exact kernel, which has no closed form behind the wavelet modulus: that of 8192 drawn neurons (Monte Carlo), on test images',
    },
    detail: (exact: string) =>
      `${exact}; what enters the layer are the trained network’s features. The covariance comes from the trained neurons themselves, which favours them.`,
  },
  symmetry: {
    coming: 'Comes when the network is trained.',
    title: 'Covariances in a mirror, layer by layer',
    mirror: 'mirror',
    random: 'random rotation',
    unexplained: 'not a rotation',
    layer: 'layer',
    y: '‖C − QᵀCQ‖ / ‖C‖',
    reading: (layer: string, mirror: string, random: string, better: boolean) =>
      `A mirror changes the covariance of ${layer} by **${mirror}** of its norm, a random rotation by ${random}${better ? ': it commutes with the mirror better than by chance' : ': no better than chance'}. `,
    answers: (right: string, mirrored: string, agreement: string) =>
      `The network is right on ${right} of the test images and on ${mirrored} of them mirrored, and says the same of both for **${agreement}**.`,
    detail: (unexplained: string, layer: string) =>
      `Q: the rotation of channels that best takes the activations of images to those of their mirror images (mirrored back); what it leaves unexplained is ${unexplained} at ${layer}. Theorem 3: networks whose covariances commute with a symmetry are invariant to it, the better the wider.`,
  },
  warmStart: {
    coming:
      'Comes when the network is trained: a network drawn from its covariances is then trained with the same recipe.',
    title: 'Test accuracy over epochs, from a draw and from white noise',
    drawn: 'from a draw',
    noise: 'from white noise',
    reading: ({
      first,
      last,
      freshFirst,
      freshLast,
      goal,
      drawn,
      noise,
    }: {
      first: string;
      last: string;
      freshFirst: string;
      freshLast: string;
      goal: string;
      drawn: string;
      noise: string;
    }) =>
      `Training that starts from weights drawn with the learned covariances begins at **${first}** and ends at **${last}**; from white noise: ${freshFirst} and ${freshLast}. To nine tenths of the latter (${goal}) it takes ${drawn} from the draw and ${noise} from noise.`,
    epochs: (epochs: number | null) =>
      epochs === null ? 'longer than this' : epochs === 0 ? 'no epoch' : `${epochs.toFixed(1)} epochs`,
    of: (net: string) => `Of ${net}. `,
    detail:
      'The same recipe, images and batches; the draw’s covariances, last projector and classifier come from the network trained from noise, so it has seen these images before.',
  },
  whitening: {
    coming: 'Comes when all networks of this width are trained and aligned.',
    singular: (layer: string, inputs: number, others: number) =>
      `${layer} has ${inputs} inputs, no fewer than the ${others} neurons of the other networks: their covariance cannot be inverted.`,
    spectrum: 'Spectrum',
    views: {
      raw: 'Raw',
      inSample: 'Whitened, itself included',
      leaveOneOut: 'Whitened by the others',
      nullLeaveOneOut: 'The same with Gaussians',
    },
    title: (view: string, layer: string) => `${view}: spectrum of ${layer} of one network`,
    x: 'eigenvalue, scaled to sum to d’',
    edge: (value: string) => `edge ${value}`,
    spread: (mean: string, deviation: string | null) =>
      `**${mean}**${deviation === null ? '' : ` ± ${deviation}`}`,
    reading: ({
      layer,
      raw,
      others,
      whitened,
      noise,
    }: {
      layer: string;
      raw: string;
      others: number;
      whitened: string;
      noise: string;
    }) =>
      `Of the eigenvalues of ${layer}, ${raw} lie outside the Marchenko–Pastur law; whitened by the covariance of the other ${others} networks ${whitened}, where simulated Gaussian matrices in the same pipeline give ${noise}.`,
    detail: ({
      inSample,
      noise,
      networks,
      hopeless,
      over,
    }: {
      inSample: string;
      noise: string;
      networks: number;
      hopeless: boolean;
      over: number;
    }) =>
      `As in the paper, whitened by all networks including its own: ${inSample} (Gaussians ${noise}). That looks better than it is, since no eigenvalue can then pass the number of networks, ${networks}${hopeless ? ', which here is below the edge: nothing could stand out' : ''}. Mean ± standard deviation over ${over} networks; the picture is of the second. Paper: 21, 12 and 27 % raw, 2, 4 and 8 % whitened.`,
  },
  variants: {
    coming:
      'Comes when the network is trained: its weights are then drawn from better estimates of the covariances, from mixtures of Gaussians, and without labels.',
    title: 'Test accuracy of networks drawn in other ways',
    mixture: 'mixture',
    each: 'mixture, each draw',
    together: 'draws together',
    x: 'groups, or draws',
    trained: (accuracy: string) => `trained ${accuracy}`,
    debiased: (accuracy: string) => `debiased ${accuracy}`,
    reading: ({
      plain,
      debiased,
      gain,
      groups,
      best,
      one,
    }: {
      plain: string;
      debiased: string;
      gain: string;
      groups: number | null;
      best: string;
      one: string;
    }) =>
      `Drawn from WᵀW/n: **${plain}**; from debiased covariances with a flat bulk: **${debiased}** (${gain} points). A mixture of Gaussians does best with ${groups} ${groups === 1 ? 'group' : 'groups'} a layer: **${best}**, with one ${one}. `,
    more: ({
      draws,
      ensemble,
      epochs,
      learned,
      unsupervised,
      noise,
    }: {
      draws: number;
      ensemble: string;
      epochs: number;
      learned: string;
      unsupervised: string;
      noise: string;
    }) =>
      `The answers of ${draws} draws averaged: ${ensemble}. With ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of a new classifier: ${learned} on learned covariances, **${unsupervised}** where each layer’s is that of its own inputs and no label was seen, ${noise} on white noise.`,
    of: (net: string) => `Of ${net}. `,
    detail: (draws: number, plain: number, images: string) =>
      `Means of ${draws} draws (${plain} plain ones). Debiased: eigenvalues above the edge of the bulk shrunk (Donoho, Gavish and Johnstone), the rest set to the bulk’s variance. Groups: k-means of the neurons, each a Gaussian of its own mean and covariance; with as many groups as neurons, the neurons themselves. Aligned on ${images} images.`,
  },
  widthSpectra: {
    coming: 'Comes when all networks are trained: their activations are then measured on more images.',
    view: 'View',
    byWidth: (layer: string) => `${layer}, by width`,
    byDepth: (width: number) => `×${width}, by depth`,
    widthTitle: (layer: string) => `Activation spectra of ${layer} by width`,
    depthTitle: (width: number) => `Activation spectra by depth, width ×${width}`,
    few: 'too few ranks',
    exponents: (width: number, list: string) =>
      `Exponents of the fitted power laws at width ×${width}: ${list} (paper: near −1 at all layers).`,
    images: (count: string) => ` Measured on ${count} training images.`,
    first: (layer: string) =>
      `The inputs of ${layer} are wavelets of the images: the same for every network, so its spectrum does not depend on width.`,
    reading: ({
      layer,
      list,
      thin,
      wide,
      agreed,
    }: {
      layer: string;
      list: string;
      thin: string;
      wide: string;
      agreed: number;
    }) =>
      `Exponents of ${layer}: ${list} (paper: near −1). The spectra of ${thin} and ${wide} agree within 20 % up to rank **${agreed}**; beyond, the narrow one falls away.`,
  },
  dynamics: {
    coming: 'Comes when the network is trained: its weights were kept along the way.',
    view: 'View',
    views: {
      amplification: 'Amplification',
      cosine: 'Direction',
      paths: 'Neurons',
      covariance: 'C over time',
    },
    epoch: (epoch: number) => `epoch ${epoch}`,
    amplification: (layer: string) => `Amplification along the eigenvectors of ${layer}`,
    unchanged: 'unchanged',
    amplificationAxis: '‖u(t)‖ / ‖u(0)‖',
    direction: (layer: string) => `Direction kept along the eigenvectors of ${layer}`,
    fresh: 'new weights 1/√n',
    cosineAxis: 'cosine with epoch 0',
    plane: 'Plane of eigenvectors',
    planeOf: (a: number, b: number) => `${a} and ${b}`,
    paths: (layer: string, epoch: number) =>
      `Neurons of ${layer} in a plane of eigenvectors up to epoch ${epoch}`,
    eigenvector: (rank: number) => `eigenvector ${rank}`,
    covariance: (layer: string) => `Covariance of ${layer} over training`,
    similarityAxis: 'similarity to the last C',
    similarity: 'similarity',
    start: 'Epoch 0: nothing has moved. Play the epochs to see it.',
    at: (value: string, rank: number) => `${value} at rank ${rank}`,
    reading: (epoch: number, layer: string, amplified: string, kept: string) =>
      `By epoch ${epoch} training has amplified ${layer} by ${amplified}; **${kept}** of the directions beyond the first five kept a cosine above 0.6 with where they began.`,
    above: (list: string) => ` Eigenvalues above the edge of the untrained law: ${list}.`,
    aboveAt: (count: number, epoch: number) => `${count} (epoch ${epoch})`,
    detail: ({
      lost,
      layer,
      alone,
      aligned,
      trained,
    }: {
      lost: string;
      layer: string;
      alone: string;
      aligned: string;
      trained: string;
    }) =>
      `Rebuilt as the initial weights stretched along the final eigenvectors (what is lost: ${lost} of ‖${layer}‖²), with all drawn layers replaced, the network is right on ${alone} as it stands and ${aligned} with each layer turned to the one before; trained ${trained}. Eigenvectors: of the last weights.`,
  },
  marginals: {
    coming: 'Comes when all networks of this width are trained and aligned.',
    view: 'View',
    views: { density: 'Histogram', quantiles: 'Quantiles', ks: 'D by rank' },
    eigenvector: 'Eigenvector',
    rank: (rank: number) => `rank ${rank}`,
    densityTitle: (layer: string, rank: number) => `Neurons of ${layer} along eigenvector ${rank}`,
    deviations: 'standard deviations',
    density: 'density',
    neurons: 'neurons',
    normal: 'N(0, 1)',
    quantilesTitle: (layer: string, rank: number) =>
      `Quantiles of the neurons of ${layer} along eigenvector ${rank}`,
    normalQuantile: 'normal quantile',
    equal: 'equal',
    ksTitle: 'Distance from the normal law by rank, means over neighbouring ranks',
    near: (d: number) => `D = ${d}`,
    ksAxis: 'Kolmogorov–Smirnov D',
    reading: ({
      rank,
      neurons,
      layer,
      networks,
      d,
      skewness,
      kurtosis,
    }: {
      rank: number;
      neurons: string;
      layer: string;
      networks: number;
      d: string;
      skewness: string;
      kurtosis: string;
    }) =>
      `Along eigenvector ${rank} the ${neurons} neurons of ${layer} in ${networks} networks are **D = ${d}** from the normal law (skewness ${skewness}, excess kurtosis ${kurtosis}).`,
    beyond: (near: string, d: number) => ` From rank 10 on, ${near} of the ranks have D below ${d}.`,
    means: (list: string) => ` Mean D by layer: ${list}.`,
    detail: (chance: string) =>
      `With so many neurons any deviation would be significant: D is a size, not a p-value; sampling alone gives about ${chance}. Eigenvectors and scales come from the same neurons.`,
  },
  matching: {
    coming:
      'Comes when the networks are trained: pairs of one width are taken to each other by the best rotation and by the best permutation of their neurons.',
    view: 'View',
    views: { width: 'By width', layer: 'By layer', path: 'Path between two' },
    ways: { rotation: 'rotation', permutation: 'permutation' },
    widthTitle: (layer: string) => `Test error of the activations that enter ${layer}, over width`,
    width: 'width',
    error: 'test error',
    layerTitle: 'Test error of aligned activations, layer by layer',
    into: 'into layer',
    pathTitle: 'Test accuracy along paths from one network to another',
    pathAxis: 'from the first to the second',
    rotated: 'rotated',
    permuted: 'permuted',
    plain: 'as they are',
    errors: (layer: string, width: number, rotation: string, permutation: string) =>
      `What enters ${layer} of two networks of width ×${width} differs by **${rotation}** after the best rotation and by **${permutation}** after the best permutation of neurons. `,
    reading: ({
      rotated,
      permuted,
      plain,
      first,
      second,
      gain,
    }: {
      rotated: string;
      permuted: string;
      plain: string;
      first: string;
      second: string;
      gain: string;
    }) =>
      `Halfway from one network to the other, accuracy is **${rotated}** on the path of rotated weights, ${permuted} on the straight line to permuted ones and ${plain} on that to the weights as they are; the ends have ${first} and ${second} (${gain} points between the two).`,
    detail: (test: string, train: string) =>
      `Errors on ${test} test images, fitted on ${train} training images. Rotated path: cos(πt/2)·W + sin(πt/2)·W′A, turned layer by layer to fit the first network, whose last projector and classifier stay. Straight lines: batch statistics measured anew at each step.`,
  },
};
