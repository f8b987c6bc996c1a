import { z } from 'zod';

/** The architecture (PAPER.md e.2, e.6). Widths are base widths × `width`. */
export const networkSettings = z.strictObject({
  architecture: z.enum(['scat-j3', 'scat-j7', 'cnn', 'mlp', 'resnet18', 'model']).default('scat-j3').meta({
    label: 'Network',
    help: 'Scattering networks use fixed wavelets in space and learn only the mixing of channels; the plain CNN learns its spatial filters too; the MLP sees no space at all. The ResNet-18 is the paper’s modified one (no biases, batch norm without affine part after the ReLU, bare 1×1 shortcuts), for small images: a 3×3 stem without pooling, and a quarter of the usual widths (16, 32, 64, 128). An opened model is one of your own, with its weights: it is looked at, not trained.',
    options: { 'scat-j3': 'Scattering, 3 hidden layers', 'scat-j7': 'Scattering, 7 hidden layers', cnn: 'Plain CNN', mlp: 'MLP', resnet18: 'ResNet-18, modified', model: 'An opened model' },
  }),
  width: z.number().min(0.125).max(8).default(1).meta({ label: 'Width ×', help: 'Multiplies the number of neurons of every hidden layer.', scale: 'log', step: 0.125 }),
  holdLast: z.boolean().default(false).meta({ label: 'Hold the last layer', help: 'Keep the last layer before the classifier at its width ×1 while all others scale, as the paper does where it follows covariances over widths (Fig. 4, right). Not for networks with shortcuts, whose blocks have one width.' }),
  depth: z.int().min(1).max(10).default(3).meta({ label: 'Hidden layers', help: 'For the plain CNN and the MLP: how many hidden layers. Scattering networks have the depth in their name.' }),
  activation: z.enum(['relu', 'abs', 'none']).default('relu').meta({
    label: 'Non-linearity', help: 'Of the plain CNN and the MLP. Scattering networks always use the complex modulus of wavelet coefficients.',
    options: { relu: 'ReLU', abs: 'Absolute value', none: 'None (linear)' },
  }),
  batchNorm: z.boolean().default(true).meta({ label: 'Batch norm', help: 'Normalise every channel after the non-linearity (no learned scale or shift), as in the paper.' }),
  divisive: z.boolean().default(false).meta({ label: 'Divisive norm', help: 'Scattering networks: divide the channels at each position by their length.' }),
  pixels: z.enum(['auto', 'unit', 'symmetric', 'imagenet', 'images']).default('auto').meta({
    label: 'Pixels, opened model', help: 'How pixels come to an opened model. A model is wrong about almost everything when they come otherwise than in its training.',
    options: { auto: 'As what is known of it asks', unit: '0 to 1', symmetric: '−1 to 1', imagenet: 'ImageNet’s mean and std', images: 'Mean and std of these images' },
  }),
  skip: z.boolean().default(false).meta({ label: 'Skip connection', help: 'Scattering networks: keep the complex wavelet coefficients beside their modulus.' }),
});
export type NetworkSettings = z.infer<typeof networkSettings>;
