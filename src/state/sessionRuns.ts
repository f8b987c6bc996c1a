import { findPreset } from '../experiments/presets.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { RunEvent } from '../lab/events.ts';
import type { KeptRun } from '../lab/keptRuns.ts';
import { strings } from '../strings/index.ts';
import type { RunView } from './runView.ts';
import type { RunSource } from './store.ts';

/** A run opened or made since the page was loaded. */
export interface SessionRun {
  /** From 1; never used twice. Charts call it "#1". */
  id: number;
  name: string;
  source: RunSource;
  events: RunEvent[];
  run: RunView;
}

/** More are dropped, the oldest first, since each holds its whole log. */
export const MOST_RUNS = 8;

/** "Rainbow in a minute, seed 7, recording". */
export function nameOf(run: RunView, source: RunSource): string {
  const { started } = run;
  const text = strings.shell.runs.name;
  const preset = started?.preset ? findPreset(started.preset) : undefined;
  const from =
    source.kind === 'live' ? text.here : source.kind === 'recording' ? text.recording : source.name;
  return [
    preset?.title ?? strings.shell.ownExperiment,
    started && text.seed(started.spec.seed),
    run.end?.type === 'cancelled' ? text.cancelled(from) : from,
  ]
    .filter(Boolean)
    .join(', ');
}

/**
 * The list with a run added, newest first; a recording or file opened again takes the place it had. A run
 * that never started is not kept.
 */
export function remembered(runs: readonly SessionRun[], next: Omit<SessionRun, 'id' | 'name'>): SessionRun[] {
  const { run, source } = next;
  if (!run.started) return [...runs];
  const same = runs.find(
    (r) =>
      r.run.started?.date === run.started!.date &&
      r.source.kind === source.kind &&
      r.source.name === source.name,
  );
  const id = same?.id ?? 1 + Math.max(0, ...runs.map((r) => r.id));
  return [{ ...next, id, name: same?.name ?? nameOf(run, source) }, ...runs.filter((r) => r !== same)].slice(
    0,
    MOST_RUNS,
  );
}

/** A run in the list of all: of this session, kept on this machine, or both. */
export interface ListedRun {
  name: string;
  date: string;
  spec: ExperimentSpec;
  dataset: string;
  device: string;
  session: SessionRun | null;
  kept: KeptRun | null;
}

/**
 * Runs for the list: those of the session, then those that are only kept; what started at the same moment is
 * one run. A name given to what is kept holds.
 */
export function listed(session: readonly SessionRun[], kept: readonly KeptRun[]): ListedRun[] {
  const left = new Map(kept.map((run) => [run.date, run]));
  const own = session.map((run): ListedRun => {
    const { date, spec, dataset, device } = run.run.started!;
    const same = left.get(date) ?? null;
    left.delete(date);
    return {
      name: same?.name ?? run.name,
      date,
      spec,
      dataset: dataset.name,
      device: device.name,
      session: run,
      kept: same,
    };
  });
  return [
    ...own,
    ...[...left.values()].map((run): ListedRun => ({
      name: run.name,
      date: run.date,
      spec: run.spec,
      dataset: run.dataset,
      device: run.device,
      session: null,
      kept: run,
    })),
  ];
}
