import { deviation, mean } from '../spectra/statistics.ts';
import type {
  Cancelled,
  DataLook,
  Done,
  Failed,
  NetInfo,
  NetworkKind,
  Progress,
  RunEvent,
  RunStarted,
  Sweep,
  Warning,
} from '../lab/events.ts';
import { keepEvent, nothingKept, type KeptEvents, type NetEvent } from '../lab/log/kept.ts';

/**
 * One net's part of a run, gathered from the log: every event about it, in the field that its declaration
 * names (lab/log).
 */
export interface NetView extends KeptEvents {
  info: NetInfo;
}

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
  if ('net' in event) return { ...run, nets: netsWith(run.nets, event) };
  switch (event.type) {
    case 'started':
      return { ...emptyRun, started: event, nets: event.nets.map((info) => ({ info, ...nothingKept() })) };
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
    default:
      return event satisfies never;
  }
}

/** The view of a whole log: all its events folded, in order. */
export const foldRun = (events: readonly RunEvent[]): RunView => events.reduce(foldEvent, emptyRun);

function netsWith(nets: NetView[], event: NetEvent): NetView[] {
  const own = nets.find((net) => net.info.id === event.net);
  // Noise of one shape is the same for all nets of the width.
  const isMeant = (net: NetView) =>
    event.type === 'null-band' ? net.info.width === own?.info.width : net === own;
  return nets.map((net) => (isMeant(net) ? withoutOldTrace(keepEvent(net, event), event) : net));
}

/** The step last told in full is shown until training has gone on. */
const withoutOldTrace = (net: NetView, event: NetEvent): NetView =>
  event.type === 'step' && net.trace && net.trace.step < event.step ? { ...net, trace: null } : net;

/**
 * Mean, sample standard deviation and every draw of one kind of network at one width; null if none was drawn.
 */
export function summarise(
  net: NetView,
  kind: NetworkKind,
  scale: number,
): { mean: number; sd: number; draws: number[] } | null {
  const draws = net.accuracies.filter((a) => a.kind === kind && a.scale === scale).map((a) => a.accuracy);
  if (draws.length === 0) return null;
  return { mean: mean(draws), sd: deviation(draws), draws };
}
