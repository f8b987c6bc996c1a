import { experimentSpec, type ExperimentSpec } from './spec.ts';
import type { z } from 'zod';

/** A named experiment of the catalogue. Links refer to it by id: changing its spec needs a new link version (link.ts). */
export interface Preset {
  /** Short, stable, used by links and the command line. */
  id: string;
  title: string;
  /** What one learns by running it. */
  question: string;
  description: string;
  spec: ExperimentSpec;
  /** Ids of the panels that come first, in this order; the others follow. */
  panels: readonly string[];
}

/** The story of one network: it learns, its spectra, it is drawn again. */
const STORY = ['training', 'activations', 'weights', 'redraw', 'classes'];

const define = (id: string, title: string, question: string, description: string, settings: z.input<typeof experimentSpec>, panels: readonly string[] = STORY): Preset =>
  ({ id, title, question, description, spec: experimentSpec.parse(settings), panels });

export const presets: readonly Preset[] = [
  define('quickstart', 'Rainbow in a minute', 'Can a trained network be drawn again at random from its covariances?',
    'Trains a small scattering network on built-in shapes, then draws new networks from nothing but the covariances of its weights, at half to four times its width.', {}),
  define('mp-init', 'Marchenko–Pastur at initialisation', 'What do the spectra look like before anything is learned?',
    'No training: the weight spectra of a random network lie on the Marchenko–Pastur law. This is the null that every learned spectrum is held against.', {
      data: { train: 1000, test: 500 }, network: { width: 2 }, training: { epochs: 0 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 },
    }, ['weights', 'activations', 'training']),
  define('width-helps', 'Width helps', 'Are wider networks closer to a rainbow?',
    'Trains the same network at three widths and draws each again at its own width: the gap between trained and drawn closes as width grows.', {
      widths: [0.5, 1, 2], redraw: { scales: [1] },
    }, ['accuracy-by-width', 'training', 'redraw', 'weights']),
  define('cifar10', 'CIFAR-10', 'Does it hold on photographs?',
    'Fetches the first 10,000 training and 2,000 test photographs of CIFAR-10 (about 29 MB, once) from a public hub, and does the same with them.', {
      data: { source: 'cifar10', train: 10_000, test: 2000 },
    }),
  define('mnist', 'MNIST', 'Does it hold on handwritten digits?',
    'Fetches the first 10,000 training and 2,000 test digits of MNIST (about 3 MB, once) from a public hub.', {
      data: { source: 'mnist', train: 10_000, test: 2000 },
    }),
  define('cifar10-file', 'CIFAR-10, your file', 'Does it hold on photographs?',
    'Drop the binary CIFAR-10 files (.bin or .tar.gz) on the page: 10,000 training images, 2,000 test images.', {
      data: { source: 'file', expects: 'CIFAR-10', train: 10_000, test: 2000 },
    }),
  define('mnist-file', 'MNIST, your file', 'Does it hold on handwritten digits?',
    'Drop the MNIST files (idx or idx.gz, images and labels) on the page: 10,000 training images, 2,000 test images.', {
      data: { source: 'file', expects: 'MNIST', train: 10_000, test: 2000 },
    }),
  // PAPER.md f.1: 3 × conv3×3 stride 2, ReLU then BN, widths 16, 32, 64.
  define('plain-cnn', 'Plain CNN: where the Gaussian model falls short', 'What if the spatial filters are learned too?',
    'Three convolutions of 3×3 that learn their filters in space. Learned filters are not Gaussian: drawn again, this network loses more than a scattering network, and width repairs less of it.', {
      network: { architecture: 'cnn', depth: 3 },
    }),
  define('scat-j7', 'Eight projectors', 'Do errors add up with depth?',
    'A scattering network of seven hidden layers, at half width. Each drawn layer inherits the errors of those before it. Takes several minutes without a GPU.', {
      data: { train: 2000, test: 1000 }, network: { architecture: 'scat-j7', width: 0.5 },
      redraw: { draws: 3, wideDraws: 1, scales: [1, 2], alignmentImages: 1000 },
    }),
  define('widths', 'Four widths, three networks each', 'What settles as networks get wider?',
    'Twelve networks, three at each of four widths, are aligned with the widest: spectra, activations, covariances and the accuracy of redrawn networks against width (paper, Figs. 2, 3, 4 and 9).', {
      data: { train: 10_000 }, widths: [0.5, 1, 2, 4], networks: 3, redraw: { scales: [1] }, compare: { activations: true, covariances: true },
    }, ['accuracy-by-width', 'convergence', 'width-spectra', 'width-covariance', 'training']),
  define('networks', 'Twenty-five networks', 'What do many networks agree on?',
    'Twenty-five networks of one width, aligned with each other: the covariance they share, how many of its directions a layer needs, and whether what is left is Gaussian noise (paper, Figs. 4, 6, 7 and 8).', {
      data: { train: 10_000 }, networks: 25, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { covariances: true, ranks: true },
    }, ['pooled', 'ranks', 'marginals', 'whitening', 'weights', 'activations']),
  define('deep', 'Spectra of a deep network', 'How do spectra change with depth?',
    'One network of seven hidden layers: the spectra of activations and weights of every layer, and how the exponential scale of the weights grows with depth (paper, Fig. 5).', {
      data: { train: 10_000 }, network: { architecture: 'scat-j7', width: 1 }, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { activations: true, images: 4000 },
    }, ['depth', 'width-spectra', 'activations', 'weights', 'training']),
  define('resnet', 'Modified ResNet-18', 'Do residual networks of different width find the same features?',
    'Nine residual networks, three at each of three widths: their standardised activations aligned with the widest, and weight spectra of all their layers (paper, Fig. 3, right, and Fig. 5). The widest has 16 to 128 channels, a quarter of the usual, and 1,500 built-in images for 4 epochs; the paper has ImageNet. About ten minutes without a GPU.', {
      data: { train: 1500, test: 400 }, network: { architecture: 'resnet18' }, widths: [1, 0.5, 0.25], networks: 3, training: { epochs: 4, batchSize: 50 },
      redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { activations: true, images: 400 },
    }, ['convergence', 'depth', 'width-spectra', 'training', 'weights', 'activations']),
  define('additivity', 'Errors layer by layer', 'Do the errors of drawn layers add up?',
    'A scattering network of seven hidden layers at half width: each layer is drawn again alone, then all together, and the error followed through the depth (paper, Theorem 2). A few minutes without a GPU.', {
      data: { train: 4000 }, network: { architecture: 'scat-j7', width: 0.5 }, redraw: { draws: 2, wideDraws: 0, scales: [1], alignmentImages: 1000, retrainEpochs: 0 }, compare: { additivity: true, images: 1000 },
    }, ['additivity', 'activations', 'weights', 'redraw', 'training']),
  define('width-transfer', 'Wider than trained', 'Are the covariances of narrow networks enough for wide ones?',
    'Three networks at each of three widths, each drawn again at its own width and wider: networks drawn wide from narrow covariances against networks trained wide.', {
      widths: [1, 2, 4], networks: 3, redraw: { draws: 3, wideDraws: 3, scales: [1, 2, 4], widest: 4, retrainEpochs: 0 },
    }, ['accuracy-by-width', 'training', 'redraw', 'weights']),
  define('variants', 'Better draws', 'Can the weights be drawn better than from WᵀW/n?',
    'Three networks, each drawn from its covariances, from debiased ones, from mixtures of Gaussians and without labels; several draws together; and training that starts from a draw.', {
      networks: 3, redraw: { draws: 0, wideDraws: 0, scales: [1] }, compare: { variants: true },
    }, ['variants', 'warm-start', 'training', 'weights', 'activations']),
  define('mixtures', 'Plain CNN: more than one Gaussian', 'Does a mixture repair what one Gaussian breaks?',
    'Learned spatial filters are not one Gaussian. Three plain CNNs are drawn from mixtures of one to sixteen Gaussians a layer.', {
      network: { architecture: 'cnn', depth: 3 }, networks: 3, redraw: { draws: 0, wideDraws: 0, scales: [1] }, compare: { variants: true },
    }, ['variants', 'warm-start', 'training', 'weights', 'activations']),
  define('matching', 'Rotation or permutation', 'Are two trained networks the same up to an order of their neurons?',
    'Three networks at each of three widths, taken to each other by rotations and by permutations of neurons, and the networks on the way from one to another.', {
      widths: [0.5, 1, 2], networks: 3, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { matching: true },
    }, ['matching', 'training', 'activations', 'weights']),
  define('universality', 'The same in every network?', 'What do networks learn whatever the images, the labels, the architecture?',
    'Three plain CNNs, held against others trained on harder images, on labels drawn at random and one layer deeper: how alike the covariances of their weights and their spatial filters are (Guth and Ménard, 2024).', {
      data: { train: 3000, test: 1000 }, network: { architecture: 'cnn', depth: 3, width: 2 }, networks: 3, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { universality: 'shapes-hard', images: 1000 },
    }, ['universality', 'training', 'weights', 'activations']),
  define('laws', 'Power law or rainbow?', 'What kind of law do weight spectra follow?',
    'Ten networks: every weight spectrum is read as a power law, as an exponential in rank and as spikes on noise, as trained and whitened, and its bulk asked whether it is noise.', {
      network: { width: 2 }, networks: 10, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { covariances: true, laws: true, images: 1000 },
    }, ['readings', 'bulk', 'pooled', 'weights', 'activations', 'whitening']),
  define('label-noise', 'Noise in the labels', 'What do wrong labels write into the weights?',
    'Four labels in ten are replaced at random: which directions of the weights carry what was learned, and does the network test better without the others?', {
      data: { labelNoise: 0.4 }, networks: 3, training: { epochs: 20 }, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { ranks: true, laws: true },
    }, ['ranks', 'readings', 'bulk', 'training', 'weights', 'activations']),
  define('dynamics', 'How training moves the neurons', 'Does training stretch the initial weights, or replace them?',
    'One wide network, its weights kept at epochs 0, 1, 2, 5, 10 and at the end: how far each direction was amplified, and whether neurons keep their direction (paper, Fig. 10).', {
      data: { train: 10_000 }, network: { width: 2 }, training: { epochs: 20, learningRate: 0.01 }, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { dynamics: true },
    }, ['dynamics', 'training', 'weights', 'activations']),
  define('kernel', 'The kernel settles', 'How fast does a random network forget that it is random?',
    'The kernel of drawn neurons against its closed form, by width, for a plain CNN without batch norm or biases (paper, Theorem 1 and the arc-cosine kernel).', {
      network: { architecture: 'cnn', depth: 3, batchNorm: false }, training: { learningRate: 0.1 }, redraw: { draws: 0, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { kernel: true },
    }, ['kernel', 'symmetry', 'activations', 'weights', 'training']),
  define('model', 'A model of yours', 'What does a network look like that was trained elsewhere?',
    'Open a trained model (a network exported here, a ResNet of the CIFAR kind, a sequential tfjs model) and images that it knows: it is tested, its weights and activations are measured, and it is drawn again where its form allows it.', {
      data: { source: 'file', train: 1000, test: 1000 }, network: { architecture: 'model' }, training: { epochs: 0 },
      redraw: { draws: 2, wideDraws: 0, scales: [1], alignmentImages: 500, retrainEpochs: 0 },
    }),
  define('paper-size', 'The paper’s own network', 'What is different at the paper’s size?',
    'Scat-J3 with the widths of the paper (64, 128, 256, 512) on CIFAR-10: drop data_batch_1 to 5 and test_batch. 20,000 images and 20 epochs; the paper has 50,000 and 150, and reaches 80.9 %.', {
      data: { source: 'file', expects: 'CIFAR-10', train: 20_000, test: 2000 }, network: { width: 4 }, training: { epochs: 20, flip: true, shift: 4 },
      redraw: { draws: 1, wideDraws: 0, scales: [1], retrainEpochs: 0 }, compare: { ranks: true },
    }, ['training', 'ranks', 'activations', 'redraw', 'weights']),
];

export const findPreset = (id: string): Preset | undefined => presets.find((preset) => preset.id === id);

/** What the page opens on. */
export const firstPreset: Preset = presets[0];
