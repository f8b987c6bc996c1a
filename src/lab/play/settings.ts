import { z } from 'zod';
import { settingTexts } from '../../strings/settings.ts';

const {
  playground: playgroundWords,
  matrix: matrixWords,
  procrustes: procrustesWords,
  kernel: kernelWords,
} = settingTexts;

const seed = z.int().min(0).max(2147483647).default(7).meta(playgroundWords.seed);

/** The random-matrix playground: n × d independent entries, rows coloured by a covariance. */
export const matrixSettings = z.strictObject({
  n: z
    .int()
    .min(16)
    .max(2048)
    .default(600)
    .meta({ ...matrixWords.n, scale: 'log', step: 1 }),
  d: z
    .int()
    .min(16)
    .max(2048)
    .default(300)
    .meta({ ...matrixWords.d, scale: 'log', step: 1 }),
  variance: z
    .number()
    .min(0.05)
    .max(4)
    .default(1)
    .meta({ ...matrixWords.variance, step: 0.05 }),
  law: z.enum(['gaussian', 'uniform', 'rademacher', 'student']).default('gaussian').meta(matrixWords.law),
  nu: z
    .number()
    .min(1)
    .max(30)
    .default(3)
    .meta({ ...matrixWords.nu, step: 0.5 }),
  spikes: z.int().min(0).max(6).default(0).meta(matrixWords.spikes),
  strength: z
    .number()
    .min(0)
    .max(20)
    .default(2)
    .meta({ ...matrixWords.strength, step: 0.05 }),
  decay: z
    .number()
    .min(0)
    .max(1.5)
    .default(0)
    .meta({ ...matrixWords.decay, step: 0.05 }),
  seed,
});
export type MatrixSettings = z.infer<typeof matrixSettings>;

/** The Procrustes playground: a cloud, a turned copy of it, and the best rotation back. */
export const procrustesSettings = z.strictObject({
  dimensions: z.enum(['2', '3']).default('2').meta(procrustesWords.dimensions),
  points: z.int().min(3).max(200).default(40).meta(procrustesWords.points),
  other: z.enum(['same', 'noisy', 'independent']).default('same').meta(procrustesWords.other),
  noise: z
    .number()
    .min(0)
    .max(2)
    .default(0.3)
    .meta({ ...procrustesWords.noise, step: 0.05 }),
  mirror: z.boolean().default(false).meta(procrustesWords.mirror),
  reflections: z.boolean().default(true).meta(procrustesWords.reflections),
  angle: z
    .int()
    .min(-180)
    .max(180)
    .default(70)
    .meta({ ...procrustesWords.angle, unit: '°' }),
  tilt: z
    .int()
    .min(-180)
    .max(180)
    .default(35)
    .meta({ ...procrustesWords.tilt, unit: '°' }),
  seed,
});
export type ProcrustesSettings = z.infer<typeof procrustesSettings>;

/** The kernel playground: one layer of random features against its limit. */
export const kernelSettings = z.strictObject({
  activation: z.enum(['relu', 'abs']).default('relu').meta(kernelWords.activation),
  width: z
    .int()
    .min(8)
    .max(4096)
    .default(64)
    .meta({ ...kernelWords.width, scale: 'log', step: 1 }),
  dimensions: z
    .int()
    .min(2)
    .max(128)
    .default(16)
    .meta({ ...kernelWords.dimensions, scale: 'log', step: 1 }),
  decay: z
    .number()
    .min(0)
    .max(2)
    .default(0)
    .meta({ ...kernelWords.decay, step: 0.1 }),
  draws: z.int().min(2).max(64).default(24).meta(kernelWords.draws),
  seed,
});
export type KernelSettings = z.infer<typeof kernelSettings>;

/** The playgrounds by their names in links. */
export const playgrounds = {
  matrix: matrixSettings,
  procrustes: procrustesSettings,
  kernel: kernelSettings,
} as const;
export type PlaygroundName = keyof typeof playgrounds;
export type PlaygroundSettings = { [K in PlaygroundName]: z.infer<(typeof playgrounds)[K]> };
export const defaultsOf = <K extends PlaygroundName>(name: K): PlaygroundSettings[K] =>
  playgrounds[name].parse({}) as PlaygroundSettings[K];
