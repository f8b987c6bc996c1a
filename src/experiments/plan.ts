import { learnedWidths, possible, type NetworkForm } from '../networks/form.ts';
import type { ExperimentSpec } from './spec.ts';
import { runTexts } from '../strings/run.ts';

/** One network to be trained. */
export interface PlannedNet {
  /**
   * Address of the net: hash of everything that determines its training; not of what is done with it
   * afterwards.
   */
  id: string;
  /** Width it is trained at, × the architecture's base widths. */
  width: number;
  /** Which of the networks of its width, from 0. */
  member: number;
  /** The experiment with this one net. */
  spec: ExperimentSpec;
}

export interface Plan {
  /** What is done of what was asked. */
  spec: ExperimentSpec;
  /** What is left out or done otherwise, and why, in sentences. */
  notes: string[];
  nets: PlannedNet[];
}

/**
 * Drawn networks wider than this, × the base widths, would not fit in a browser's memory (docs/paper.md f.2).
 */
export const WIDEST = 16;
/** Fewer networks of a width than this are not aligned with each other: whitening and the law need many. */
export const POOLED_FROM = 5;
/** Networks of one run (the paper's Fig. 4 has 50). */
export const MOST_NETS = 64;

/**
 * What a spec asks for (docs/architecture.md §2): the nets of each width; which of them are compared, each
 * comparison says (lab/compare). The same sub-spec gives the same id in every plan, so that checkpoints and
 * sweeps can share nets; a width named twice is trained once. What cannot be done with the network asked for
 * (drawing a residual one again, following the training of an opened one) is left out, with the reason.
 * Throws RangeError, naming the field, for drawn networks wider than `WIDEST` and for training of an opened
 * model (`model`).
 */
export function planExperiment(asked: ExperimentSpec, model: NetworkForm | null = null): Plan {
  const { spec, notes } = whatCanBeDone(asked, model);
  const widths = [...new Set(spec.widths.length ? spec.widths : [spec.network.width])];
  const draws = (scale: number): number => (scale === 1 ? spec.redraw.draws : spec.redraw.wideDraws);
  const drawn = spec.redraw.scales.filter((scale) => draws(scale) > 0);
  const widest = Math.max(...widths) * Math.max(0, ...drawn);
  if (widest > WIDEST && spec.redraw.widest >= WIDEST) {
    throw new RangeError(
      `redraw.scales: a network of width ×${Math.max(...widths)} drawn ×${Math.max(...drawn)} as wide has width ×${widest}, more than the limit of ×${WIDEST}. Choose a narrower network or smaller scales.`,
    );
  }
  if (spec.data.size !== '32' && spec.data.source.startsWith('shapes'))
    throw new RangeError('data.size: the built-in shapes are 32 × 32. Choose 32, or images of your own.');
  if (spec.compare.universality === spec.data.source)
    throw new RangeError(
      `compare.universality: "${spec.data.source}" are the images of this experiment already. Choose others, or none.`,
    );
  const nets = widths.flatMap((width) => {
    const own: ExperimentSpec = { ...spec, network: { ...spec.network, width }, widths: [], networks: 1 };
    return Array.from({ length: spec.networks }, (_, member) => ({
      id: netId(own, member, model),
      width,
      member,
      spec: own,
    }));
  });
  if (nets.length > MOST_NETS)
    throw new RangeError(
      `networks: ${spec.networks} networks at ${widths.length} widths are ${nets.length}, more than the limit of ${MOST_NETS}. Train fewer networks per width or at fewer widths.`,
    );
  return { spec, notes, nets };
}

/** True if networks of one width will be aligned with each other. */
export const pools = ({ compare, networks }: ExperimentSpec): boolean =>
  compare.covariances && networks >= POOLED_FROM;

/**
 * Learned matrices of each network, the classifier's among them; of an opened model only that one is known.
 */
export const depthOf = ({ network }: ExperimentSpec): number => learnedWidths(network).length + 1;

function whatCanBeDone(
  spec: ExperimentSpec,
  model: NetworkForm | null,
): { spec: ExperimentSpec; notes: string[] } {
  const { given, notDrawn, notRetrained, kernel } = possible(spec.network, model);
  const notes: string[] = [];
  if (given) {
    if (spec.training.epochs > 0)
      throw new RangeError(
        `training.epochs: ${spec.training.epochs} epochs are asked for, and an opened model is looked at as it is. Set it to 0.`,
      );
    if (spec.widths.length > 0)
      throw new RangeError('widths: an opened model has the width it has. Leave the list empty.');
    if (spec.networks > 1)
      throw new RangeError(`networks: ${spec.networks} are asked for, and one model is open. Set it to 1.`);
  }
  let { redraw, compare } = spec;
  if (notDrawn !== null && redraw.draws + redraw.wideDraws > 0) {
    notes.push(runTexts.notes.notDrawn(notDrawn));
    redraw = { ...redraw, draws: 0, wideDraws: 0 };
  }
  const drawn = redraw.scales.filter((scale) => (scale === 1 ? redraw.draws : redraw.wideDraws) > 0);
  if (model?.drawnJointly && drawn.length > 0) {
    const others = drawn.filter((scale) => scale !== 1);
    notes.push(runTexts.notes.jointly(others));
    redraw = { ...redraw, scales: [1], ...(!drawn.includes(1) && { draws: 0 }), wideDraws: 0 };
  }
  if (notRetrained !== null && ((drawn.length > 0 && redraw.retrainEpochs > 0) || compare.variants)) {
    notes.push(runTexts.notes.notRetrained(notRetrained));
    redraw = { ...redraw, retrainEpochs: 0 };
    if (compare.variants) notes.push(runTexts.notes.noVariants);
    compare = { ...compare, variants: false };
  }
  if (compare.dynamics && (given || notDrawn !== null)) {
    notes.push(runTexts.notes.noMotion(given ? null : notDrawn));
    compare = { ...compare, dynamics: false };
  }
  if ((compare.additivity || compare.variants || compare.matching) && (given || notDrawn !== null)) {
    notes.push(runTexts.notes.noOtherDraws);
    compare = { ...compare, additivity: false, variants: false, matching: false };
  }
  if (compare.universality !== 'none' && given) {
    notes.push(runTexts.notes.noOthers);
    compare = { ...compare, universality: 'none' };
  }
  if (compare.laws && given) {
    notes.push(runTexts.notes.noLaws);
    compare = { ...compare, laws: false };
  }
  if (compare.kernel && !kernel) notes.push(runTexts.notes.noKernel);
  return { spec: { ...spec, redraw, compare }, notes };
}

/**
 * Hash of seed, member (where it is not the first), data, network, training and the opened model. With
 * `data.source` "file" the file itself is not part of the spec, and so not of the id. Settings that came
 * later are not part of it at their defaults: addresses stay.
 */
const netId = (
  { version, seed, data, network: { holdLast, ...network }, training }: ExperimentSpec,
  member: number,
  model: NetworkForm | null,
): string =>
  hashOf({
    version,
    seed,
    ...(member > 0 && { member }),
    data,
    network: { ...network, ...(holdLast && { holdLast }) },
    training,
    ...(model && { model: model.fingerprint }),
  });

/** Names a whole experiment in pictures, tables and citations. */
export const specHash = (spec: ExperimentSpec): string => hashOf(spec);

/** 12 hex digits of the 64-bit FNV-1a hash of the canonical JSON. */
export function hashOf(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonicalJson(value))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}

/** JSON with the keys of every object in order: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    .join(',')}}`;
}
