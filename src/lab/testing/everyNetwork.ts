import { experimentSpec } from '../../experiments/spec.ts';
import { inlineDecomposer, type Decomposer } from '../../rainbow/decomposer.ts';
import type { RunEvent } from '../events.ts';
import { runExperiment } from '../runExperiment.ts';

/**
 * Most of the time goes into compiling kernels, one for every shape: so all counts of images are the same.
 */
const IMAGES = 20;

/**
 * Every architecture, as small as it gets. The last layers of the wide ones, and the first of the MLP, have
 * over 640 inputs and fewer samples: their Gram matrix is decomposed. `slow`: SwiftShader compiles for half a
 * minute.
 */
export const networks = [
  { name: 'scat-j3, skip connections', network: { width: 0.125, skip: true } },
  { name: 'scat-j3, divisive norm', slow: true, network: { width: 0.125, divisive: true } },
  { name: 'scat-j3, wide', slow: true, network: { width: 2.25, holdLast: true } },
  {
    name: 'scat-j3, wide, skip connections',
    slow: true,
    network: { width: 1.25, holdLast: true, skip: true },
  },
  { name: 'scat-j7', slow: true, network: { architecture: 'scat-j7', width: 0.125 } },
  { name: 'cnn', network: { architecture: 'cnn', width: 0.25, depth: 2 } },
  { name: 'mlp', network: { architecture: 'mlp', width: 0.125, depth: 2 } },
  { name: 'resnet18', slow: true, network: { architecture: 'resnet18', width: 0.125 } },
];

/** The band of initialisations has nothing to do with the device, and would take longer than all else. */
const decomposer: Decomposer = {
  ...inlineDecomposer,
  nullBand: async () => ({ lower: [], median: [], upper: [] }),
};

/**
 * Trains a network for an epoch of one batch and measures it; returns the log of the run.
 *
 * @param draws how often it is drawn again
 */
export async function runNetwork(
  device: 'simd' | 'webgpu',
  network: { width: number; skip?: boolean },
  draws: 0 | 1,
): Promise<RunEvent[]> {
  const spec = experimentSpec.parse({
    device,
    network,
    data: { source: 'shapes-easy', train: IMAGES, test: IMAGES },
    training: { epochs: 1, batchSize: IMAGES },
    redraw: {
      draws,
      wideDraws: 0,
      scales: [1],
      alignmentImages: 64,
      retrainEpochs: network.skip ? 0 : 1,
    },
  });
  const events: RunEvent[] = [];
  const host = { signal: new AbortController().signal, preset: null, decomposer, turn: async () => {} };
  await runExperiment(spec, host, (event) => events.push(event));
  return events;
}

/** The largest difference between the spectra of two runs, over the largest eigenvalue of each spectrum. */
export function spectraDifference(ours: RunEvent[], theirs: RunEvent[]): number {
  const spectra = [ours, theirs].map((events) =>
    events
      .flatMap((event) => (event.type === 'spectra' ? event.layers : []))
      .flatMap(({ activation, weight }) => [activation.eigenvalues, weight.eigenvalues]),
  );
  const [own, other] = spectra;
  if (own.length === 0 || own.length !== other.length) return Infinity;
  const differences = own.flatMap((values, i) =>
    values.length === other[i].length
      ? values.map((value, k) => Math.abs(value - other[i][k]) / other[i][0])
      : [Infinity],
  );
  return Math.max(...differences);
}
