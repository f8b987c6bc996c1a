/** The presets by id: what is run, what one learns by it, and how. */
export const presets = {
  quickstart: {
    title: 'Rainbow in a minute',
    question: 'Can a trained network be drawn again at random from its covariances?',
    description:
      'Trains a small scattering network on built-in shapes, then draws new networks from nothing but the covariances of its weights, at half to four times its width.',
  },
  'mp-init': {
    title: 'Marchenko–Pastur at initialisation',
    question: 'What do the spectra look like before anything is learned?',
    description:
      'No training: the weight spectra of a random network lie on the Marchenko–Pastur law. This is the null that every learned spectrum is held against.',
  },
  'width-helps': {
    title: 'Width helps',
    question: 'Are wider networks closer to a rainbow?',
    description:
      'Trains the same network at three widths and draws each again at its own width: the gap between trained and drawn closes as width grows.',
  },
  cifar10: {
    title: 'CIFAR-10',
    question: 'Does it hold on photographs?',
    description:
      'Fetches the first 10,000 training and 2,000 test photographs of CIFAR-10 (about 29 MB, once) from a public hub, and does the same with them.',
  },
  mnist: {
    title: 'MNIST',
    question: 'Does it hold on handwritten digits?',
    description:
      'Fetches the first 10,000 training and 2,000 test digits of MNIST (about 3 MB, once) from a public hub.',
  },
  'cifar10-file': {
    title: 'CIFAR-10, your file',
    question: 'Does it hold on photographs?',
    description:
      'Drop the binary CIFAR-10 files (.bin or .tar.gz) on the page: 10,000 training images, 2,000 test images.',
  },
  'mnist-file': {
    title: 'MNIST, your file',
    question: 'Does it hold on handwritten digits?',
    description:
      'Drop the MNIST files (idx or idx.gz, images and labels) on the page: 10,000 training images, 2,000 test images.',
  },
  'plain-cnn': {
    title: 'Plain CNN: where the Gaussian model falls short',
    question: 'What if the spatial filters are learned too?',
    description:
      'Three convolutions of 3×3 that learn their filters in space. Learned filters are not Gaussian: drawn again, this network loses more than a scattering network, and width repairs less of it.',
  },
  'scat-j7': {
    title: 'Eight projectors',
    question: 'Do errors add up with depth?',
    description:
      'A scattering network of seven hidden layers, at half width. Each drawn layer inherits the errors of those before it. Takes several minutes without a GPU.',
  },
  widths: {
    title: 'Four widths, three networks each',
    question: 'What settles as networks get wider?',
    description:
      'Twelve networks, three at each of four widths, are aligned with the widest: spectra, activations, covariances and the accuracy of redrawn networks against width (paper, Figs. 2, 3, 4 and 9).',
  },
  networks: {
    title: 'Twenty-five networks',
    question: 'What do many networks agree on?',
    description:
      'Twenty-five networks of one width, aligned with each other: the covariance they share, how many of its directions a layer needs, and whether what is left is Gaussian noise (paper, Figs. 4, 6, 7 and 8).',
  },
  deep: {
    title: 'Spectra of a deep network',
    question: 'How do spectra change with depth?',
    description:
      'One network of seven hidden layers: the spectra of activations and weights of every layer, and how the exponential scale of the weights grows with depth (paper, Fig. 5).',
  },
  resnet: {
    title: 'Modified ResNet-18',
    question: 'Do residual networks of different width find the same features?',
    description:
      'Nine residual networks, three at each of three widths: their standardised activations aligned with the widest, and weight spectra of all their layers (paper, Fig. 3, right, and Fig. 5). The widest has 16 to 128 channels, a quarter of the usual, and 1,500 built-in images for 4 epochs; the paper has ImageNet. About ten minutes without a GPU.',
  },
  additivity: {
    title: 'Errors layer by layer',
    question: 'Do the errors of drawn layers add up?',
    description:
      'A scattering network of seven hidden layers at half width: each layer is drawn again alone, then all together, and the error followed through the depth (paper, Theorem 2). A few minutes without a GPU.',
  },
  'width-transfer': {
    title: 'Wider than trained',
    question: 'Are the covariances of narrow networks enough for wide ones?',
    description:
      'Three networks at each of three widths, each drawn again at its own width and wider: networks drawn wide from narrow covariances against networks trained wide.',
  },
  variants: {
    title: 'Better draws',
    question: 'Can the weights be drawn better than from WᵀW/n?',
    description:
      'Three networks, each drawn from its covariances, from debiased ones, from mixtures of Gaussians and without labels; several draws together; and training that starts from a draw.',
  },
  mixtures: {
    title: 'Plain CNN: more than one Gaussian',
    question: 'Does a mixture repair what one Gaussian breaks?',
    description:
      'Learned spatial filters are not one Gaussian. Three plain CNNs are drawn from mixtures of one to sixteen Gaussians a layer.',
  },
  matching: {
    title: 'Rotation or permutation',
    question: 'Are two trained networks the same up to an order of their neurons?',
    description:
      'Three networks at each of three widths, taken to each other by rotations and by permutations of neurons, and the networks on the way from one to another.',
  },
  universality: {
    title: 'The same in every network?',
    question: 'What do networks learn whatever the images, the labels, the architecture?',
    description:
      'Three plain CNNs, held against others trained on harder images, on labels drawn at random and one layer deeper: how alike the covariances of their weights and their spatial filters are (Guth and Ménard, 2024).',
  },
  laws: {
    title: 'Power law or rainbow?',
    question: 'What kind of law do weight spectra follow?',
    description:
      'Ten networks: every weight spectrum is read as a power law, as an exponential in rank and as spikes on noise, as trained and whitened, and its bulk asked whether it is noise.',
  },
  'label-noise': {
    title: 'Noise in the labels',
    question: 'What do wrong labels write into the weights?',
    description:
      'Four labels in ten are replaced at random: which directions of the weights carry what was learned, and does the network test better without the others?',
  },
  dynamics: {
    title: 'How training moves the neurons',
    question: 'Does training stretch the initial weights, or replace them?',
    description:
      'One wide network, its weights kept at epochs 0, 1, 2, 5, 10 and at the end: how far each direction was amplified, and whether neurons keep their direction (paper, Fig. 10).',
  },
  kernel: {
    title: 'The kernel settles',
    question: 'How fast does a random network forget that it is random?',
    description:
      'The kernel of drawn neurons against its closed form, by width, for a plain CNN without batch norm or biases (paper, Theorem 1 and the arc-cosine kernel).',
  },
  model: {
    title: 'A model of yours',
    question: 'What does a network look like that was trained elsewhere?',
    description:
      'Open a trained model (a network exported here, a ResNet of the CIFAR kind, a sequential tfjs model) and images that it knows: it is tested, its weights and activations are measured, and it is drawn again where its form allows it.',
  },
  'paper-size': {
    title: 'The paper’s own network',
    question: 'What is different at the paper’s size?',
    description:
      'Scat-J3 with the widths of the paper (64, 128, 256, 512) on CIFAR-10: drop data_batch_1 to 5 and test_batch. 20,000 images and 20 epochs; the paper has 50,000 and 150, and reaches 80.9 %.',
  },
};
