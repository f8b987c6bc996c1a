const many = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;
const fetching = (size: string | null): string => (size === null ? '' : ` (${size} to fetch)`);

/**
 * What is said of opened models: the page, its table, and the panels and readings of one layer, of all over
 * depth and of two models.
 */
export const models = {
  page: {
    title: 'What did a trained network learn, weight by weight?',
    about:
      'Open a trained model to see the spectrum of every weight matrix, held against the Marchenko–Pastur law of noise and against power laws; or two, to see in which layers they agree.',
    formats:
      'Safetensors, PyTorch (.pt, .pth, .bin: a state_dict, in whatever it is wrapped; nothing in the file is run), tfjs (model.json with its weights), numpy (.npz, .npy), Keras and HDF5 (.h5, .keras), GGUF, ONNX; in parts with their index, or in an archive. Drop it anywhere. Of an address only the header is fetched, then the weights that are measured. Nothing you open leaves this page.',
    two: 'Which layers do two models share?',
    later: 'A second model can be opened when the layers are measured, or measuring is cancelled.',
    one: 'The layer',
    layers: (shown: number, all: number) => `${shown === all ? all : `${shown} of ${all}`} layers`,
    filter: 'Filter',
    filterSuch: 'conv 64×',
    left: (count: number) => `${count} of these are not measured.`,
    measure: (all: boolean, size: string | null) => `Measure ${all ? 'all' : 'them'}${fetching(size)}`,
    table: (model: string | null) => `Layers of ${model ?? 'the model'}`,
    how: 'Of WᵀW/n, W as neurons × inputs, n its rows. Edge: Marchenko–Pastur with the noise level of the bulk. “?”: fewer than 50 eigenvalues, an exponent of which says little. Point at the head of a column for what it is.',
    chosen: 'Chosen layer',
    unmeasured: (layer: string) => `${layer} is not measured yet.`,
    measureOne: (size: string | null) => `Measure this layer${fetching(size)}`,
    depth: 'Over depth',
    depthTitle: 'How does it change with depth?',
  },
  open: {
    first: 'Open a model',
    another: 'Open another model',
    second: 'Compare with a second model',
    choose: 'Choose files…',
    files: (what: string) => `${what}: files`,
    address: 'or an address',
    addressSuch: 'https://…/model.safetensors',
    open: 'Open',
  },
  head: {
    facts: ({
      format,
      size,
      bytes,
      numbers,
      types,
    }: {
      format: string;
      size: string;
      bytes: string;
      numbers: string;
      types: string;
    }) => `${format} · ${size} (${bytes} bytes) · ${numbers} numbers (${types}) · `,
    yours: 'a file of yours',
    hash: ' · sha-256 ',
    megabytes: (size: string) => `${size} MB`,
    gigabytes: (size: string) => `${size} GB`,
    run: 'Run it on images',
    runTitle:
      'Tests it on images, measures its activations and, where its form allows it, draws its weights again',
    copy: 'Copy link',
    copied: 'Link copied.',
    skipped: (count: number, reasons: string) =>
      `${count} ${count === 1 ? 'tensor is no layer' : 'tensors are no layers'}: ${reasons}`,
    skippedTitle: 'Tensors that are no layers',
    columns: ['tensor', 'shape', 'type', 'why it is left out'],
    scalar: 'one number',
    firstOf: (shown: number, all: number) => `The first ${shown} of ${all}.`,
    left: (count: number) => `${count} left out of what was opened`,
    axes: 'Order of axes',
    axesOrders: {
      pytorch: 'out × in × height × width (PyTorch)',
      tensorflow: 'height × width × in × out (TensorFlow, JAX)',
    },
    axesBy: {
      format: 'as the format has it',
      names: 'told by the names of the weights',
      choice: 'as you chose',
      nothing: 'nothing in the file tells it',
    },
  },
  progress: {
    ends: { done: 'Done', cancelled: 'Cancelled', failed: 'Stopped' },
    measured: ({
      measured,
      of,
      failed,
      compared,
    }: {
      measured: number;
      of: number;
      failed: number;
      compared: { done: number; of: number } | null;
    }) =>
      ` ${measured} of ${of} layers measured${failed > 0 ? `, ${failed} could not be` : ''}${compared === null ? '' : `; ${compared.done} of ${compared.of} compared`}.`,
    opening: (what: string) => `**Opening** ${what}`,
    measure: (what: string, done: number, of: number) => `**Measuring** ${what} · ${done} of ${of}`,
    compare: (what: string, done: number, of: number) => `**Comparing** ${what} · ${done} of ${of}`,
    fetched: (done: string, total: string) => ` · ${done} of ${total} MB fetched`,
    label: 'Progress',
    failed: 'It could not be done.',
    continue: 'Continue measuring',
    pause: 'Pause measuring',
    cancelOpening: 'Cancel opening',
    cancel: 'Cancel measuring',
  },
  table: {
    label: 'Layers',
    spectrum: 'spectrum',
    spectrumTitle:
      'log eigenvalue by rank; line: Marchenko–Pastur edge; grey: a Gaussian matrix of the same shape',
    zero: 'zero',
    notMeasured: 'not measured',
    of: (count: number) => ` of ${count}`,
    notTrusted: (count: number, least: number) =>
      `Not to be trusted: only ${count} eigenvalues, under ${least}`,
    /** By column: its head, what it is in a sentence, and its name where it is drawn over depth. */
    columns: {
      order: { label: '#', help: 'place in the file' },
      name: { label: 'layer', help: 'name of the weight in the file' },
      shape: { label: 'shape', help: 'axes as in the file (tfjs: turned to out × in × height × width)' },
      size: { label: 'n × d', help: 'neurons × inputs: the first axis against all others' },
      rank: {
        label: 'rank',
        help: 'eigenvalues that are not round-off: above max(n, d)·ε·λ₁, ε that of double precision; the others are zero',
        depth: 'rank',
      },
      above: {
        label: 'above edge',
        help: 'eigenvalues of WᵀW/n above the Marchenko–Pastur edge, of min(n, d); noise level fitted to the bulk',
        depth: 'eigenvalues above the Marchenko–Pastur edge',
      },
      clear: {
        label: 'clear of it',
        help: 'eigenvalues above what the largest of pure noise exceeds once in a hundred times (Tracy–Widom)',
        depth: 'eigenvalues clear of noise',
      },
      bulkKs: {
        label: 'bulk KS',
        help: 'Kolmogorov–Smirnov distance of the eigenvalues between the edges to the law',
        depth: 'distance of the bulk from the law (KS)',
      },
      scale: {
        label: 'exp. scale',
        help: 'ranks in which the head of the spectrum falls by a factor e',
        depth: 'exponential scale in ranks',
      },
      alpha: {
        label: 'α',
        help: 'exponent of a power law fitted to the tail; under 50 eigenvalues it says little',
        depth: 'power-law exponent α of the tail',
      },
      xmin: { label: 'x min', help: 'where the fitted tail begins' },
      tailKs: {
        label: 'tail KS',
        help: 'distance of the tail to the power law',
        depth: 'distance of the tail from a power law (KS)',
      },
      participation: {
        label: 'part. ratio',
        help: '(Σλ)²/Σλ²: how many directions carry the energy',
        depth: 'participation ratio',
      },
      stable: {
        label: 'stable rank',
        help: 'Σλ/λ₁: squared Frobenius over squared spectral norm',
        depth: 'stable rank',
      },
      entropy: {
        label: 'entropy',
        help: 'of the shares λ/Σλ, over ln min(n, d): 1 for equal eigenvalues',
        depth: 'entropy of the spectrum',
      },
      frobenius: { label: '‖W‖ F', help: 'Frobenius norm', depth: 'Frobenius norm' },
      spectral: { label: '‖W‖ 2', help: 'spectral norm', depth: 'spectral norm' },
    },
  },
  edge: {
    title: (layer: string) => `How much of ${layer} stands out of noise?`,
    chart: (layer: string) => `Eigenvalues of ${layer} by rank`,
    edge: 'M–P edge',
    weights: 'weights',
    gaussian: 'Gaussian',
    head: (scale: string) => `head: e^(−rank/${scale})`,
    level: 'Energy of the noise',
    levels: { bulk: 'Noise of the bulk', all: 'Noise of all energy' },
    detail: (scale: string, from: number, to: number, r2: string) =>
      `Head (dotted): falls by a factor e every ${scale} ranks, fitted over ranks ${from}–${to} (R² ${r2}). Gaussian: one random matrix of the same shape and energy.`,
    zero: (layer: string) => `${layer} is zero: there is nothing to tell from noise.`,
    assumes: {
      bulk: (variance: string) =>
        `Assumes that what is not signal has independent entries of one variance, σ² = ${variance}, fitted to the eigenvalues below the edge.`,
      all: (variance: string) =>
        `Assumes noise with all the energy of the weight, σ² = ${variance}, signal included: it finds too little rather than too much.`,
    },
    rank: (rank: number, count: number) =>
      ` Its rank is ${rank}: the other ${count - rank} eigenvalues are round-off and no signals.`,
    above: (above: number, count: number, layer: string) =>
      `${above} of the ${count} eigenvalues of ${layer}`,
    noBulk: ({
      above,
      upper,
      below,
      lower,
      all,
    }: {
      above: string;
      upper: string;
      below: number;
      lower: string;
      all: { variance: string; upper: string; above: number };
    }) =>
      `The law finds no bulk of noise here: ${above} stand above its edge ${upper}${below ? ` and ${below} below ${lower}` : ''}, more than half, so that the edge is set by a few of the smallest and the count is no number of signals. Held against noise with all the energy of the weight (σ² = ${all.variance}, edge ${all.upper}), ${all.above} stand above.`,
    clear: (count: number | 'all', value: string) =>
      `${count === 'all' ? 'so are they' : `${count} are clear`} of what the largest of noise exceeds once in a hundred times (${value})`,
    reading: (above: string, upper: string, clear: string | null, assumes: string) =>
      `${above} stand above the Marchenko–Pastur edge ${upper}${clear === null ? '' : `; ${clear}`}. ${assumes}`,
  },
  bulk: {
    title: 'Does the rest look like noise?',
    chart: (layer: string) => `Density of the eigenvalues of ${layer}`,
    few: (count: number, needed: number) =>
      `${count} eigenvalues are too few for a density; ${needed} are needed.`,
    none: 'More than half of the eigenvalues lie outside of the fitted law: there is no bulk to draw a density of.',
    nothing: (layer: string) =>
      `No eigenvalue of ${layer} lies between the edges of the law: nothing can be said of a bulk.`,
    near: { as: 'as near as noise is', further: 'further than noise is', far: 'far from noise' },
    reading: ({
      bulk,
      ks,
      near,
      neurons,
      inputs,
      noise,
      ratio,
    }: {
      bulk: number;
      ks: string;
      near: string;
      neurons: number;
      inputs: number;
      noise: string;
      ratio: string;
    }) =>
      `The ${many(bulk, 'eigenvalue')} between the edges ${bulk === 1 ? 'is' : 'are'} ${ks} away from the law (KS), ${near}: a Gaussian matrix of ${neurons} × ${inputs} is ${noise} away. Assumes a ratio of inputs to neurons of ${ratio}, which is exact here, and one variance for all entries.`,
  },
  tail: {
    title: 'Is the tail a power law?',
    chart: (layer: string) => `Tail of the spectrum of ${layer}`,
    share: 'share at least as large',
    law: (alpha: string) => `α = ${alpha}`,
    few: 'There are too few different eigenvalues for a tail.',
    slider: 'Values in the tail',
    from: (xmin: string, ks: string) => `, x min ${xmin}, KS ${ks}`,
    fitted: (count: number) => `as fitted (${count})`,
    spoken: (count: number, xmin: string, alpha: string, ks: string) =>
      `${count} values from ${xmin} on: alpha ${alpha}, KS ${ks}`,
    none: (layer: string) => `${layer} has too few different eigenvalues for any tail.`,
    found: ({
      alpha,
      error,
      count,
      xmin,
      ks,
    }: {
      alpha: string;
      error: string;
      count: number;
      xmin: string;
      ks: string;
    }) =>
      `α = ${alpha} ± ${error} over the ${count} eigenvalues from ${xmin} on, ${ks} away from a power law (KS)`,
    beside: (alpha: string, count: number, ks: string) =>
      ` The same fit to a Gaussian matrix of this shape (dashed), which has no such tail, gives α = ${alpha} over ${count} (KS ${ks}).`,
    chosen: ' x min is chosen by hand.',
    best: ' x min is the one that makes the distance least, so a small one is no proof.',
    notTrusted: ({
      layer,
      count,
      least,
      found,
      beside,
    }: {
      layer: string;
      count: number;
      least: number;
      found: string;
      beside: string;
    }) =>
      `Not to be trusted: ${layer} has only ${count} eigenvalues, and under ${least} almost any spectrum passes for a power law. The fit gives ${found}.${beside}`,
    withCare: (found: string, least: number) =>
      `To be read with care: ${found}, which are fewer than ${least}.`,
    rival: {
      even: ' A fall that is exponential in rank describes this tail as well (Vuong’s test).',
      power: ' It describes this tail better than a fall that is exponential in rank (Vuong’s test).',
      exponential: ' A fall that is exponential in rank describes this tail better (Vuong’s test).',
    },
  },
  depth: {
    choose: 'Over depth:',
    title: (what: string) => `${what} over depth`,
    layer: 'layer',
    leftOut: (count: number, least: number) =>
      `${count} layers of under ${least} eigenvalues are left out: an exponent says little of them.`,
    few: 'Three measured layers are needed to speak of depth.',
    reading: ({
      what,
      early,
      late,
      layers,
      highest,
      most,
      lowest,
      least,
    }: {
      what: string;
      early: string;
      late: string;
      layers: number;
      highest: string;
      most: string;
      lowest: string;
      least: string;
    }) =>
      `The ${what} has a median of ${early} in the first half of the ${layers} measured layers and of ${late} in the second; it is highest in ${highest} (${most}) and lowest in ${lowest} (${least}). Depth is the order in the file.`,
  },
  comparison: {
    chart: (one: string, other: string) => `${one} and ${other} by layer`,
    lines: { bures: 'Bures cosine', angle: 'first angle', noise: 'of noise' },
    layer: 'layer',
    cosine: 'cosine',
    label: 'Layers compared',
    sameName: 'same name',
    heads: {
      layer: 'layer',
      with: 'with',
      bures: 'Bures cosine',
      noise: 'of noise',
      angles: 'leading angles (cosines)',
      distance: 'distance',
    },
    help: {
      bures: 'of the two WᵀW: 1 for equal covariances up to scale',
      noise: 'of two Gaussian matrices of these shapes',
      angles:
        'cosines of the angles between the leading input directions of both, those above the noise of the first',
      distance: '‖W₁ − W₂‖/‖W₁‖',
    },
    save: (one: string, other: string) => `Comparison of ${one} with ${other}`,
    savedColumns: ['layer', 'other', 'Bures cosine', 'Bures cosine of noise', 'distance'],
    principal: (at: number) => `principal cosine ${at}`,
    about: ({
      other,
      format,
      bytes,
      hash,
      left,
    }: {
      other: string;
      format: string;
      bytes: string;
      hash: string | null;
      left: number;
    }) =>
      `${other}: ${format}, ${bytes} bytes${hash === null ? '' : `, sha-256 ${hash}…`}. Layers belong together by name, else by order among those of as many inputs.${left > 0 ? ` ${left} of the first model have none in the second.` : ''}`,
    notCompared: (why: string) => ` Not compared: ${why}.`,
    equal: (layers: number) =>
      `The covariances WᵀW of ${layers === 1 ? 'the layer' : `all ${layers} layers`} are the same to three digits, up to scale.`,
    reading: ({
      most,
      mostCosine,
      least,
      leastCosine,
      beyond,
      layers,
    }: {
      most: string;
      mostCosine: string;
      least: string;
      leastCosine: string;
      beyond: number;
      layers: number;
    }) =>
      `The covariances WᵀW are most alike in ${most} (Bures cosine ${mostCosine}) and least in ${least} (${leastCosine}); in ${beyond} of ${many(layers, 'layer')} they are more alike than Gaussian matrices of the same shapes. The inputs of a layer are compared as they are numbered: two networks trained apart agree beyond the first layer only once they are aligned.`,
  },
};
