import { deviation, mean } from '../spectra/statistics.ts';
import type {
  Accuracy,
  Cancelled,
  Done,
  EpochMetrics,
  Failed,
  Gallery,
  Histograms,
  NetInfo,
  NetworkKind,
  NullBand,
  Progress,
  RunEvent,
  RunStarted,
  Sampling,
  Spectra,
  StepMetrics,
  StepTrace,
  Sweep,
  Warning,
  Activations,
  Additivity,
  Convergence,
  Dynamics,
  Kernels,
  Laws,
  Marginals,
  Matching,
  Pooled,
  Symmetry,
  Truncation,
  Variants,
  Universality,
  Whitening,
  WidthCovariance,
  DataLook,
} from '../lab/events.ts';

/** One net's part of a run, gathered from the log. */
export interface NetView {
  info: NetInfo;
  steps: StepMetrics[];
  /** The step last told in full, until training has gone on. */
  trace: StepTrace | null;
  /** By epoch, in order; epoch 0 is before training. */
  epochs: EpochMetrics[];
  /** By epoch, in order. */
  spectra: Spectra[];
  /** By epoch, in order. */
  histograms: Histograms[];
  nullBand: NullBand | null;
  accuracies: Accuracy[];
  samplings: Sampling[];
  gallery: Gallery | null;
  activations: Activations | null;
  /** By kind; `reference` is the widest net. */
  convergence: Convergence[];
  pooled: Pooled | null;
  widthCovariance: WidthCovariance | null;
  truncations: Truncation[];
  marginals: Marginals | null;
  whitening: Whitening | null;
  dynamics: Dynamics | null;
  additivity: Additivity | null;
  laws: Laws | null;
  variants: Variants | null;
  matching: Matching | null;
  universality: Universality | null;
  kernels: Kernels | null;
  symmetry: Symmetry | null;
}

const newNet = (info: NetInfo): NetView => ({
  info,
  steps: [],
  trace: null,
  epochs: [],
  spectra: [],
  histograms: [],
  nullBand: null,
  accuracies: [],
  samplings: [],
  gallery: null,
  activations: null,
  convergence: [],
  pooled: null,
  widthCovariance: null,
  truncations: [],
  marginals: null,
  whitening: null,
  dynamics: null,
  additivity: null,
  laws: null,
  variants: null,
  matching: null,
  universality: null,
  kernels: null,
  symmetry: null,
});

/** What the panels draw: a pure fold over the events of one run. */
export interface RunView {
  started: RunStarted | null;
  /** Null in recordings made before this event existed. */
  data: DataLook | null;
  nets: NetView[];
  progress: Progress | null;
  warnings: Warning[];
  /** How its parts stand, where it is divided among machines and goes on. */
  sweep: Sweep | null;
  end: Done | Cancelled | Failed | null;
}

export const emptyRun: RunView = {
  started: null,
  data: null,
  nets: [],
  progress: null,
  warnings: [],
  sweep: null,
  end: null,
};

/** Adds one event; never changes `run` (structure is shared). Events of unknown nets are dropped. */
export function foldEvent(run: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'started':
      return { ...emptyRun, started: event, nets: event.nets.map(newNet) };
    case 'data':
      return { ...run, data: event };
    case 'progress':
      return { ...run, progress: event };
    case 'sweep':
      return { ...run, sweep: event };
    case 'warning':
      return { ...run, warnings: [...run.warnings, event] };
    case 'done':
    case 'cancelled':
    case 'failed':
      return { ...run, end: event };
    case 'step':
      return withNet(run, event.net, (net) => ({
        ...net,
        steps: [...net.steps, event],
        trace: net.trace && net.trace.step < event.step ? null : net.trace,
      }));
    case 'step-trace':
      return withNet(run, event.net, (net) => ({ ...net, trace: event }));
    case 'epoch':
      return withNet(run, event.net, (net) => ({ ...net, epochs: [...net.epochs, event] }));
    case 'spectra':
      return withNet(run, event.net, (net) => ({ ...net, spectra: [...net.spectra, event] }));
    case 'histograms':
      return withNet(run, event.net, (net) => ({ ...net, histograms: [...net.histograms, event] }));
    // Noise of one shape is the same for all nets of the width.
    case 'null-band': {
      const width = run.nets.find((net) => net.info.id === event.net)?.info.width;
      return {
        ...run,
        nets: run.nets.map((net) => (net.info.width === width ? { ...net, nullBand: event } : net)),
      };
    }
    case 'accuracy':
      return withNet(run, event.net, (net) => ({ ...net, accuracies: [...net.accuracies, event] }));
    case 'sampling':
      return withNet(run, event.net, (net) => ({ ...net, samplings: [...net.samplings, event] }));
    case 'gallery':
      return withNet(run, event.net, (net) => ({ ...net, gallery: event }));
    case 'activations':
      return withNet(run, event.net, (net) => ({ ...net, activations: event }));
    case 'convergence':
      return withNet(run, event.net, (net) => ({ ...net, convergence: [...net.convergence, event] }));
    case 'pooled':
      return withNet(run, event.net, (net) => ({ ...net, pooled: event }));
    case 'width-covariance':
      return withNet(run, event.net, (net) => ({ ...net, widthCovariance: event }));
    case 'truncation':
      return withNet(run, event.net, (net) => ({ ...net, truncations: [...net.truncations, event] }));
    case 'marginals':
      return withNet(run, event.net, (net) => ({ ...net, marginals: event }));
    case 'whitening':
      return withNet(run, event.net, (net) => ({ ...net, whitening: event }));
    case 'dynamics':
      return withNet(run, event.net, (net) => ({ ...net, dynamics: event }));
    case 'additivity':
      return withNet(run, event.net, (net) => ({ ...net, additivity: event }));
    case 'laws':
      return withNet(run, event.net, (net) => ({ ...net, laws: event }));
    case 'variants':
      return withNet(run, event.net, (net) => ({ ...net, variants: event }));
    case 'matching':
      return withNet(run, event.net, (net) => ({ ...net, matching: event }));
    case 'universality':
      return withNet(run, event.net, (net) => ({ ...net, universality: event }));
    case 'symmetry':
      return withNet(run, event.net, (net) => ({ ...net, symmetry: event }));
    case 'kernel':
      return withNet(run, event.net, (net) => ({ ...net, kernels: event }));
    default:
      return event satisfies never;
  }
}

/** The view of a whole log: all its events folded, in order. */
export const foldRun = (events: readonly RunEvent[]): RunView => events.reduce(foldEvent, emptyRun);

function withNet(run: RunView, id: string, change: (net: NetView) => NetView): RunView {
  return { ...run, nets: run.nets.map((net) => (net.info.id === id ? change(net) : net)) };
}

/** Mean, sample standard deviation and every draw of one kind of network at one width; null if none was drawn. */
export function summarise(
  net: NetView,
  kind: NetworkKind,
  scale: number,
): { mean: number; sd: number; draws: number[] } | null {
  const draws = net.accuracies.filter((a) => a.kind === kind && a.scale === scale).map((a) => a.accuracy);
  if (draws.length === 0) return null;
  return { mean: mean(draws), sd: deviation(draws), draws };
}
