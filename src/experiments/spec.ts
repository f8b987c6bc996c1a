import { z } from 'zod';
import { dataSettings } from '../data/settings.ts';
import { networkSettings } from '../networks/settings.ts';
import { trainingSettings } from '../training/settings.ts';

/** What is done with the learned covariances (PAPER.md D11, D12). */
export const redrawSettings = z.strictObject({
  draws: z.int().min(0).max(50).default(5).meta({ label: 'Draws at ×1', help: 'How many networks are drawn from the learned covariances at the width they were learned at.' }),
  wideDraws: z.int().min(0).max(50).default(2).meta({ label: 'Draws elsewhere', help: 'How many are drawn at each of the other widths.' }),
  scales: z.array(z.number().min(0.25).max(8)).min(1).max(6).default([0.5, 1, 2, 4]).meta({ label: 'Redrawn widths', help: 'Widths of the drawn networks, relative to the trained one.' }),
  widest: z.number().min(0.25).max(16).default(16).meta({ label: 'Widest redrawn', help: 'Networks wider than this, × the base widths, are not drawn. Where several widths are trained: the widest of them, to hold narrow networks drawn wider against training at that width.', scale: 'log' }),
  alignmentImages: z.int().min(64).max(20_000).default(2000).meta({ label: 'Images to align on', help: 'How many training images the alignments and batch statistics of a drawn network are measured on.', step: 100, scale: 'log' }),
  retrainEpochs: z.int().min(0).max(50).default(3).meta({ label: 'Classifier epochs', help: 'Epochs of training of a new last projector and classifier on the frozen random features. 0 leaves this out.' }),
});

/** What several networks, or several epochs of one, are asked together (PAPER.md c, d). */
export const compareSettings = z.strictObject({
  activations: z.boolean().default(false).meta({ label: 'Activations across widths', help: 'Align the activations of every network with those of the widest and measure what is left (paper, Figs. 2 and 3).' }),
  covariances: z.boolean().default(false).meta({ label: 'Covariances across networks', help: 'Align all networks of a width, pool the covariances of their weights, and hold them against noise (paper, Figs. 4, 7 and 8).' }),
  ranks: z.boolean().default(false).meta({ label: 'Accuracy by rank', help: 'Project the weights of one layer on a few directions and test again (paper, Figs. 4 and 6).' }),
  dynamics: z.boolean().default(false).meta({ label: 'Training dynamics', help: 'Keep the weights at epochs 0, 1, 2, 5, 10, 20, … and follow the neurons (paper, Fig. 10).' }),
  kernel: z.boolean().default(false).meta({ label: 'Kernels and symmetry', help: 'Hold the kernel of drawn neurons against the exact one, by width (paper, Theorem 1), and the covariances against a mirror (Theorem 3).' }),
  additivity: z.boolean().default(false).meta({ label: 'Errors layer by layer', help: 'Draw only one layer again, every other one trained, then all of them: do the errors of single layers add up (paper, Theorem 2)?' }),
  laws: z.boolean().default(false).meta({ label: 'Laws of the spectra', help: 'Read every weight spectrum three ways (power law, exponential in rank, spikes on noise) and ask whether its bulk is noise (Martin and Mahoney; Thamm, Staats and Rosenow).' }),
  variants: z.boolean().default(false).meta({ label: 'Other ways to draw', help: 'Draw from better estimates of the covariances, from mixtures of Gaussians and without labels; average several draws; and start training from a draw.' }),
  matching: z.boolean().default(false).meta({ label: 'Rotation or permutation', help: 'Take networks of one width to each other by the best rotation and by the best permutation of neurons, and follow paths between them.' }),
  universality: z.enum(['none', 'shapes-easy', 'shapes-medium', 'shapes-hard', 'cifar10', 'cifar100']).default('none').meta({
    label: 'Universality', help: 'Train networks on these other images, on labels at random, and of another architecture, and ask how alike their covariances and spatial filters are to those of this experiment’s networks (Guth and Ménard, 2024). Takes about three times the training again.',
    options: { none: 'Not asked', 'shapes-easy': 'Against the built-in shapes, easy', 'shapes-medium': 'Against the built-in shapes, medium', 'shapes-hard': 'Against the built-in shapes, hard', cifar10: 'Against CIFAR-10 (fetched)', cifar100: 'Against CIFAR-100 (fetched)' },
  }),
  images: z.int().min(64).max(20_000).default(2000).meta({ label: 'Images to compare on', help: 'How many training images networks are aligned on.', step: 100, scale: 'log' }),
});

/** Everything an experiment is: small, validated, and the only thing a link carries (DESIGN.md §2, §5). */
export const experimentSpec = z.strictObject({
  version: z.literal(1).default(1),
  seed: z.int().min(1).max(2_147_483_647).default(7).meta({ label: 'Seed', help: 'Fixes weights, batch order and every random draw.' }),
  device: z.enum(['auto', 'webgpu', 'webgpu-f16', 'simd', 'webgl', 'cpu']).default('auto').meta({
    label: 'Device', help: '"auto" measures what this machine has and takes the fastest. "GPU, 16 bits" keeps what only gradients read in half the memory, and their errors are larger: about 0.0001 of each.',
    options: { auto: 'Fastest here', webgpu: 'GPU (WebGPU)', 'webgpu-f16': 'GPU, 16 bits (WebGPU)', simd: 'CPU (SIMD)', webgl: 'GPU (WebGL)', cpu: 'CPU (plain tfjs)' },
  }),
  threads: z.int().min(0).max(64).default(0).meta({ label: 'Threads', help: 'How many cores compute where the CPU does. 0: all of them. The numbers come out the same.', zero: 'all' }),
  data: dataSettings.prefault({}),
  network: networkSettings.prefault({}),
  /** Widths to train; empty: only `network.width`. */
  widths: z.array(z.number().min(0.125).max(8)).max(6).default([]).meta({ label: 'Train at widths', help: 'Train one network at each of these widths. Empty: one network.' }),
  /** Networks at each width. */
  networks: z.int().min(1).max(50).default(1).meta({ label: 'Networks per width', help: 'Train this many networks at each width, each from its own initial weights and batch order, on the same images.' }),
  training: trainingSettings.prefault({}),
  redraw: redrawSettings.prefault({}),
  compare: compareSettings.prefault({}),
});
export type ExperimentSpec = z.infer<typeof experimentSpec>;

/** What a field's control needs, from its schema's `.meta()`. */
export interface FieldMeta {
  label: string;
  help: string;
  unit?: string;
  step?: number;
  scale?: 'log';
  options?: Record<string, string>;
  /** What 0 stands for, said beside it. */
  zero?: string;
}

export const defaultSpec: ExperimentSpec = experimentSpec.parse({});

/** The experiment on a person's images: as many as it asks for, or as there are; what it was made for stays only where it is that. */
export function onImages(spec: ExperimentSpec, images: { kind: string; train: number; test: number }): ExperimentSpec {
  const { data } = spec;
  return { ...spec, data: { ...data, source: 'file', expects: images.kind === data.expects ? data.expects : 'any', train: Math.min(data.train, images.train), test: Math.min(data.test, images.test) } };
}
