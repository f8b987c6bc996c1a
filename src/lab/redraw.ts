import { buildStages, redrawnWidths, type InputShape } from '../networks/architectures.ts';
import { disposeNetwork, selectNet, type Network } from '../networks/network.ts';
import { inputsOf, type Stage } from '../networks/stage.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { Rng } from '../random/rng.ts';
import { referenceOf, resample, type DrawKind, type Reference } from '../rainbow/resample.ts';
import { retrain } from '../rainbow/retrain.ts';
import { evaluate } from '../training/evaluate.ts';
import { repeatedSource, type BatchSource } from '../training/source.ts';
import type { NetworkKind } from './events.ts';
import type { LiveNetworks } from './live.ts';
import type { Task } from './meter.ts';
import type { Work } from './work.ts';
import { runTexts } from '../strings/run.ts';

/** Activations held at once by one batch of draws; more draws than fit are done in several batches. */
const MEMORY_BUDGET = 1.2e9;

/** Images that the statistics of an opened model's paper form are measured on. */
const FORM_IMAGES = 512;

export interface RedrawContext extends Work {
  net: string;
  spec: ExperimentSpec;
  trained: Network;
  sources: { train: BatchSource; test: BatchSource; alignment: BatchSource };
  rng: Rng;
  live: LiveNetworks;
  titled(label: string): string;
}

/** Multiply–accumulates of a forward pass of one image through these stages. */
export const macsPerImage = (stages: readonly Stage[]): number =>
  stages.reduce((sum, s) => sum + s.macs.product + s.macs.lift, 0);

/** Multiply–accumulates of the cross moments of one draw, per image. */
const alignmentMacs = (reference: readonly Stage[], stages: readonly Stage[]): number =>
  stages.reduce(
    (sum, s, j) =>
      j > 0 && stages[j - 1].sampled ? sum + s.positions * s.channels * reference[j].channels : sum,
    0,
  );

/**
 * The widths drawn, but for those over the limit. ×1 first: its draws are the headline; then the others by
 * cost.
 */
export const orderedScales = ({ network, redraw }: ExperimentSpec): number[] =>
  [...new Set(redraw.scales)]
    .filter((scale) => network.width * scale <= redraw.widest)
    .sort((a, b) => Number(b === 1) - Number(a === 1) || a - b);

export interface DrawSpec {
  kind: DrawKind;
  draw: number;
}

/** The draws at one scale: aligned ones, and the controls with the alignment left out. */
export function drawsAt(spec: ExperimentSpec, scale: number): DrawSpec[] {
  const count = scale === 1 ? spec.redraw.draws : spec.redraw.wideDraws;
  if (count === 0) return [];
  const aligned = Array.from({ length: count }, (_, draw) => ({ kind: 'aligned' as const, draw }));
  const unaligned = Array.from({ length: Math.min(count, scale === 1 ? 2 : 1) }, (_, draw) => ({
    kind: 'random-isometry' as const,
    draw,
  }));
  return [...aligned, ...unaligned, ...(scale === 1 ? [{ kind: 'identity' as const, draw: 0 }] : [])];
}

const scaleName = (scale: number): string => `×${scale === 0.5 ? '½' : scale === 0.25 ? '¼' : scale}`;
const drawLabel = (scale: number): string => runTexts.draw(scaleName(scale));
const retrainLabel = (scale: number): string => runTexts.retrain(scaleName(scale));

/** The tasks of redrawing for the meter, in the order `redraw` does them. */
export function redrawTasks(
  spec: ExperimentSpec,
  input: InputShape,
  titled: (label: string) => string,
): Task[] {
  const reference = buildStages(spec.network, input);
  return orderedScales(spec).flatMap((scale) => {
    const draws = drawsAt(spec, scale);
    if (draws.length === 0) return [];
    const stages = buildStages(spec.network, input, redrawnWidths(reference, scale));
    const perDraw =
      spec.redraw.alignmentImages * (2 * macsPerImage(stages) + alignmentMacs(reference, stages)) +
      spec.data.test * macsPerImage(stages);
    const tasks: Task[] = [
      {
        phase: scale === 1 ? 'redraw' : 'wider',
        label: titled(drawLabel(scale)),
        units: draws.length * perDraw,
      },
    ];
    if (spec.redraw.retrainEpochs > 0) {
      tasks.push({
        phase: 'retrain',
        label: titled(retrainLabel(scale)),
        units: 3 * (spec.data.train + spec.data.test) * macsPerImage(stages),
      });
    }
    return tasks;
  });
}

const kinds: Record<DrawKind, NetworkKind | null> = {
  aligned: 'rainbow',
  'random-isometry': 'unaligned',
  identity: 'unaligned-identity',
  untrained: null,
};

/** "Draw it again" (D11, D12): every width of the spec, with the controls; emits accuracies as they come. */
export async function redraw(context: RedrawContext): Promise<void> {
  const { spec } = context;
  if (orderedScales(spec).every((scale) => drawsAt(spec, scale).length === 0)) return;
  const form = paperForm(context);
  try {
    await redrawFrom(context, await referenceOf(form ?? context.trained, context.decomposer));
  } finally {
    if (form) disposeNetwork(form);
  }
}

/**
 * An opened model that has biases and batch norms of its own, in the form of the paper; null where there is
 * no need.
 */
function paperForm({ input, sources }: RedrawContext): Network | null {
  if (!input.model?.inPaperForm) return null;
  const x = sources.alignment.batch(
    Uint32Array.from({ length: Math.min(FORM_IMAGES, sources.alignment.count) }, (_, i) => i),
  );
  try {
    return input.model.inPaperForm(x);
  } finally {
    x.dispose();
  }
}

async function redrawFrom(context: RedrawContext, reference: Reference): Promise<void> {
  const { spec, meter, titled } = context;
  for (const scale of orderedScales(spec)) {
    const draws = drawsAt(spec, scale);
    if (draws.length === 0) continue;
    // A reference in another form than its architecture's is drawn at its own width.
    const stages = () =>
      reference.network === context.trained
        ? buildStages(spec.network, context.input, redrawnWidths(context.trained.stages, scale))
        : reference.network.stages;
    meter.start(titled(drawLabel(scale)));
    let forRetraining: Network | null = null;
    try {
      for (const group of inMemory(draws, stages(), context.sources.alignment.count)) {
        forRetraining = await drawGroup(context, reference, scale, stages(), group, forRetraining);
      }
      meter.finish();
      if (spec.redraw.retrainEpochs > 0) {
        meter.start(titled(retrainLabel(scale)));
        await newClassifiers(context, reference, scale, stages(), forRetraining!);
        meter.finish();
      }
    } finally {
      if (forRetraining) disposeNetwork(forRetraining);
    }
  }
}

/** Divides draws into batches, each as large as the memory budget holds. */
export function inMemory<T>(draws: readonly T[], stages: readonly Stage[], images: number): T[][] {
  const bytes = Math.max(
    ...stages.map((s) => s.positions * inputsOf({ channels: s.channels, taps: 1 }) * images * 4 * 2.5),
  );
  const size = Math.max(1, Math.floor(MEMORY_BUDGET / bytes));
  return Array.from({ length: Math.ceil(draws.length / size) }, (_, i) =>
    draws.slice(i * size, (i + 1) * size),
  );
}

async function drawGroup(
  context: RedrawContext,
  reference: Reference,
  scale: number,
  stages: Stage[],
  group: DrawSpec[],
  kept: Network | null,
): Promise<Network | null> {
  const { sources, rng, decomposer, meter, emit, net, live } = context;
  const perImage = group.length * macsPerImage(stages);
  const { network, unexplained, alignments } = await resample({
    reference,
    stages,
    source: sources.alignment,
    decomposer,
    draws: group.map(({ kind, draw }) => ({ kind, rng: rng.fork('redraw', String(scale), kind, draw) })),
    turn: async (images) => {
      meter.add(images * perImage);
      await context.turn(0);
    },
  });
  try {
    const results = await evaluate(network, repeatedSource(sources.test, group.length), async (images) => {
      meter.add((images / group.length) * perImage);
      await context.turn(0);
    });
    for (let i = 0; i < group.length; i++) {
      const { kind, draw } = group[i];
      emit({
        type: 'accuracy',
        net,
        kind: kinds[kind]!,
        scale,
        draw,
        accuracy: results[i].accuracy,
        confusion: results[i].confusion,
      });
      if (kind === 'aligned')
        emit({
          type: 'sampling',
          net,
          scale,
          draw,
          unexplained: unexplained[i],
          alignmentImages: sources.alignment.count,
        });
      if (
        draw === 0 &&
        scale === orderedScales(context.spec)[0] &&
        (kind === 'aligned' || kind === 'random-isometry')
      )
        live.set(kinds[kind]!, selectNet(network, i), alignments[i]);
      if (draw === 0 && kind === 'aligned') kept = selectNet(network, i);
    }
    return kept;
  } finally {
    disposeNetwork(network);
  }
}

async function newClassifiers(
  context: RedrawContext,
  reference: Reference,
  scale: number,
  stages: Stage[],
  drawn: Network,
): Promise<void> {
  const { spec, sources, rng, decomposer, meter, emit, net } = context;
  const units = macsPerImage(stages);
  const shared = {
    train: sources.train,
    test: sources.test,
    settings: spec.training,
    epochs: spec.redraw.retrainEpochs,
    turn: async (images: number) => {
      meter.add(images * units);
      await context.turn(0);
    },
  };
  const report = (kind: NetworkKind, result: { accuracy: number; confusion: number[][] }) =>
    emit({
      type: 'accuracy',
      net,
      kind,
      scale,
      draw: 0,
      accuracy: result.accuracy,
      confusion: result.confusion,
    });
  report(
    'rainbow-retrained',
    await retrain({ ...shared, network: drawn, rng: rng.fork('retrain', String(scale)) }),
  );
  const { network } = await resample({
    reference,
    stages,
    source: sources.alignment,
    decomposer,
    draws: [{ kind: 'untrained', rng: rng.fork('random', String(scale)) }],
    turn: async (images) => {
      meter.add(images * units);
      await context.turn(0);
    },
  });
  try {
    report(
      'random-retrained',
      await retrain({ ...shared, network, rng: rng.fork('retrain', String(scale)) }),
    );
  } finally {
    disposeNetwork(network);
  }
}
