import { z } from 'zod';
import { dataSettings } from '../data/settings.ts';
import { networkSettings } from '../networks/settings.ts';
import { trainingSettings } from '../training/settings.ts';
import { settingTexts } from '../strings/settings.ts';

const { redraw: redrawWords, compare: compareWords, experiment: experimentWords } = settingTexts;

/** What is done with the learned covariances (docs/paper.md D11, D12). */
export const redrawSettings = z.strictObject({
  draws: z.int().min(0).max(50).default(5).meta(redrawWords.draws),
  wideDraws: z.int().min(0).max(50).default(2).meta(redrawWords.wideDraws),
  scales: z.array(z.number().min(0.25).max(8)).min(1).max(6).default([0.5, 1, 2, 4]).meta(redrawWords.scales),
  widest: z
    .number()
    .min(0.25)
    .max(16)
    .default(16)
    .meta({ ...redrawWords.widest, scale: 'log' }),
  alignmentImages: z
    .int()
    .min(64)
    .max(20_000)
    .default(2000)
    .meta({ ...redrawWords.alignmentImages, step: 100, scale: 'log' }),
  retrainEpochs: z.int().min(0).max(50).default(3).meta(redrawWords.retrainEpochs),
});

/** What several networks, or several epochs of one, are asked together (docs/paper.md, parts c and d). */
export const compareSettings = z.strictObject({
  activations: z.boolean().default(false).meta(compareWords.activations),
  covariances: z.boolean().default(false).meta(compareWords.covariances),
  ranks: z.boolean().default(false).meta(compareWords.ranks),
  dynamics: z.boolean().default(false).meta(compareWords.dynamics),
  dimension: z.boolean().default(false).meta(compareWords.dimension),
  kernel: z.boolean().default(false).meta(compareWords.kernel),
  additivity: z.boolean().default(false).meta(compareWords.additivity),
  laws: z.boolean().default(false).meta(compareWords.laws),
  variants: z.boolean().default(false).meta(compareWords.variants),
  matching: z.boolean().default(false).meta(compareWords.matching),
  universality: z
    .enum(['none', 'shapes-easy', 'shapes-medium', 'shapes-hard', 'cifar10', 'cifar100'])
    .default('none')
    .meta(compareWords.universality),
  images: z
    .int()
    .min(64)
    .max(20_000)
    .default(2000)
    .meta({ ...compareWords.images, step: 100, scale: 'log' }),
});

/**
 * Everything an experiment is: small, validated, and the only thing a link carries (docs/architecture.md §2,
 * §5).
 */
export const experimentSpec = z.strictObject({
  version: z.literal(1).default(1),
  seed: z.int().min(1).max(2_147_483_647).default(7).meta(experimentWords.seed),
  device: z
    .enum(['auto', 'webgpu', 'webgpu-f16', 'simd', 'webgl', 'cpu'])
    .default('auto')
    .meta(experimentWords.device),
  threads: z.int().min(0).max(64).default(0).meta(experimentWords.threads),
  data: dataSettings.prefault({}),
  network: networkSettings.prefault({}),
  /** Widths to train; empty: only `network.width`. */
  widths: z.array(z.number().min(0.125).max(8)).max(6).default([]).meta(experimentWords.widths),
  /** Networks at each width. */
  networks: z.int().min(1).max(50).default(1).meta(experimentWords.networks),
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

/**
 * The experiment on a person's images: as many as it asks for, or as there are; what it was made for stays
 * only where it is that.
 */
export function onImages(
  spec: ExperimentSpec,
  images: { kind: string; train: number; test: number },
): ExperimentSpec {
  const { data } = spec;
  return {
    ...spec,
    data: {
      ...data,
      source: 'file',
      expects: images.kind === data.expects ? data.expects : 'any',
      train: Math.min(data.train, images.train),
      test: Math.min(data.test, images.test),
    },
  };
}
