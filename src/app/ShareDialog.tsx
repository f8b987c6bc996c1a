import { useEffect, useRef, useState } from 'react';
import { writeRunFile } from '../lab/runFile.ts';
import { useApp } from './store.ts';

/** The address that holds the experiment and the view; copied at once where the browser lets us. Also saves the run. */
export function ShareDialog({ onClose }: { onClose(): void }) {
  const link = useApp((s) => s.link), events = useApp((s) => s.events), status = useApp((s) => s.status);
  const dialog = useRef<HTMLDialogElement>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const address = location.origin + location.pathname + link();
  useEffect(() => {
    dialog.current?.showModal();
    navigator.clipboard?.writeText(address).then(() => setCopied(true), () => setCopied(false));
  }, [address]);
  const save = () => {
    const url = URL.createObjectURL(new Blob([writeRunFile(events)], { type: 'application/gzip' }));
    const a = document.createElement('a');
    a.href = url;
    a.download = 'run.rainbow.json.gz';
    a.click();
    URL.revokeObjectURL(url);
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="share-title">
      <h2 id="share-title">Share this experiment</h2>
      <p>The address holds every setting, the seed and what you look at; whoever opens it can run the same experiment.</p>
      <input readOnly aria-label="Address of this experiment" value={address} onFocus={(e) => e.currentTarget.select()} />
      <p role="status">{copied === true ? 'Copied.' : copied === false ? 'Copy it from the field above (Ctrl or ⌘ + C).' : ''}</p>
      <p className="buttons">
        {events.length > 0 && status === 'idle' && <button type="button" onClick={save}>Save the run as a file</button>}
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>Done</button>
      </p>
    </dialog>
  );
}
