import { tooLarge } from '../backend/gpuMemory.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { buildStages, redrawnWidths, type InputShape } from '../networks/architectures.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import { imagesAtOnce } from '../rainbow/activations.ts';
import { DRAW_CHUNK } from '../rainbow/resample.ts';
import { EVALUATION_BATCH } from '../training/evaluate.ts';
import type { Part } from './parts.ts';
import { drawsAt, inMemory, orderedScales } from './redraw.ts';
import { SPECTRA_IMAGES } from './spectra.ts';

/** A tensor that a run will ask for. */
interface Demand {
  what: string;
  bytes: number;
  /** What to do about it where it is too large. */
  advice: string;
}

/**
 * Throws DeviceUnavailable where a tensor that training, measuring or drawing these networks will ask for is
 * over `limit` bytes; names tensor, size, limit and the settings to lower. What is not foreseen here is
 * refused when it is asked for (backend/gpuMemory.ts).
 */
export function checkFits(
  parts: readonly Part[],
  { widths }: ExperimentSpec,
  input: InputShape,
  limit: number,
): void {
  if (limit === Infinity) return;
  const narrower = `Lower ${widths.length ? 'widths' : 'network.width'}`;
  for (const part of parts) {
    if (part.kind !== 'networks') continue;
    const { nets } = part.group;
    const [{ spec }] = nets;
    const stages = buildStages(spec.network, input);
    // Those first that no smaller batch would help.
    const demands = [
      ...measured(spec, stages, nets.length, narrower),
      ...trained(spec, stages, nets.length, limit, narrower),
      ...drawn(spec, stages, input, narrower),
    ];
    const found = demands.find(({ bytes }) => bytes > limit);
    if (found)
      throw tooLarge(`${found.what} (width ×${spec.network.width})`, found.bytes, limit, found.advice);
  }
}

/** Bytes of the largest tensor of a pass for each image, and the name of its stage. */
function largestField(stages: readonly Stage[], { device }: ExperimentSpec): { name: string; bytes: number } {
  const phaseSize = device === 'webgpu-f16' ? 2 : 4;
  const fields = stages.map(({ name, positions, channels, neurons, phases = 0 }) => ({
    name,
    bytes: positions * Math.max(4 * channels, 4 * neurons, phaseSize * phases),
  }));
  return fields.reduce((a, b) => (b.bytes > a.bytes ? b : a));
}

/** The first look, which sets the statistics, spectra, tests. */
function measured(spec: ExperimentSpec, stages: readonly Stage[], nets: number, advice: string): Demand[] {
  const field = largestField(stages, spec);
  const looked = Math.min(SPECTRA_IMAGES, spec.data.train);
  const tested = Math.min(EVALUATION_BATCH, spec.data.test);
  const first = stages.some((stage) => stage.batchNorm && !stage.given) ? looked : 0;
  const atOnce = imagesAtOnce(stages, looked);
  const rows = stages.slice(0, -1).map((stage) => ({
    what: `what enters ${stage.name} for its spectrum, of ${atOnce} images`,
    bytes: 4 * atOnce * stage.positions * inputsOf(stage),
    advice,
  }));
  const weights = stages.map((stage) => ({
    what: `the weights of ${stage.name}`,
    bytes: 4 * nets * stage.neurons * inputsOf(stage),
    advice,
  }));
  return [
    ...weights,
    {
      what: `${field.name} for the first look, at ${first} images`,
      bytes: nets * first * field.bytes,
      advice,
    },
    { what: `${field.name} for the test, of ${tested} images`, bytes: nets * tested * field.bytes, advice },
    ...rows,
  ];
}

/** A step of training. */
function trained(
  spec: ExperimentSpec,
  stages: readonly Stage[],
  nets: number,
  limit: number,
  narrower: string,
): Demand[] {
  if (spec.training.epochs === 0) return [];
  const field = largestField(stages, spec);
  const batch = Math.min(spec.training.batchSize, spec.data.train);
  const most = Math.floor(limit / (nets * field.bytes));
  return [
    {
      what: `${field.name} in training, for a batch of ${batch} images`,
      bytes: nets * batch * field.bytes,
      advice: most > 0 ? `Set training.batchSize to at most ${most}` : narrower,
    },
  ];
}

/** Networks drawn again, at every width. */
function drawn(
  spec: ExperimentSpec,
  trained: readonly Stage[],
  input: InputShape,
  narrower: string,
): Demand[] {
  const { data, network, redraw } = spec;
  const aligned = Math.min(redraw.alignmentImages, data.train);
  const images = Math.max(Math.min(DRAW_CHUNK, aligned), Math.min(EVALUATION_BATCH, data.test));
  return orderedScales(spec).flatMap((scale) => {
    const draws = drawsAt(spec, scale);
    if (draws.length === 0) return [];
    const stages = buildStages(network, input, redrawnWidths(trained, scale));
    const field = largestField(stages, spec);
    const together = inMemory(draws, stages, aligned)[0].length;
    const fewer = scale === 1 ? 'redraw.draws' : 'redraw.wideDraws or redraw.scales';
    return [
      {
        what: `${field.name} of ${together} networks drawn ×${scale} as wide, for ${images} images`,
        bytes: together * images * field.bytes,
        advice: `${narrower} or ${fewer}`,
      },
    ];
  });
}
