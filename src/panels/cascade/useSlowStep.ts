import { useEffect, useState } from 'react';
import { pointAt } from '../../charts/linked.ts';
import type { StepTrace } from '../../lab/events.ts';
import { momentsOf, type Moment } from './moments.ts';

/** Milliseconds a moment stays. */
const MOMENT = 1100;

export const stillness = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

export interface SlowStepState {
  trace: StepTrace;
  moments: Moment[];
  now: number;
  playing: boolean;
  go(to: number): void;
  play(playing: boolean): void;
  close(): void;
}

/**
 * Where the slow motion of the step last told in full stands; plays by itself, but for those who want no
 * motion. Null: there is none, or it was closed.
 */
export function useSlowStep(trace: StepTrace | null): SlowStepState | null {
  const [kept, setKept] = useState({ step: -1, now: 0, playing: false, closed: false });
  const { now, playing, closed } =
    trace && kept.step !== trace.step ? { now: 0, playing: !stillness(), closed: false } : kept;
  const step = trace?.step ?? -1;
  const moments = trace && !closed ? momentsOf(trace.layers.length) : [];
  const last = moments.length - 1;
  const at = moments[now]?.at ?? null;
  const layer = at !== null && trace && at < trace.layers.length ? at : null;
  useEffect(() => {
    if (!playing || last < 0) return;
    const timer = setTimeout(
      () => setKept({ step, now: Math.min(last, now + 1), playing: now + 1 < last, closed: false }),
      MOMENT,
    );
    return () => clearTimeout(timer);
  }, [playing, step, now, last]);
  // The layer at which the step is stands out in all charts.
  useEffect(() => {
    if (layer === null) return;
    pointAt({ layer });
    return () => pointAt({});
  }, [layer, step]);
  if (!trace || closed) return null;
  const set = (change: Partial<typeof kept>) => setKept({ step, now, playing, closed, ...change });
  return {
    trace,
    moments,
    now,
    playing,
    go: (to) => set({ now: Math.min(last, Math.max(0, to)), playing: false }),
    play: (on) => set({ playing: on, now: on && now === last ? 0 : now }),
    close: () => set({ closed: true, playing: false }),
  };
}
