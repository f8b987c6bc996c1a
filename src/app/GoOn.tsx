import { useCallback, useEffect, useState } from 'react';
import {
  forgetRuns,
  keptRuns,
  onKeptChange,
  reached,
  runFree,
  runsInProgress,
  type KeptRun,
} from '../lab/keptRuns.ts';
import { marked } from '../panels/shared.tsx';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

/** Locks of a tab that is closing, and of a run that has just ended, are free a moment later. */
const MOMENT = 400;
const text = strings.shell.goOn;

export const dateTime = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Runs that broke off (reload, crash, lost device), with the offer to go on; and those that another tab is
 * at.
 */
export function GoOn() {
  const status = useApp((s) => s.status);
  const goOn = useApp((s) => s.goOn);
  const files = useApp((s) => s.files);
  const [broken, setBroken] = useState<KeptRun[]>([]);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const look = useCallback(async () => {
    const found = async () => (await keptRuns()).filter((run) => !run.whole);
    if ((await found()).length === 0) return setBroken([]);
    if ((await runsInProgress()).size) await new Promise((resolve) => setTimeout(resolve, MOMENT));
    setBusy(await runsInProgress());
    setBroken(await found());
  }, []);
  useEffect(() => {
    if (status !== 'idle') return;
    // In the lab's own time: what is found is set when it is.
    void Promise.resolve().then(look);
    return onKeptChange(() => void look());
  }, [status, look]);
  useEffect(() => {
    const leave = new AbortController();
    for (const { id } of broken) if (busy.has(id)) runFree(id, leave.signal).then(look, () => {});
    return () => leave.abort();
  }, [broken, busy, look]);
  if (status !== 'idle' || broken.length === 0) return null;
  return (
    <section className="go-on" aria-label={text.title} role="status">
      {broken.map((run) =>
        busy.has(run.id) ? (
          <p key={run.id}>{marked(text.elsewhere(run.name, reached(run)))}</p>
        ) : (
          <p key={run.id}>
            {marked(text.broke(run.name, run.dataset, run.spec.seed, dateTime(run.date), reached(run)))}{' '}
            {run.images !== null && run.spec.data.source === 'file' && !files && `${text.images} `}
            <span className="offers">
              <button
                type="button"
                className="primary"
                disabled={run.spec.data.source === 'file' && !files}
                onClick={() => goOn(run)}
              >
                {text.go(reached(run))}
              </button>
              <button
                type="button"
                aria-label={text.discardIt(run.name, dateTime(run.date))}
                onClick={() => void forgetRuns([run.id])}
              >
                {text.discard}
              </button>
            </span>
          </p>
        ),
      )}
    </section>
  );
}
