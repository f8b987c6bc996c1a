import { useEffect, useRef, useState, type ReactNode } from 'react';
import { saveFile } from '../charts/save.ts';
import { specHash } from '../experiments/plan.ts';
import { citeRun, PAPER_BIBTEX, runBibtex } from '../lab/export/citation.ts';
import { writeRunFile } from '../lab/runFile.ts';
import { pageAddress } from './address.ts';
import { useApp } from './store.ts';

/** The address that holds the experiment and the view, copied at once where the browser lets us; the run as files; and how to cite it. */
export function ShareDialog({ onClose }: { onClose(): void }) {
  const link = useApp((s) => s.link), from = useApp((s) => s.source?.address);
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState('');
  const address = `${pageAddress()}${from ? `?run=${encodeURIComponent(from)}` : ''}${link()}`;
  const copy = (text: string, what: string) => {
    setSaid('');
    (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(() => setSaid(`${what} copied.`), () => setSaid('This browser does not let the page copy: select the text and press Ctrl or ⌘ + C.'));
  };
  useEffect(() => {
    dialog.current?.showModal();
    navigator.clipboard?.writeText(address).then(() => setSaid('Link copied.'), () => setSaid('Copy the link from the field (Ctrl or ⌘ + C).'));
  }, [address]);
  return (
    <dialog ref={dialog} className="share" onClose={onClose} aria-labelledby="share-title">
      <h2 id="share-title">Share and save</h2>
      <Part title="Link">
        <p>Holds every setting, the seed and what you look at; whoever opens it can run the same experiment.</p>
        <div className="with-button">
          <input readOnly aria-label="Address of this experiment" value={address} onFocus={(e) => e.currentTarget.select()} />
          <button type="button" onClick={() => copy(address, 'Link')}>Copy link</button>
        </div>
      </Part>
      <Save say={setSaid} />
      <Cite copy={copy} />
      <p role="status" className="said">{said}</p>
      <p className="buttons"><button type="button" className="primary" onClick={() => dialog.current?.close()}>Done</button></p>
    </dialog>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => <section><h3>{title}</h3>{children}</section>;

/** The run as its log alone, or as one zip with all that is known of it. */
function Save({ say }: { say(text: string): void }) {
  const events = useApp((s) => s.events), started = useApp((s) => s.run.started), status = useApp((s) => s.status), live = useApp((s) => s.source?.kind === 'live');
  const archive = useApp((s) => s.archive), runLink = useApp((s) => s.runLink);
  const [packing, setPacking] = useState(false);
  if (!started) return null;
  const name = `rainbow-run-${specHash(started.spec)}`;
  const saveAll = async () => {
    setPacking(true);
    say('Packing…');
    try {
      saveFile(`${name}.zip`, await archive(pageAddress() + runLink()), 'application/zip');
      say('Saved.');
    } catch (error) {
      say(`The zip could not be made: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      setPacking(false);
    }
  };
  if (status !== 'idle') return <Part title="Run"><p>Can be saved when it has ended.</p></Part>;
  return (
    <Part title="Run">
      <p>The run file opens in this page again: drop it here, or put it on the web and open <code>?run=https://…</code> The zip adds spectra{live ? ', weights, covariances and alignments' : ''} as numbers, and a script that opens them in Python.{!live && ' Weights come with a run made live in this page.'}</p>
      <div className="choices">
        <button type="button" onClick={() => saveFile(`${name}.json.gz`, writeRunFile(events), 'application/gzip')}>Save the run file</button>
        <button type="button" disabled={packing} onClick={() => void saveAll()}>Save everything as a zip</button>
      </div>
    </Part>
  );
}

/** The paper, and the run that is open: by its link, spec and commit. */
function Cite({ copy }: { copy(text: string, what: string): void }) {
  const started = useApp((s) => s.run.started), runLink = useApp((s) => s.runLink), address = pageAddress() + runLink();
  return (
    <Part title="Cite">
      <div className="choices">
        <button type="button" onClick={() => copy(PAPER_BIBTEX, 'BibTeX of the paper')}>Copy BibTeX of the paper</button>
        {started && <button type="button" onClick={() => copy(runBibtex(started, address), 'BibTeX of the run')}>Copy BibTeX of this run</button>}
        {started && <button type="button" onClick={() => copy(citeRun(started, address), 'Sentence')}>Copy as a sentence</button>}
      </div>
      <textarea readOnly rows={7} aria-label="BibTeX of the paper and of this run" value={PAPER_BIBTEX + (started ? `\n${runBibtex(started, address)}` : '')} onFocus={(e) => e.currentTarget.select()} />
    </Part>
  );
}
