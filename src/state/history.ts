/** Steps back and forward between values a person set. */
export interface History<T> {
  past: readonly T[];
  future: readonly T[];
  /** When the last change came, in milliseconds. */ time: number;
}

export const noHistory: History<never> = { past: [], future: [], time: -Infinity };

/** Changes closer together than this are one step: a slider drawn along is not fifty. */
const ONE_STEP = 700;
const MOST = 100;

/** Before `now` is changed, at `time` (milliseconds). */
export function changing<T>({ past, time: last }: History<T>, now: T, time: number): History<T> {
  return {
    past: time - last < ONE_STEP && past.length > 0 ? past : [...past, now].slice(-MOST),
    future: [],
    time,
  };
}

/** The value before, and the history there; null at the beginning. */
export function undo<T>({ past, future }: History<T>, now: T): { value: T; history: History<T> } | null {
  return past.length === 0
    ? null
    : {
        value: past[past.length - 1],
        history: { past: past.slice(0, -1), future: [now, ...future], time: -Infinity },
      };
}

export function redo<T>({ past, future }: History<T>, now: T): { value: T; history: History<T> } | null {
  return future.length === 0
    ? null
    : { value: future[0], history: { past: [...past, now], future: future.slice(1), time: -Infinity } };
}
