import { useEffect, useRef, useState } from 'react';
import { latestWins, type PlayRequest } from '../../lab/play/latestWins.ts';
import type { PlayAnswer } from '../../lab/play/messages.ts';

/** The whole question is asked when the controls have rested this long, in milliseconds. */
const REST = 200;

interface Answers<R> {
  result: R | null;
  /** True if it is the quick answer to the newest question, or an older one. */ preview: boolean;
  progress: { share: number; what: string } | null;
  error: string | null;
}

/**
 * Two threads answer: one at once with something small, one with the whole when the controls rest. `quick` is
 * null where the question is small itself. `key`: the question as text, which decides when to ask anew;
 * `pick`: the result of an answer.
 */
export function useAnswers<R>(
  key: string,
  quick: PlayRequest | null,
  whole: PlayRequest,
  pick: (answer: PlayAnswer) => R | null,
): Answers<R> {
  const [state, setState] = useState<Answers<R>>({
    result: null,
    preview: true,
    progress: null,
    error: null,
  });
  const clients = useRef<{
    quick: ReturnType<typeof latestWins>;
    whole: ReturnType<typeof latestWins>;
  } | null>(null);
  const latest = useRef({ quick, whole, pick });
  useEffect(() => {
    latest.current = { quick, whole, pick };
  });
  useEffect(() => {
    // The whole answer to the newest question is not replaced by a quick one that comes late.
    let finished = false;
    const heard = (preview: boolean) => (answer: PlayAnswer) => {
      if (preview && finished) return;
      if ('progress' in answer)
        setState((s) => ({
          ...s,
          progress: preview ? s.progress : { share: answer.progress, what: answer.what },
        }));
      else if ('error' in answer) setState((s) => ({ ...s, progress: null, error: answer.error }));
      else {
        finished = !preview;
        setState((s) => ({
          result: latest.current.pick(answer),
          preview,
          progress: preview ? s.progress : null,
          error: null,
        }));
      }
    };
    clients.current = { quick: latestWins(heard(true), true), whole: latestWins(heard(false), false) };
    asking.current = () => {
      finished = false;
    };
    return () => {
      clients.current?.quick.stop();
      clients.current?.whole.stop();
      clients.current = null;
    };
  }, []);
  const asking = useRef<() => void>(() => {});
  useEffect(() => {
    const { quick: small, whole: all } = latest.current;
    asking.current();
    if (small) clients.current?.quick.ask(small);
    clients.current?.whole.stop();
    setState((s) => ({ ...s, preview: true, progress: null }));
    const timer = setTimeout(() => clients.current?.whole.ask(all), small ? REST : 0);
    return () => clearTimeout(timer);
  }, [key]);
  return state;
}
