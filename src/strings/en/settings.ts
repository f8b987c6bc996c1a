/**
 * The settings of experiments and playgrounds, by schema and field: what a field is called, what it does, its
 * choices, a unit in words, and what 0 stands for.
 */
export const settings = {
  data: {
    source: {
      label: 'Images',
      help: 'The built-in shapes are drawn by this page, the same on every machine. CIFAR and MNIST are fetched from a public hub when you press Run, the first images of each file, and kept on this machine. "Your file" takes what you drop here: CIFAR, MNIST, numpy arrays, parquet or a folder of images.',
      options: {
        'shapes-easy': 'Built-in shapes, easy',
        'shapes-medium': 'Built-in shapes, medium',
        'shapes-hard': 'Built-in shapes, hard',
        cifar10: 'CIFAR-10 (fetched)',
        cifar100: 'CIFAR-100 (fetched)',
        mnist: 'MNIST (fetched)',
        'fashion-mnist': 'Fashion-MNIST (fetched)',
        address: 'An address',
        file: 'Your file',
      },
    },
    address: {
      label: 'Address',
      help: 'When the images are at an address: that of a public parquet file with a column of images and one of labels; or two, separated by a space: training images, then test images.',
    },
    expects: {
      label: 'Expected file',
      help: 'When the images are yours: which data set this experiment was made for. Another one is refused, never put in its place.',
      options: { any: 'Anything', 'CIFAR-10': 'CIFAR-10', 'CIFAR-100': 'CIFAR-100', MNIST: 'MNIST' },
    },
    train: { label: 'Training images', help: 'How many images the network learns from.' },
    test: { label: 'Test images', help: 'How many held-out images every accuracy is measured on.' },
    size: {
      label: 'Image size',
      help: 'Pixels on a side before the network. Images of yours that nearly fill it are set in the middle, others are scaled and cut. The built-in shapes are 32.',
      options: { 32: '32 × 32', 64: '64 × 64' },
    },
    labelNoise: {
      label: 'Label noise',
      help: 'This fraction of training labels is replaced by a class drawn at random. Test labels are never touched.',
    },
  },
  network: {
    architecture: {
      label: 'Network',
      help: 'Scattering networks use fixed wavelets in space and learn only the mixing of channels; the plain CNN learns its spatial filters too; the MLP sees no space at all. The ResNet-18 is the paper’s modified one (no biases, batch norm without affine part after the ReLU, bare 1×1 shortcuts), for small images: a 3×3 stem without pooling, and a quarter of the usual widths (16, 32, 64, 128). An opened model is one of your own, with its weights: it is looked at, not trained.',
      options: {
        'scat-j3': 'Scattering, 3 hidden layers',
        'scat-j7': 'Scattering, 7 hidden layers',
        cnn: 'Plain CNN',
        mlp: 'MLP',
        resnet18: 'ResNet-18, modified',
        model: 'An opened model',
      },
    },
    width: { label: 'Width ×', help: 'Multiplies the number of neurons of every hidden layer.' },
    holdLast: {
      label: 'Hold the last layer',
      help: 'Keep the last layer before the classifier at its width ×1 while all others scale, as the paper does where it follows covariances over widths (Fig. 4, right). Not for networks with shortcuts, whose blocks have one width.',
    },
    depth: {
      label: 'Hidden layers',
      help: 'For the plain CNN and the MLP: how many hidden layers. Scattering networks have the depth in their name.',
    },
    activation: {
      label: 'Non-linearity',
      help: 'Of the plain CNN and the MLP. Scattering networks always use the complex modulus of wavelet coefficients.',
      options: { relu: 'ReLU', abs: 'Absolute value', none: 'None (linear)' },
    },
    batchNorm: {
      label: 'Batch norm',
      help: 'Normalise every channel after the non-linearity (no learned scale or shift), as in the paper.',
    },
    divisive: {
      label: 'Divisive norm',
      help: 'Scattering networks: divide the channels at each position by their length.',
    },
    pixels: {
      label: 'Pixels, opened model',
      help: 'How pixels come to an opened model. A model is wrong about almost everything when they come otherwise than in its training.',
      options: {
        auto: 'As what is known of it asks',
        unit: '0 to 1',
        symmetric: '−1 to 1',
        imagenet: 'ImageNet’s mean and std',
        images: 'Mean and std of these images',
      },
    },
    skip: {
      label: 'Skip connection',
      help: 'Scattering networks: keep the complex wavelet coefficients beside their modulus.',
    },
  },
  training: {
    epochs: {
      label: 'Epochs',
      help: 'Passes over the training images. 0 leaves the network as it was initialised.',
    },
    batchSize: { label: 'Batch', help: 'Images per step.' },
    optimiser: {
      label: 'Optimiser',
      help: 'Gradient descent with or without momentum.',
      options: { momentum: 'SGD with momentum', sgd: 'Plain SGD' },
    },
    learningRate: { label: 'Learning rate', help: 'Step size at the start.' },
    momentum: { label: 'Momentum', help: 'Share of the last step kept in the next.' },
    weightDecay: {
      label: 'Weight decay',
      help: 'Pulls weights to zero. The paper uses 0 where it looks at the size of weights.',
    },
    decayAt: {
      label: 'Rate drops at',
      help: 'Fractions of training after which the learning rate is multiplied by the factor below.',
    },
    decayFactor: { label: 'Rate drop', help: 'What the learning rate is multiplied by at each drop.' },
    flip: { label: 'Mirror images', help: 'Show each training image mirrored half of the time.' },
    shift: { label: 'Shift images', help: 'Move each training image by up to this many pixels.' },
    stopAt: {
      label: 'Stop at accuracy',
      help: 'End training after the epoch in which the test accuracy reaches this. 0: only after the last epoch. The test images then choose when to stop, so the accuracy they give is a little too good.',
      zero: 'off',
    },
    patience: {
      label: 'Patience',
      help: 'End training when the test accuracy has not become better for this many epochs. 0: never before the last epoch.',
      unit: 'epochs',
      zero: 'off',
    },
  },
  redraw: {
    draws: {
      label: 'Draws at ×1',
      help: 'How many networks are drawn from the learned covariances at the width they were learned at.',
    },
    wideDraws: { label: 'Draws elsewhere', help: 'How many are drawn at each of the other widths.' },
    scales: { label: 'Redrawn widths', help: 'Widths of the drawn networks, relative to the trained one.' },
    widest: {
      label: 'Widest redrawn',
      help: 'Networks wider than this, × the base widths, are not drawn. Where several widths are trained: the widest of them, to hold narrow networks drawn wider against training at that width.',
    },
    alignmentImages: {
      label: 'Images to align on',
      help: 'How many training images the alignments and batch statistics of a drawn network are measured on.',
    },
    retrainEpochs: {
      label: 'Classifier epochs',
      help: 'Epochs of training of a new last projector and classifier on the frozen random features. 0 leaves this out.',
    },
  },
  compare: {
    activations: {
      label: 'Activations across widths',
      help: 'Align the activations of every network with those of the widest and measure what is left (paper, Figs. 2 and 3).',
    },
    covariances: {
      label: 'Covariances across networks',
      help: 'Align all networks of a width, pool the covariances of their weights, and hold them against noise (paper, Figs. 4, 7 and 8).',
    },
    ranks: {
      label: 'Accuracy by rank',
      help: 'Project the weights of one layer on a few directions and test again (paper, Figs. 4 and 6).',
    },
    dynamics: {
      label: 'Training dynamics',
      help: 'Keep the weights at epochs 0, 1, 2, 5, 10, 20, … and follow the neurons (paper, Fig. 10).',
    },
    dimension: {
      label: 'Dimension of the activations',
      help: 'Measure how many directions the activations that enter each layer vary in around their mean, before training and after.',
    },
    kernel: {
      label: 'Kernels and symmetry',
      help: 'Hold the kernel of drawn neurons against the exact one, by width (paper, Theorem 1), and the covariances against a mirror (Theorem 3).',
    },
    additivity: {
      label: 'Errors layer by layer',
      help: 'Draw only one layer again, every other one trained, then all of them: do the errors of single layers add up (paper, Theorem 2)?',
    },
    laws: {
      label: 'Laws of the spectra',
      help: 'Read every weight spectrum three ways (power law, exponential in rank, spikes on noise) and ask whether its bulk is noise (Martin and Mahoney; Thamm, Staats and Rosenow).',
    },
    variants: {
      label: 'Other ways to draw',
      help: 'Draw from better estimates of the covariances, from mixtures of Gaussians and without labels; average several draws; and start training from a draw.',
    },
    matching: {
      label: 'Rotation or permutation',
      help: 'Take networks of one width to each other by the best rotation and by the best permutation of neurons, and follow paths between them.',
    },
    universality: {
      label: 'Universality',
      help: 'Train networks on these other images, on labels at random, and of another architecture, and ask how alike their covariances and spatial filters are to those of this experiment’s networks (Guth and Ménard, 2024). Takes about three times the training again.',
      options: {
        none: 'Not asked',
        'shapes-easy': 'Against the built-in shapes, easy',
        'shapes-medium': 'Against the built-in shapes, medium',
        'shapes-hard': 'Against the built-in shapes, hard',
        cifar10: 'Against CIFAR-10 (fetched)',
        cifar100: 'Against CIFAR-100 (fetched)',
      },
    },
    images: { label: 'Images to compare on', help: 'How many training images networks are aligned on.' },
  },
  experiment: {
    seed: { label: 'Seed', help: 'Fixes weights, batch order and every random draw.' },
    device: {
      label: 'Device',
      help: '"auto" measures what this machine has and takes the fastest. "GPU, 16 bits" keeps what only gradients read in half the memory; gradients are then right to about 0.0001 of the largest.',
      options: {
        auto: 'Fastest here',
        webgpu: 'GPU (WebGPU)',
        'webgpu-f16': 'GPU, 16 bits (WebGPU)',
        simd: 'CPU (SIMD)',
        webgl: 'GPU (WebGL)',
        cpu: 'CPU (plain tfjs)',
      },
    },
    threads: {
      label: 'Threads',
      help: 'How many cores compute where the CPU does. 0: as many as are fastest in a short trial. The numbers come out the same.',
      zero: 'fastest',
    },
    widths: {
      label: 'Train at widths',
      help: 'Train one network at each of these widths. Empty: one network.',
    },
    networks: {
      label: 'Networks per width',
      help: 'Train this many networks at each width, each from its own initial weights and batch order, on the same images.',
    },
  },
  playground: {
    seed: { label: 'Seed', help: 'Another seed, other random numbers of the same law.' },
  },
  matrix: {
    n: { label: 'Neurons n', help: 'Rows of the matrix W, drawn independently.' },
    d: { label: 'Inputs d', help: 'Columns of W. Only the ratio q = d/n decides the shape of the law.' },
    variance: { label: 'Variance σ²', help: 'Of the entries: stretches the axis and nothing else.' },
    law: {
      label: 'Entries',
      help: 'The law of the independent entries. With a finite fourth moment the spectrum does not care which.',
      options: {
        gaussian: 'Gaussian',
        uniform: 'Uniform',
        rademacher: 'Coin tosses ±1 (Rademacher)',
        student: 'Student t (heavy tails)',
      },
    },
    nu: {
      label: 'Degrees of freedom ν',
      help: 'Of Student’s t: its moments are finite below ν only. Up to 4 the largest eigenvalues leave the law, up to 2 there is no variance at all.',
    },
    spikes: {
      label: 'Spikes',
      help: 'Directions (here the first columns) whose variance is larger than that of the rest.',
    },
    strength: {
      label: 'Strength θ',
      help: 'The strongest spike has the variance (1 + θ) times that of the noise, the others evenly spaced below it. Above the threshold a spike leaves the bulk, below it vanishes there.',
    },
    decay: {
      label: 'Decay α',
      help: 'Variance of direction k falls like k^−α (mean σ²). 0: white noise.',
      zero: 'white',
    },
  },
  procrustes: {
    dimensions: {
      label: 'Dimensions',
      help: 'Of the space the clouds live in.',
      options: { 2: 'Plane', 3: 'Space' },
    },
    points: { label: 'Points', help: 'How many points the cloud has.' },
    other: {
      label: 'Second cloud',
      help: 'The same points turned; the same with noise on top; or new points of the same law, which have nothing to do with the first.',
      options: {
        same: 'The same points, turned',
        noisy: 'Turned, with noise',
        independent: 'Other points of the same law',
      },
    },
    noise: {
      label: 'Noise',
      help: 'Standard deviation of the noise, beside a cloud of mean square about 1 in each direction.',
    },
    mirror: {
      label: 'Mirror the second cloud',
      help: 'No turn undoes a mirror; an alignment with reflections does.',
    },
    reflections: {
      label: 'Allow reflections',
      help: 'The paper’s alignment may reflect as well as turn. Without, the best rotation is taken.',
    },
    angle: {
      label: 'Turn',
      help: 'Of the second cloud in the plane of the screen. Also by dragging it, or with the arrow keys on the picture.',
    },
    tilt: { label: 'Tilt', help: 'Of the second cloud out of the plane of the screen; in space only.' },
  },
  kernel: {
    activation: {
      label: 'Non-linearity',
      help: 'Both have a kernel in closed form.',
      options: { relu: 'ReLU', abs: 'Absolute value' },
    },
    width: { label: 'Width', help: 'Random neurons in the layer.' },
    dimensions: {
      label: 'Inputs d',
      help: 'Dimension of the inputs. The error hardly depends on it: that is why rotations, not permutations, align networks.',
    },
    decay: {
      label: 'Decay α',
      help: 'Of the neurons: the variance along coordinate k falls like k^−α. 0: white neurons.',
      zero: 'white',
    },
    draws: { label: 'Draws', help: 'Networks drawn at each width; the error is their mean.' },
  },
};
