import { useEffect, useRef, useState } from 'react';
import { forgetRuns, keptRuns, LIMITS, onKeptChange, renameRun, type KeptRun } from '../lab/keptRuns.ts';
import { listed, type ListedRun } from '../state/sessionRuns.ts';
import { strings } from '../strings/index.ts';
import { dateTime } from './GoOn.tsx';
import { specDifference } from './specDifference.ts';
import { useApp } from './store.ts';

const text = strings.shell.runs;

export function RunsButton({ onOpen }: { onOpen(): void }) {
  const count = useApp((s) => s.runs.length);
  return (
    <button type="button" aria-label={text.button} title={text.title} onClick={onOpen}>
      {text.button}
      {count > 1 && (
        <span className="count" aria-hidden="true">
          {' '}
          {count}
        </span>
      )}
    </button>
  );
}

/** The list of all runs: those of this session and those that were finished in this browser. */
export function RunList({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const session = useApp((s) => s.runs);
  const [kept, setKept] = useState<KeptRun[]>([]);
  const all = listed(session, kept);
  const close = () => dialog.current?.close();
  useEffect(() => {
    const look = () => void keptRuns().then((rows) => setKept(rows.filter((run) => run.whole)));
    dialog.current?.showModal();
    look();
    // A run is kept a moment after it has told its last number.
    return onKeptChange(look);
  }, []);
  return (
    <dialog ref={dialog} className="runs" onClose={onClose} aria-labelledby="runs-title">
      <h2 id="runs-title">{text.button}</h2>
      <p className="fine">{text.about(LIMITS.whole.runs)}</p>
      {all.length === 0 && <p role="status">{text.none}</p>}
      <ul>
        {all.map((run) => (
          <Row key={run.session ? `#${run.session.id}` : run.kept!.id} run={run} close={close} />
        ))}
      </ul>
      <p className="buttons">
        <button type="button" className="primary" onClick={close}>
          {strings.shell.close}
        </button>
      </p>
    </dialog>
  );
}

/** One run: its name, what it was, and what can be done with it. */
function Row({
  run: { name, spec, date, dataset, device, session, kept },
  close,
}: {
  run: ListedRun;
  close(): void;
}) {
  const idle = useApp((s) => s.status === 'idle');
  const started = useApp((s) => s.run.started);
  const overlay = useApp((s) => s.overlay);
  const reopen = useApp((s) => s.reopen);
  const openKept = useApp((s) => s.openKept);
  const compareWith = useApp((s) => s.compareWith);
  const compareKept = useApp((s) => s.compareKept);
  const rename = useApp((s) => s.rename);
  const forget = useApp((s) => s.forget);
  const [differs, setDiffers] = useState(false);
  const shown = started !== null && started.date === date;
  const drawn = session !== null && overlay === session.id;
  const called = text.called(session?.id ?? null, name, dateTime(date));
  const open = async () => {
    if (session) reopen(session.id);
    else await openKept(kept!);
    close();
  };
  const draw = async () => {
    if (session) compareWith(drawn ? null : session.id);
    else await compareKept(kept!);
    close();
  };
  const setName = async (next: string) => {
    if (session) rename(session.id, next);
    if (kept) await renameRun(kept.id, next);
  };
  const drop = async () => {
    if (session) forget(session.id);
    if (kept) await forgetRuns([kept.id]);
  };
  const differences = differs && started ? specDifference(started.spec, spec) : null;
  return (
    <li>
      <span className="name">
        {session && <strong>#{session.id}</strong>}
        <input
          key={name}
          aria-label={text.nameOf(dateTime(date))}
          defaultValue={name}
          maxLength={200}
          onBlur={(event) => {
            const next = event.currentTarget.value.trim();
            if (next && next !== name) void setName(next);
            else event.currentTarget.value = name;
          }}
        />
      </span>
      <p className="fine">
        {text.facts({
          date: dateTime(date),
          dataset,
          epochs: spec.training.epochs,
          seed: spec.seed,
          device,
          kilobytes: kept && (kept.bytes / 1000).toFixed(0),
          shown,
        })}
      </p>
      <span className="offers">
        <button
          type="button"
          disabled={shown || !idle}
          aria-label={text.openIt(called)}
          title={idle ? undefined : text.busy}
          onClick={() => void open()}
        >
          {text.open}
        </button>
        <button
          type="button"
          disabled={shown || !started}
          aria-pressed={drawn}
          aria-label={text.drawIt(called)}
          onClick={() => void draw()}
        >
          {text.draw}
        </button>
        <button
          type="button"
          disabled={shown || !started}
          aria-expanded={differs}
          aria-label={text.compareIt(called)}
          onClick={() => setDiffers(!differs)}
        >
          {text.compare}
        </button>
        <button
          type="button"
          aria-label={(kept ? text.deleteIt : text.dropIt)(called)}
          title={kept ? undefined : text.dropTitle}
          onClick={() => void drop()}
        >
          {kept ? text.delete : text.drop}
        </button>
      </span>
      {differences && (
        <p className="differences" role="status">
          {differences.length ? text.differs(differences.join('; ')) : text.same}
        </p>
      )}
    </li>
  );
}
