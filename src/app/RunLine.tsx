import { percent } from '../charts/format.ts';
import { marked } from '../panels/shared.tsx';
import { describeImages } from '../lab/describeImages.ts';
import { duration } from './duration.ts';
import { fetchRecording, useRecordings, type RecordingEntry } from './recordings.ts';
import { strings } from '../strings/index.ts';
import { sameSpec } from '../state/store.ts';
import { SweepLine } from './SweepLine.tsx';
import { useApp } from './store.ts';

const text = strings.shell.runLine;

/**
 * What is on screen: a recording or a live run, its data, device, seed and commit; progress while it runs.
 */
export function RunLine() {
  const run = useApp((s) => s.run);
  const source = useApp((s) => s.source);
  const reading = useApp((s) => s.reading);
  const status = useApp((s) => s.status);
  const slow = useApp((s) => s.slow);
  const start = useApp((s) => s.start);
  const changed = useApp((s) => s.run.started !== null && !sameSpec(s.spec, s.run.started.spec));
  const { started, progress, end } = run;
  if (status !== 'idle') {
    return (
      <div className="run-line running">
        <p role="status">
          <strong>{progress?.label ?? text.starting}</strong>
          {status === 'paused' ? (slow ? strings.shell.slowStep.coming : text.paused) : ''}
          {progress?.secondsLeft != null && status === 'running'
            ? text.left(duration(progress.secondsLeft))
            : ''}
        </p>
        <progress max={1} value={progress?.overall ?? 0} aria-label={text.progress} />
        <span className="percent">{percent(progress?.overall ?? 0)}</span>
        {started && <Facts />}
      </div>
    );
  }
  if (reading?.address) {
    return (
      <div className="run-line running">
        <p role="status">{marked(text.opening(reading.address))}</p>
        <progress
          {...(reading.total > 0 && { max: reading.total, value: reading.done })}
          aria-label={text.fetching}
        />
        <span className="percent">{text.megabytes((reading.done / 1e6).toFixed(1))}</span>
      </div>
    );
  }
  if (!started)
    return (
      <div className="run-line">
        <p>{marked(end?.type === 'failed' ? text.failedBefore : text.nothing)}</p>
      </div>
    );
  if (run.sweep && !end)
    return (
      <div className="run-line">
        <SweepLine parts={run.sweep.parts} />
        <Facts />
      </div>
    );
  return (
    <div className="run-line">
      <p>
        {source?.kind === 'recording' ? (
          <>
            <strong className="badge">{text.recording}</strong>
            {(changed ? text.recordingOfUnchanged : text.recordingOf)(
              started.date.slice(0, 10),
              started.commit,
              started.device.name,
            )}{' '}
            <button type="button" className="plain" onClick={start}>
              {changed ? text.runChanged : text.runLive}
            </button>
          </>
        ) : source?.kind === 'file' ? (
          <>
            <strong className="badge">{text.file}</strong>
            {text.fileOf(source.name, started.date.slice(0, 10), started.commit)}
          </>
        ) : end?.type === 'cancelled' ? (
          <>
            <strong className="badge">{text.cancelled}</strong>
            {text.cancelledAfter(duration(end.seconds))}
          </>
        ) : end?.type === 'failed' ? (
          <>
            <strong className="badge bad">{text.failed}</strong> {end.message}
          </>
        ) : (
          <>
            <strong className="badge good">{text.done}</strong>
            {text.doneIn(duration(end?.type === 'done' ? end.seconds : 0))}
          </>
        )}
        <TheRecording />
      </p>
      <Facts />
    </div>
  );
}

/** The recordings of the chosen experiment, where there are several: on other data. */
export function Recordings() {
  const preset = useApp((s) => s.preset);
  const source = useApp((s) => s.source);
  const choose = useOpenRecording();
  const entries = useRecordings(preset) ?? [];
  const open = source?.kind === 'recording' ? source.name : null;
  if (entries.length < 2) return null;
  return (
    <div className="choice recordings" role="group" aria-label={text.recordings}>
      {entries.map((entry) => (
        <button
          key={entry.file}
          type="button"
          aria-pressed={entry.file === open}
          onClick={() => void choose(entry)}
        >
          {text.recordingOn(entry.dataset)}
        </button>
      ))}
    </div>
  );
}

/** Opens a recording; true if it was opened. */
export function useOpenRecording(): (entry: RecordingEntry) => Promise<boolean> {
  const openRun = useApp((s) => s.openRun);
  const tell = useApp((s) => s.tell);
  return (entry) =>
    fetchRecording(entry)
      .then((bytes) => openRun(bytes, { kind: 'recording', name: entry.file }))
      .catch((error: unknown) => {
        tell('error', text.notFetched(error instanceof Error ? error.message : String(error)));
        return false;
      });
}

/** From a run of one's own to the recording of its preset, where there is one. */
function TheRecording() {
  const entries = useRecordings(useApp((s) => s.preset)) ?? [];
  const own = useApp((s) => s.source?.kind !== 'recording');
  const open = useOpenRecording();
  return own && entries.length === 1 ? (
    <>
      {' '}
      <button type="button" className="plain" onClick={() => void open(entries[0])}>
        {text.recordingOn(entries[0].dataset)}
      </button>
    </>
  ) : null;
}

function Facts() {
  // A recording says in its first sentence where and with what it was made.
  const started = useApp((s) => s.run.started);
  const told = useApp((s) => s.source?.kind === 'recording');
  const warnings = useApp((s) => s.run.warnings);
  if (!started) return null;
  const more = warnings
    .filter((w) => w.code === 'resumed' || w.code === 'data' || w.code === 'stopped')
    .map((w) => ` · ${w.message}`)
    .join('');
  return (
    <p className="facts" title={describeImages(started.dataset)}>
      {text.facts(
        started.dataset.name,
        describeImages(started.dataset),
        started.spec.seed,
        told ? null : { device: started.device.name, commit: started.commit },
      )}
      {more}
    </p>
  );
}
