import { useEffect, useRef, useState } from 'react';
import { forgetRuns, keptRuns, LIMITS, renameRun, type KeptRun } from '../lab/keptRuns.ts';
import { dateTime } from './GoOn.tsx';
import { useApp } from './store.ts';

/** The button and the list of finished runs kept on this machine: open, rename, delete. */
export function MyRuns() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} title="Runs that were finished in this browser">My runs</button>
      {open && <RunList onClose={() => setOpen(false)} />}
    </>
  );
}

function RunList({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null), openKept = useApp((s) => s.openKept), status = useApp((s) => s.status);
  const [runs, setRuns] = useState<KeptRun[] | null>(null);
  const look = () => void keptRuns().then((all) => setRuns(all.filter((run) => run.whole)));
  useEffect(() => {
    dialog.current?.showModal();
    look();
  }, []);
  return (
    <dialog ref={dialog} className="my-runs" onClose={onClose} aria-labelledby="my-runs-title">
      <h2 id="my-runs-title">My runs</h2>
      <p className="fine">Finished runs are kept in this browser, the last {LIMITS.whole.runs}; they leave it only if you save and send them (Share).</p>
      {runs?.length === 0 && <p role="status">No run has been finished in this browser yet, or it keeps nothing for this page.</p>}
      <ul>
        {runs?.map((run) => (
          <li key={run.id}>
            <input aria-label={`Name of the run of ${dateTime(run.date)}`} defaultValue={run.name} maxLength={200} onBlur={(e) => {
              const name = e.currentTarget.value.trim();
              if (name && name !== run.name) void renameRun(run.id, name).then(look);
              else e.currentTarget.value = run.name;
            }} />
            <p className="fine">{dateTime(run.date)} · {run.dataset} · {run.spec.training.epochs} epochs, seed {run.spec.seed} · {run.device} · {(run.bytes / 1000).toFixed(0)} kB</p>
            <span className="offers">
              <button type="button" disabled={status !== 'idle'} aria-label={`Open ${run.name}, ${dateTime(run.date)}`} onClick={() => void openKept(run).then(() => dialog.current?.close())}>Open</button>
              <button type="button" aria-label={`Delete ${run.name}, ${dateTime(run.date)}`} onClick={() => void forgetRuns([run.id]).then(look)}>Delete</button>
            </span>
          </li>
        ))}
      </ul>
      <p className="buttons"><button type="button" className="primary" onClick={() => dialog.current?.close()}>Close</button></p>
    </dialog>
  );
}
