import type { PlayAnswer, PlayQuestion } from './messages.ts';

/** A worker, as this file needs it; tests have one of their own. */
export interface PlayPort {
  post(question: PlayQuestion): void;
  /** `failed`: the thread itself died. */ listen(
    answered: (answer: PlayAnswer) => void,
    failed: (message: string) => void,
  ): void;
  terminate(): void;
}

const startWorker = (): PlayPort => {
  const worker = new Worker(new URL('./play.worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (question) => worker.postMessage(question),
    listen(answered, failed) {
      worker.addEventListener('message', ({ data }: MessageEvent<PlayAnswer>) => answered(data));
      worker.addEventListener('error', (event) => failed(event.message || 'its thread ended'));
    },
    terminate: () => worker.terminate(),
  };
};

/** What one may ask; the id is given here. */
export type PlayRequest = PlayQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'id'> : never) : never;

/**
 * Asks a worker, one question at a time; only the latest counts. A question that comes while another is
 * answered waits (`patient`, for quick ones, so that dragging always shows something) or ends it with its
 * thread, since a decomposition cannot be interrupted. Answers to questions that no longer count are dropped.
 */
export function latestWins(
  listen: (answer: PlayAnswer) => void,
  patient: boolean,
  start = startWorker,
): { ask(question: PlayRequest): void; stop(): void } {
  let port: PlayPort | null = null;
  let id = 0;
  let busy = false;
  let next: PlayRequest | null = null;
  const stop = () => {
    port?.terminate();
    port = null;
    busy = false;
    next = null;
    id++;
  };
  const send = (question: PlayRequest) => {
    if (!port) {
      const own = (port = start());
      own.listen(
        (answer) => {
          if (own !== port || answer.id !== id) return;
          const waiting = 'progress' in answer ? null : next;
          if (!('progress' in answer)) [busy, next] = [false, null];
          listen(answer);
          if (waiting) send(waiting);
        },
        (message) => {
          if (own !== port) return;
          const failed = id;
          stop();
          listen({ id: failed, error: message });
        },
      );
    }
    busy = true;
    port.post({ ...question, id: ++id } as PlayQuestion);
  };
  return {
    ask(question) {
      if (busy && patient) next = question;
      else {
        if (busy) stop();
        send(question);
      }
    },
    stop,
  };
}
