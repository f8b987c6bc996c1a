import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppStore } from '../../state/store.ts';
import { strings } from '../../strings/index.ts';
import { fetchRecording } from '../recordings.ts';
import { steps, type TourStep } from './steps.ts';

const KEY = 'rainbow-lab-tour';

/** What is remembered of the tour: the step it was left at, or that it was done with. */
export type Remembered = { left: number } | 'done' | null;

export function remembered(): Remembered {
  try {
    const text = localStorage.getItem(KEY);
    const step = Number(text);
    return text === 'done'
      ? 'done'
      : text !== null && Number.isInteger(step) && step >= 0 && step < steps.length
        ? { left: step }
        : null;
  } catch {
    return null;
  }
}

function remember(value: number | 'done'): void {
  try {
    localStorage.setItem(KEY, String(value));
  } catch {
    /* private mode: not remembered */
  }
}

interface TourState {
  /** Index into `steps`; null: no tour. */
  step: number | null;
  /** Counts changes of `remembered`. */
  version: number;
}

/** One tour for the page, whoever starts it. */
export const tour = createStore<TourState>()(() => ({
  step: stepOf(globalThis.location?.search ?? ''),
  version: 0,
}));
export const useTour = <T>(select: (state: TourState) => T): T => useStore(tour, select);

/** `?tour=3` is the third step; anything else is none. */
export function stepOf(query: string): number | null {
  const text = new URLSearchParams(query).get('tour');
  return text !== null && /^[1-9]\d?$/.test(text) && Number(text) <= steps.length ? Number(text) - 1 : null;
}

/** Opens a step, writes it into the address and remembers it; null ends the tour. */
export function go(step: number | null): void {
  const last = tour.getState().step;
  if (step !== null) remember(step);
  else if (last === steps.length - 1) remember('done');
  // The tour goes through the lab: what belongs to another page is left out.
  const before = new URLSearchParams(location.search);
  const query = new URLSearchParams(
    ['run', 'lock', 'present'].flatMap((name) => (before.has(name) ? [[name, before.get(name)!]] : [])),
  );
  if (step !== null) query.set('tour', String(step + 1));
  const text = query.toString();
  history.replaceState(history.state, '', location.pathname + (text && `?${text}`) + location.hash);
  window.dispatchEvent(new PopStateEvent('popstate'));
  tour.setState((s) => ({ step, version: s.version + 1 }));
}

/** The offer to a newcomer was declined. */
export function decline(): void {
  remember('done');
  tour.setState((s) => ({ version: s.version + 1 }));
}

/**
 * Brings the page into the state of a step, fetching its recording where another run is open. Rejects with
 * what went wrong.
 */
export async function applyStep(store: AppStore, step: TourStep, isStill: () => boolean): Promise<void> {
  const { source, look } = store.getState();
  if (source?.kind !== 'recording' || source.name !== step.recording) {
    const bytes = await fetchRecording({ file: step.recording });
    if (!isStill()) return;
    if (!(await store.getState().openRun(bytes, { kind: 'recording', name: step.recording })))
      throw new Error(strings.tour.noRun);
  }
  if (isStill()) look({ net: step.net ?? 0, layer: step.layer, epoch: step.epoch, panel: step.panel });
}

/**
 * What was on the page before the tour, to be put back after it; null where a recording was, which the tour
 * may leave as it is.
 */
export function keepRun(store: AppStore): (() => void) | null {
  const { spec, preset, view, events, run, source } = store.getState();
  return source && source.kind !== 'recording'
    ? () => {
        if (store.getState().source?.kind === 'recording')
          store.setState({ spec, preset, view, events, run, source });
      }
    : null;
}
