import { useEffect, useRef, useState, type ReactNode } from 'react';
import { saveFile } from '../charts/save.ts';
import { specHash } from '../experiments/plan.ts';
import { citeRun, PAPER_BIBTEX, runBibtex } from '../lab/export/citation.ts';
import { writeRunFile } from '../lab/runFile.ts';
import { pageAddress } from './address.ts';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.share;

/**
 * The address that holds the experiment and the view, copied at once where the browser lets us; the run as
 * files; and how to cite it.
 */
export function ShareDialog({ onClose }: { onClose(): void }) {
  const link = useApp((s) => s.link);
  const from = useApp((s) => s.source?.address);
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState('');
  const address = `${pageAddress()}${from ? `?run=${encodeURIComponent(from)}` : ''}${link()}`;
  const copy = (copied: string, what: string) => {
    setSaid('');
    (navigator.clipboard?.writeText(copied) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setSaid(text.copied(what)),
      () => setSaid(text.notCopied),
    );
  };
  useEffect(() => {
    dialog.current?.showModal();
    navigator.clipboard?.writeText(address).then(
      () => setSaid(text.copied(text.link)),
      () => setSaid(text.copyYourself),
    );
  }, [address]);
  return (
    <dialog ref={dialog} className="share" onClose={onClose} aria-labelledby="share-title">
      <h2 id="share-title">{text.title}</h2>
      <Part title={text.link}>
        <p>{text.linkHolds}</p>
        <div className="with-button">
          <input
            readOnly
            aria-label={text.address}
            value={address}
            onFocus={(e) => e.currentTarget.select()}
          />
          <button type="button" onClick={() => copy(address, text.link)}>
            {text.copyLink}
          </button>
        </div>
      </Part>
      <Save say={setSaid} />
      <Cite copy={copy} />
      <p role="status" className="said">
        {said}
      </p>
      <p className="buttons">
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          {text.done}
        </button>
      </p>
    </dialog>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h3>{title}</h3>
    {children}
  </section>
);

/** The run as its log alone, or as one zip with all that is known of it. */
function Save({ say }: { say(what: string): void }) {
  const events = useApp((s) => s.events);
  const started = useApp((s) => s.run.started);
  const status = useApp((s) => s.status);
  const live = useApp((s) => s.source?.kind === 'live');
  const archive = useApp((s) => s.archive);
  const runLink = useApp((s) => s.runLink);
  const [packing, setPacking] = useState(false);
  const files = live ? text.filesLive : text.files;
  if (!started) return null;
  const name = `rainbow-run-${specHash(started.spec)}`;
  const saveAll = async () => {
    setPacking(true);
    say(text.packing);
    try {
      saveFile(`${name}.zip`, await archive(pageAddress() + runLink()), 'application/zip');
      say(text.saved);
    } catch (error) {
      say(text.notSaved(error instanceof Error ? error.message : String(error)));
    } finally {
      setPacking(false);
    }
  };
  if (status !== 'idle')
    return (
      <Part title={text.run}>
        <p>{text.later}</p>
      </Part>
    );
  return (
    <Part title={text.run}>
      <p>
        {files[0]}
        <code>{files[1]}</code>
        {files[2]}
      </p>
      <div className="choices">
        <button
          type="button"
          onClick={() => saveFile(`${name}.json.gz`, writeRunFile(events), 'application/gzip')}
        >
          {text.saveRun}
        </button>
        <button type="button" disabled={packing} onClick={() => void saveAll()}>
          {text.saveAll}
        </button>
      </div>
    </Part>
  );
}

/** The paper, and the run that is open: by its link, spec and commit. */
function Cite({ copy }: { copy(copied: string, what: string): void }) {
  const started = useApp((s) => s.run.started);
  const runLink = useApp((s) => s.runLink);
  const address = pageAddress() + runLink();
  return (
    <Part title={text.cite}>
      <div className="choices">
        <button type="button" onClick={() => copy(PAPER_BIBTEX, text.paperCopied)}>
          {text.citePaper}
        </button>
        {started && (
          <button type="button" onClick={() => copy(runBibtex(started, address), text.runCopied)}>
            {text.citeRun}
          </button>
        )}
        {started && (
          <button type="button" onClick={() => copy(citeRun(started, address), text.sentenceCopied)}>
            {text.citeSentence}
          </button>
        )}
      </div>
      <textarea
        readOnly
        rows={7}
        aria-label={text.bibtex}
        value={PAPER_BIBTEX + (started ? `\n${runBibtex(started, address)}` : '')}
        onFocus={(e) => e.currentTarget.select()}
      />
    </Part>
  );
}
