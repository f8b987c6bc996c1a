import { z } from 'zod';

const seed = z.int().min(0).max(2147483647).default(7).meta({ label: 'Seed', help: 'Another seed, other random numbers of the same law.' });

/** The random-matrix playground: n × d independent entries, rows coloured by a covariance. */
export const matrixSettings = z.strictObject({
  n: z.int().min(16).max(2048).default(600).meta({ label: 'Neurons n', help: 'Rows of the matrix W, drawn independently.', scale: 'log', step: 1 }),
  d: z.int().min(16).max(2048).default(300).meta({ label: 'Inputs d', help: 'Columns of W. Only the ratio q = d/n decides the shape of the law.', scale: 'log', step: 1 }),
  variance: z.number().min(0.05).max(4).default(1).meta({ label: 'Variance σ²', help: 'Of the entries: stretches the axis and nothing else.', step: 0.05 }),
  law: z.enum(['gaussian', 'uniform', 'rademacher', 'student']).default('gaussian').meta({
    label: 'Entries', help: 'The law of the independent entries. With a finite fourth moment the spectrum does not care which.',
    options: { gaussian: 'Gaussian', uniform: 'Uniform', rademacher: 'Coin tosses ±1 (Rademacher)', student: 'Student t (heavy tails)' },
  }),
  nu: z.number().min(1).max(30).default(3).meta({ label: 'Degrees of freedom ν', help: 'Of Student’s t: its moments are finite below ν only. Up to 4 the largest eigenvalues leave the law, up to 2 there is no variance at all.', step: 0.5 }),
  spikes: z.int().min(0).max(6).default(0).meta({ label: 'Spikes', help: 'Directions (here the first columns) whose variance is larger than that of the rest.' }),
  strength: z.number().min(0).max(20).default(2).meta({ label: 'Strength θ', help: 'The strongest spike has the variance (1 + θ) times that of the noise, the others evenly spaced below it. Above the threshold a spike leaves the bulk, below it vanishes there.', step: 0.05 }),
  decay: z.number().min(0).max(1.5).default(0).meta({ label: 'Decay α', help: 'Variance of direction k falls like k^−α (mean σ²). 0: white noise.', step: 0.05, zero: 'white' }),
  seed,
});
export type MatrixSettings = z.infer<typeof matrixSettings>;

/** The Procrustes playground: a cloud, a turned copy of it, and the best rotation back. */
export const procrustesSettings = z.strictObject({
  dimensions: z.enum(['2', '3']).default('2').meta({ label: 'Dimensions', help: 'Of the space the clouds live in.', options: { 2: 'Plane', 3: 'Space' } }),
  points: z.int().min(3).max(200).default(40).meta({ label: 'Points', help: 'How many points the cloud has.' }),
  other: z.enum(['same', 'noisy', 'independent']).default('same').meta({
    label: 'Second cloud', help: 'The same points turned; the same with noise on top; or new points of the same law, which have nothing to do with the first.',
    options: { same: 'The same points, turned', noisy: 'Turned, with noise', independent: 'Other points of the same law' },
  }),
  noise: z.number().min(0).max(2).default(0.3).meta({ label: 'Noise', help: 'Standard deviation of the noise, beside a cloud of mean square about 1 in each direction.', step: 0.05 }),
  mirror: z.boolean().default(false).meta({ label: 'Mirror the second cloud', help: 'No turn undoes a mirror; an alignment with reflections does.' }),
  reflections: z.boolean().default(true).meta({ label: 'Allow reflections', help: 'The paper’s alignment may reflect as well as turn. Without, the best rotation is taken.' }),
  angle: z.int().min(-180).max(180).default(70).meta({ label: 'Turn', help: 'Of the second cloud in the plane of the screen. Also by dragging it, or with the arrow keys on the picture.', unit: '°' }),
  tilt: z.int().min(-180).max(180).default(35).meta({ label: 'Tilt', help: 'Of the second cloud out of the plane of the screen; in space only.', unit: '°' }),
  seed,
});
export type ProcrustesSettings = z.infer<typeof procrustesSettings>;

/** The kernel playground: one layer of random features against its limit. */
export const kernelSettings = z.strictObject({
  activation: z.enum(['relu', 'abs']).default('relu').meta({ label: 'Non-linearity', help: 'Both have a kernel in closed form.', options: { relu: 'ReLU', abs: 'Absolute value' } }),
  width: z.int().min(8).max(4096).default(64).meta({ label: 'Width', help: 'Random neurons in the layer.', scale: 'log', step: 1 }),
  dimensions: z.int().min(2).max(128).default(16).meta({ label: 'Inputs d', help: 'Dimension of the inputs. The error hardly depends on it: that is why rotations, not permutations, align networks.', scale: 'log', step: 1 }),
  decay: z.number().min(0).max(2).default(0).meta({ label: 'Decay α', help: 'Of the neurons: the variance along coordinate k falls like k^−α. 0: white neurons.', step: 0.1, zero: 'white' }),
  draws: z.int().min(2).max(64).default(24).meta({ label: 'Draws', help: 'Networks drawn at each width; the error is their mean.' }),
  seed,
});
export type KernelSettings = z.infer<typeof kernelSettings>;

/** The playgrounds by their names in links. */
export const playgrounds = { matrix: matrixSettings, procrustes: procrustesSettings, kernel: kernelSettings } as const;
export type PlaygroundName = keyof typeof playgrounds;
export type PlaygroundSettings = { [K in PlaygroundName]: z.infer<(typeof playgrounds)[K]> };
export const defaultsOf = <K extends PlaygroundName>(name: K): PlaygroundSettings[K] => playgrounds[name].parse({}) as PlaygroundSettings[K];
