import { useCallback, useEffect, useState } from 'react';
import { forgetRuns, keptRuns, reached, runFree, runsInProgress, type KeptRun } from '../lab/keptRuns.ts';
import { useApp } from './store.ts';

/** Locks of a tab that is closing, and of a run that has just ended, are free a moment later. */
const MOMENT = 400;

export const dateTime = (iso: string): string => new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Runs that broke off (reload, crash, lost device), with the offer to go on; and those that another tab is at. */
export function GoOn() {
  const status = useApp((s) => s.status), goOn = useApp((s) => s.goOn), files = useApp((s) => s.files);
  const [broken, setBroken] = useState<KeptRun[]>([]), [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const look = useCallback(async () => {
    const found = async () => (await keptRuns()).filter((run) => !run.whole);
    if ((await found()).length === 0) return setBroken([]);
    if ((await runsInProgress()).size) await new Promise((resolve) => setTimeout(resolve, MOMENT));
    setBusy(await runsInProgress());
    setBroken(await found());
  }, []);
  useEffect(() => {
    // In the lab's own time: what is found is set when it is.
    if (status === 'idle') void Promise.resolve().then(look);
  }, [status, look]);
  useEffect(() => {
    const leave = new AbortController();
    for (const { id } of broken) if (busy.has(id)) runFree(id, leave.signal).then(look, () => {});
    return () => leave.abort();
  }, [broken, busy, look]);
  if (status !== 'idle' || broken.length === 0) return null;
  return (
    <section className="go-on" aria-label="Runs that broke off" role="status">
      {broken.map((run) => (busy.has(run.id)
        ? <p key={run.id}><strong>{run.name}</strong> is running in another tab of this browser ({reached(run)} when this was written). It belongs to that tab.</p>
        : (
          <p key={run.id}>
            <strong>{run.name}</strong> ({run.dataset}, seed {run.spec.seed}), started {dateTime(run.date)}, broke off at {reached(run)}. What was found until then is kept.{' '}
            {run.images !== null && run.spec.data.source === 'file' && !files && 'It ran on images of yours: open the same ones here first. '}
            <span className="offers">
              <button type="button" className="primary" disabled={run.spec.data.source === 'file' && !files} onClick={() => goOn(run)}>Go on from {reached(run)}</button>
              <button type="button" aria-label={`Discard ${run.name}, ${dateTime(run.date)}`} onClick={() => void forgetRuns([run.id]).then(look)}>Discard</button>
            </span>
          </p>
        )))}
    </section>
  );
}
