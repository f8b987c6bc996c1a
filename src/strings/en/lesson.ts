import type { PlaygroundName } from '../../lab/play/settings.ts';

// Marks in the texts: **strong**, $tex$, $$displayed tex$$, [a link](address), {a value}. See Prose.tsx.

const play = {
  title: 'Playgrounds',
  names: { matrix: 'Random matrices', procrustes: 'Procrustes', kernel: 'Kernels' } satisfies Record<
    PlaygroundName,
    string
  >,
  leads: {
    matrix:
      'Fill a matrix $W$ with $n$ rows of $d$ random numbers. The eigenvalues of $W^\\top W/n$ are not all equal, though nothing distinguishes one direction from another: they spread over an interval that only $q=d/n$ decides. Whatever stands outside it was not noise.',
    procrustes:
      'Two networks that learned the same thing agree only up to a rotation. Here are two clouds of points: turn the second by hand, then let the best rotation bring it back, and see what is left.',
    kernel:
      'A layer of random neurons measures how alike two inputs are: its kernel. With more neurons the measurement settles on a limit that can be written down, and the random network forgets that it is random.',
  } satisfies Record<PlaygroundName, string>,
  /** Settings that say nothing beside the others are not shown. */
  hidden: (name: PlaygroundName, field: string, settings: Readonly<Record<string, unknown>>): boolean =>
    (name === 'matrix' &&
      ((field === 'nu' && settings.law !== 'student') || (field === 'strength' && settings.spikes === 0))) ||
    (name === 'procrustes' &&
      ((field === 'noise' && settings.other !== 'noisy') ||
        (field === 'tilt' && settings.dimensions === '2'))),
  settings: 'Settings of the playground',
  newSeed: 'Draw again',
  reset: 'As at first',
  linked: 'The address holds all of this: copy it to show somebody exactly what you see.',
  refused: 'This link was not opened.',
  work: { drawing: 'Drawing', multiplying: 'Multiplying', eigenvalues: 'Eigenvalues of' },
  matrix: {
    picture: 'The matrix',
    pictureLabel: 'A random matrix of {n} rows and {d} columns, its entries as pixels',
    whole: 'All {n} × {d} entries: one colour for each sign, paler near zero.',
    thinned:
      '{rows} × {columns} of the {n} × {d} entries, evenly spaced: one colour for each sign, paler near zero.',
    working: '{what} {n} × {d}…',
    progress: 'Progress of the full matrix',
    first: 'Drawing the first matrix…',
    preview: 'A preview of {n} × {d} entries, of the same shape; {wanted} follows when the controls rest.',
    done: 'Drawn in full: {n} × {d}.',
    failed: 'This could not be computed: {error}. Choose a smaller matrix.',
    spectrum: 'Its spectrum meets the law',
    view: 'View',
    views: { density: 'Density', ranks: 'By rank' },
    densityTitle: 'Density of the eigenvalues of a random {n} × {d} matrix',
    ranksTitle: 'Eigenvalues of a random {n} × {d} matrix by rank',
    eigenvalue: 'eigenvalue of WᵀW/n',
    rank: 'rank',
    sample: 'this matrix',
    population: 'population: what many rows would give',
    edge: 'edge {edge}',
    reading:
      '{count} eigenvalues; at $q$ = {q} the law of noise spans {lower} to {upper}. **{above}** of them stand above its edge. The largest is **{largest}**; if nothing stood out it would be {mean} ± {sd} (Tracy–Widom), so it is {distance} standard deviations from there.',
    noVariance:
      'Student’s t with ν = {nu} has no variance, so there is no law to meet: the largest eigenvalue is {largest}, the median {median}. Another seed gives quite other numbers.',
    beyond:
      '{beyond} more eigenvalues lie beyond the end of this axis at {far}, the largest at {largest}. “By rank” shows all of them.',
    universal:
      'Marchenko–Pastur: density $\\sqrt{(\\lambda_+-\\lambda)(\\lambda-\\lambda_-)}/(2\\pi\\sigma^2 q\\lambda)$ between $\\lambda_\\pm=\\sigma^2(1\\pm\\sqrt q)^2$. The law of the entries does not matter as long as its fourth moment is finite: choose others and look. The largest eigenvalue wavers by a width of order $n^{-2/3}$.',
    coloured:
      'The variances of the directions differ, so the curve is no longer Marchenko–Pastur but the law of Silverstein and Bai for this covariance, solved numerically. Sample eigenvalues (solid, by rank) overstate the spread of the population ones (dashed).',
    heavy:
      'With ν = {nu} the entries have a variance, so most eigenvalues still follow the law; but their fourth moment is infinite, so the largest ones leave it, however large the matrix. The edge and its width say nothing here.',
    heavier:
      'With ν = {nu}, at most 2, the variance is infinite: even the bulk has no Marchenko–Pastur law. A few huge entries decide the spectrum.',
    spikesTitle: 'Do the spikes come through?',
    spikeColumns: [
      'spike',
      'population eigenvalue',
      'eigenvalue found',
      'theory',
      'overlap of eigenvectors, found',
      'theory',
    ],
    atEdge: 'at the edge, {edge}',
    vanishes: '0: vanishes',
    spikesReading:
      'A population eigenvalue shows only above {threshold}. With white noise that means $\\theta>\\sqrt q$ = {root}. {fate}',
    spikesGone:
      '**{gone}** of {count} lie below and vanish in the bulk: no amount of looking at this matrix alone would find them.',
    spikesAll: 'Here that is all of them.',
    spikesFormula:
      'Baik, Ben Arous and Péché: for white noise of variance 1 a spike $1+\\theta$ with $\\theta>\\sqrt q$ is found at $(1+\\theta)(1+q/\\theta)$, its eigenvector with squared overlap $(1-q/\\theta^2)/(1+q/\\theta)$. The overlap found is that of the eigenvector of the same rank.',
  },
  procrustes: {
    picture: 'Two clouds, point by point',
    view: 'Second cloud',
    views: { before: 'As turned', after: 'Aligned' },
    label:
      '{points} pairs of points, the second cloud {state}, turned by {angle} degrees. Arrow keys turn it.',
    role: 'clouds of points',
    turn2:
      'Dots: the first cloud. Squares: the second; threads join partners. Drag, or use the arrow keys on the picture, to turn the second.',
    turn3:
      'Dots: the first cloud. Squares: the second; larger is nearer; threads join partners. Drag, or use the arrow keys on the picture, to turn and tilt the second.',
    residual: 'What is left after the best alignment',
    identity:
      '$$\\min_{A}\\;\\mathbb E\\|A\\hat\\varphi-\\varphi\\|^2=\\mathbb E\\|\\hat\\varphi\\|^2+\\mathbb E\\|\\varphi\\|^2-2\\,\\|\\mathbb E[\\varphi\\hat\\varphi^\\top]\\|_1$$',
    rows: {
      moved: '$\\mathbb E\\|\\hat\\varphi\\|^2$, second cloud',
      fixed: '$\\mathbb E\\|\\varphi\\|^2$, first cloud',
      nuclear: '$\\|\\mathbb E[\\varphi\\hat\\varphi^\\top]\\|_1$, nuclear norm',
      identity: 'right-hand side',
      residual: 'left-hand side, over the points',
      before: 'before aligning',
    },
    reading: {
      same: 'Aligned, **{residual}** is left of {before}: the clouds are the same up to an isometry (similarity {similarity}).',
      noisy:
        'Aligned, **{residual}** is left of {before}: the turn is undone, the noise stays (similarity {similarity}).',
      independent:
        'Aligned, **{residual}** is left of {before} (similarity {similarity}): these are other points, and no rotation makes partners of strangers. Alignment compares what two networks say about the **same** images.',
    },
    reflects: 'The best alignment here is a reflection.',
    rotates: 'The best alignment here is a rotation.',
    cannot: 'The second cloud is a mirror image, which no rotation undoes.',
    note: 'The best $A$ is the polar factor $UV^\\top$ of $\\mathbb E[\\varphi\\hat\\varphi^\\top]=USV^\\top$, and the nuclear norm is the sum of the singular values $S$. Among rotations alone the smallest of them counts negatively where $UV^\\top$ reflects.',
  },
  kernel: {
    first: 'Drawing the first neurons…',
    failed: 'This could not be computed: {error}.',
    curve: 'How alike are two inputs?',
    curveTitle: 'Kernel of two unit vectors over the angle between them',
    exact: 'limit',
    sampled: '{width} neurons',
    angle: 'angle, degrees',
    kernel: 'kernel',
    curveReading:
      'With **{width}** random neurons the mean-square error of the kernel is **{error}** of its mean square, over pairs of random inputs.',
    formula: {
      relu: "ReLU, white neurons: $k=\\|x\\|\\|x'\\|\\,\\big(\\sin t+(\\pi-t)\\cos t\\big)/2\\pi$ at the angle $t$: the arc-cosine kernel. Coloured neurons first multiply the inputs by $C^{1/2}$.",
      abs: "Absolute value, white neurons: $k=\\|x\\|\\|x'\\|\\,\\tfrac2\\pi\\big(\\sin t+(\\tfrac\\pi2-t)\\cos t\\big)$ at the angle $t$. Coloured neurons first multiply the inputs by $C^{1/2}$.",
    },
    error: 'How fast does chance average out?',
    errorTitle: 'Mean-square error of the kernel over width',
    measured: 'drawn networks',
    rate: '1/width',
    width: 'neurons',
    meanSquare: 'mean-square error',
    errorReading:
      'On both logarithmic axes the error falls with slope **{slope}**; one over the width, as Theorem 1 says, is −1.',
    working: 'Drawing networks…',
    preview: 'A preview with few draws; the rest follows when the controls rest.',
    done: 'Mean over {draws} draws at every width.',
  },
};

const tour = {
  start: 'Tour',
  startHelp: 'Ten steps from a covariance spectrum to random weights that classify',
  busy: 'The tour opens recordings: it can start when this run has ended',
  resume: 'Go on with the tour',
  offer:
    'New here? A tour of {count} short steps goes from “what is a spectrum” to random weights that classify.',
  accept: 'Take the tour',
  decline: 'No, thanks',
  step: 'Step {step} of {count}',
  label: 'Guided tour',
  back: 'Back',
  next: 'Next',
  finish: 'Finish',
  skip: 'Leave the tour',
  keys: 'Keys: ← → and Esc',
  loading: 'Opening the recording of this step…',
  noRun: 'it is not a run file',
  failed: 'The recording of this step could not be fetched ({error}). The text stands; Next goes on.',
  more: 'Try it yourself',
  steps: {
    spectrum: {
      title: 'What is a covariance spectrum?',
      text: 'An image enters the network and comes out of each layer as a long list of numbers. Over many images these lists form a cloud. Its **covariance** says in which directions the cloud is wide, and the **eigenvalues** how wide: drawn largest first, they are the spectrum. On two logarithmic axes it falls along nearly a straight line. Few directions carry most of what the layer says.',
    },
    noise: {
      title: 'Noise has a spectrum too',
      text: 'Now the **weights**, before any training: pure random numbers. Their eigenvalues are not equal either. They spread as the Marchenko–Pastur law says (dashed), inside the grey band that simulated noise fills. This is what nothing looks like, and everything later is held against it.',
    },
    learned: {
      title: 'Training lifts directions out of the noise',
      text: 'The same layer after training. Some eigenvalues have risen above the edge of the law: these directions were **learned**. The rest keeps roughly the shape of noise, somewhat larger than it was.',
    },
    cascade: {
      title: 'Colour, then white noise, layer by layer',
      text: 'The paper’s picture of a network: each layer first stretches its input along the learned directions, its **colour** $C^{1/2}$ (the bars), then mixes everything with **white noise** (the patch). Choose a layer here and the other panels follow.',
    },
    ranks: {
      title: 'How many directions does a layer need?',
      text: 'Twenty-five networks were trained for this recording. Keep only the strongest directions of one layer and test again: accuracy comes back long before all directions do. What was learned is low-dimensional.',
    },
    rotation: {
      title: 'Two networks, one language, turned',
      text: 'Train two networks from different seeds and their neurons have nothing in common, one by one. But **turn** the activations of one by the best rotation and they lie on those of the other, the better the wider the networks. Width is on the horizontal axis, what is left of the difference on the vertical one.',
    },
    pooled: {
      title: 'What many networks agree on',
      text: 'Once their activations are aligned, the weights of many networks can be pooled. What they **share** stays above the noise; what each has of its own averages out into a flat floor. Leave the alignment out, and little of it is left.',
    },
    gaussian: {
      title: 'Are the neurons Gaussian?',
      text: 'Take all neurons of all these networks along one shared direction. If they were independent Gaussian draws they would follow the bell curve. Most nearly do; the first layer, which every network finds again, fits least well.',
    },
    redraw: {
      title: 'Throw the weights away and draw them again',
      text: 'Now the experiment. Keep nothing of the hidden weights but their covariances. Draw **new, random** weights with these colours, each layer turned to fit the ones drawn before it. The network classifies, and better the wider it is drawn. Leave the turn out, and it falls to chance.',
    },
    honest: {
      title: 'Where it falls short, and where to go',
      text: 'The same on photographs. These networks are small and trained briefly: even the trained ones are wrong on many images, and random features with a new classifier are not far behind. The gap to the redrawn ones closes with width but does not vanish. “Paper and here” lists every claim with our number, also those that do not show. Now change something on the left and press Run.',
    },
  },
};

const embed = {
  unknown: 'There is no panel “{panel}”. Use one of {panels}.',
  notHere: 'This run has nothing for the panel “{title}”.',
  waiting: 'Opening the run…',
  empty: 'Nothing has run yet.',
  open: 'Open in Rainbow Lab',
  run: 'Run',
  pause: 'Pause',
  resume: 'Continue',
  badOrigin:
    'origin: {origin} is not the origin of a page, such as https://example.org: messages are not answered.',
  recording: 'Recording: {dataset}, seed {seed}, commit {commit}',
  live: 'Live: {dataset}, seed {seed}, on {device}',
  locked:
    'This link is locked: its settings cannot be changed here. Take “lock” out of the address to change them.',
};

const story = {
  title: 'A rainbow in a black box',
  by: 'After Guth, Ménard, Rochette and Mallat, [“A Rainbow in Deep Network Black Boxes”](https://arxiv.org/abs/2305.18512), JMLR 2024. Every figure is a panel of this lab, every number is read from the recording named below it.',
  opening: [
    'A trained network is a pile of numbers. Train it again from another seed and you get another pile, which has nothing in common with the first, number by number, and classifies as well. So what did the network **learn**? Not its weights: they are different every time. Something about them must be the same.',
    'The paper’s answer: the weights of a layer behave like random vectors, drawn independently of each other, and all that was learned is the **covariance** they are drawn with, together with how each layer is turned to fit the one before. If that is so, one can throw the weights away, draw new ones at random with the same covariances, and the network still works. This page follows that idea from the first spectrum to the last draw, on networks small enough to be trained in a browser, and says where it falls short.',
  ],
  loading: 'Opening the recording…',
  failed: 'A recording could not be read ({error}). Reload the page to try again.',
  source:
    'Recording: {dataset}; networks: {networks}; epochs: {epochs}; seed {seed}; made {date} with commit {commit}.',
  open: 'Open in the lab',
  chapters: {
    activations: {
      title: 'Few directions carry most of what a layer says',
      beats: [
        'Show the network an image, and at each layer it answers with a vector $\\varphi(x)$. Over many images these vectors form a cloud, and its shape is the covariance $$\\mathbb E[\\varphi(x)\\,\\varphi(x)^\\top].$$ Its eigenvalues, largest first, are the **spectrum** of the layer. What enters {layer} has {inputs} dimensions; over {images} images, the first ten directions hold **{ten}** of the whole.',
        'On two logarithmic axes the spectrum is nearly straight: a power law $\\lambda_m\\sim m^{-\\alpha}$. Here the exponents are {indices}; the paper finds about 1 on much larger networks. Over the one and a half decades that fit into a layer of this size, an exponent is an indication and not a measurement.',
        'Before training (the figure now shows epoch 0) the cloud is rounder or flatter by accident of the random weights: at {layer} the first ten directions then held {before}, after training {after}.',
      ],
    },
    weights: {
      title: 'Training lifts a few directions out of the noise',
      beats: [
        'Now the weights. {layer} is a matrix of {neurons} neurons by {inputs} inputs, at first filled with random numbers. The eigenvalues of $W^\\top W/n$ of such a matrix are not equal: they spread over $$\\sigma^2\\big(1-\\sqrt q\\big)^2\\le\\lambda\\le\\sigma^2\\big(1+\\sqrt q\\big)^2,\\qquad q=d/n,$$ as Marchenko and Pastur found. Of the untrained layer’s eigenvalues **{outside}** lie outside what {matrices} simulated matrices of noise fill (grey). [Try it with matrices of your own](?page=play).',
        'After training, **{above}** of {count} eigenvalues stand above the edge {edge}, the largest, {largest}, at {times} times the edge. These are the directions that were learned. What lies below still has roughly the shape of the law, but of a larger variance than before: training stirs every direction a little.',
        'The learned part does not fall like a power of the rank but exponentially. Ranks per factor of e: {scales}. The later layers learn more directions.',
      ],
    },
    ranks: {
      title: 'The learned directions are enough',
      beats: [
        'Are those few directions what counts? Keep the $R$ strongest of {layer} and set the rest of its weights to zero, $$W\\;\\to\\;W\\,\\Pi_R,$$ and test the network. From **{needed}** of {inputs} directions on it is within a point of its full {full}. With as many directions chosen at random it is right on {same}.',
        'The same for the last layer before the classifier. Directions of the network’s own activations, found without any label, do nearly as well in the early layers; the last one needs to know what the labels are.',
      ],
    },
    rotation: {
      title: 'Different networks, one representation, turned',
      beats: [
        'Back to two networks of different seeds. Neuron by neuron they disagree. But a layer only ever sees the one before through inner products, and these do not change when all vectors are turned. So the question is whether one network’s activations $\\hat\\varphi$ are those of another, $\\varphi$, **up to a rotation**: $$\\min_{A^\\top A=1}\\;\\mathbb E\\,\\|A\\hat\\varphi(x)-\\varphi(x)\\|^2 .$$ The minimum is known in closed form; [turn a cloud by hand](?page=play&play=procrustes) to see it at work.',
        'Here networks of several widths are turned onto the widest one, the rotation fitted on training images and judged on test images. Of what enters {layer}, **{from}** is left at width ×{fromWidth} and **{to}** at ×{toWidth}; with the images shuffled, so that there is nothing to find, {shuffled}. The slope over width is {slope}. The paper proves that the error vanishes for wide networks of its model, and measures that it falls for trained ones.',
        'Errors grow from layer to layer, as each inherits those before it, but they fall with width at all of them.',
      ],
    },
    pooled: {
      title: 'What many networks share',
      beats: [
        'Once activations are aligned, so are the weights that read them: $W$ becomes $WA$, and the neurons of {networks} networks can be put into one space and their covariance $C$ taken together. At {layer} its first eigenvalue is **{aligned}**. Without the alignment {unaligned} would be left of it, {left}: the networks point every way and cancel.\n\nWhat stays when more networks are added is the colour that all of them learned; what flattens is the noise that each had of its own.',
      ],
    },
    gaussian: {
      title: 'Are the neurons Gaussian?',
      beats: [
        'A covariance says everything about a Gaussian cloud and little about others. So take all {neurons} neurons of {layer} in {networks} networks along one eigenvector of $C$ and compare with the bell curve. The distance of Kolmogorov and Smirnov, averaged over directions, is {distances}; sampling alone would give about {chance} at {layer}.',
        'The first layer, which reads few inputs and whose filters every network finds again, is farthest from Gaussian. So it is in the paper.',
      ],
    },
    redraw: {
      title: 'Draw the weights again',
      beats: [
        'Now the experiment. Keep the covariances $C_j$ and forget the weights. Layer by layer, draw a white Gaussian matrix $G_j$ and colour it, then turn it to fit the layer drawn before: $$\\hat W_j \\;=\\; G_j\\,C_j^{1/2}\\,\\hat A_{j-1}.$$ Only the last projector and the classifier are kept, turned likewise.',
        'The trained network is right on {trained} of the test images; networks of random weights of the same width on **{rainbow}**, and drawn four times as wide on **{wide}**. Leave the turn $\\hat A$ out and they fall to {unaligned}, where chance is {chance}, though every layer has exactly the right covariance.',
        'Part of this could be the classifier’s doing, so there are controls. With a new classifier trained on top, redrawn networks reach {retrained}; untrained random features with a new classifier {random}. The colours are worth the difference.',
      ],
    },
    kernel: {
      title: 'Why width helps',
      beats: [
        "A random layer measures how alike two images are by $$\\hat k(x,x')=\\frac1n\\sum_{i\\le n}\\sigma(\\langle w_i,\\varphi(x)\\rangle)\\,\\sigma(\\langle w_i,\\varphi(x')\\rangle),$$ an average over $n$ independent neurons, which settles on its mean: the mean-square error falls as $1/n$. Measured slopes over $n$: {slopes}. Whoever knows the limit needs no neurons at all; [watch it settle](?page=play&play=kernel).",
        'The **trained** neurons are a test of the model: if they were independent Gaussian draws, their kernel would be as far from the limit as that of as many drawn ones. It is {trained}, against {drawn} for 128 drawn neurons. Where it is much more, the neurons of that layer are not Gaussian draws: this plain convolutional network also learns its filters in space, and there the paper’s model is known to fall short.',
      ],
    },
    photographs: {
      title: 'On photographs',
      beats: [
        'Everything so far was on shapes drawn by this page. On {dataset}: at width ×{narrow} the trained networks reach {trainedNarrow} and the redrawn ones {rainbowNarrow}, at ×{wide} {trainedWide} and {rainbowWide}. The gap closes with width and is not gone.',
        'These are small networks, {images} images and {epochs} epochs; the paper trains on 50,000 images for 150 epochs. And a warning that the paper’s figures do not carry: at the largest width, untrained random features with a new classifier reach {random}, redrawn ones {retrained}. On a short budget, width alone does part of the work.',
      ],
    },
  },
  ending: {
    title: 'What does not show here',
    count:
      'Before anything was recorded, the paper’s claims were written down with what would count as seeing them. The recordings of this page speak to {claims} of them, {verdicts} verdicts in all: {shows} show, **{missing}** do not:',
    text: [
      'The whole list, with numbers, is behind “Paper and here” in [the lab](./). There every figure of this page can be made anew on your machine, with other widths, other images, other seeds.',
      'What remains is a picture of a layer that is neither the weights nor a black box: a few learned directions, white noise, and a turn.',
    ],
  },
};

/** The lesson: tour, story, playgrounds, embedding. */
export const lesson = { play, tour, story, embed };
