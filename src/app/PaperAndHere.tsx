import { useEffect, useRef, useState } from 'react';
import { short } from '../charts/format.ts';
import { claims, type Claim } from '../claims/claims.ts';
import { verdictsOf, type Verdict } from '../claims/verdict.ts';
import { findPreset } from '../experiments/presets.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { foldRun, type RunView } from '../state/runView.ts';
import { fetchRecording, recordingIndex, type RecordingEntry } from './recordings.ts';
import { marked } from '../panels/shared.tsx';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.paper;
const OUTCOMES: Record<Verdict['verdict'], string> = text.outcomes;

/** A value in the claim's unit. */
export function inUnit(value: number, unit: Claim['unit']): string {
  return unit === 'share'
    ? `${(100 * value).toFixed(1)}\u00a0%`.replace('-', '−')
    : unit === 'points'
      ? text.points(value.toFixed(1).replace('-', '−'))
      : short(value);
}

/**
 * Every claim of the paper, its number and ours, with the verdict; all computed from the recordings when the
 * page is opened.
 */
export function PaperAndHere({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { entries, verdicts, read, problem } = useVerdicts();
  const choosePreset = useApp((s) => s.choosePreset);
  const openRun = useApp((s) => s.openRun);
  const tell = useApp((s) => s.tell);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const open = (claim: Claim, entry: RecordingEntry | undefined) => {
    onClose();
    choosePreset(entry?.preset ?? claim.preset);
    if (entry)
      void fetchRecording(entry)
        .then((bytes) => openRun(bytes, { kind: 'recording', name: entry.file }))
        .catch((error: unknown) => tell('error', String(error)));
  };
  const counts = (outcome: Verdict['verdict']) => verdicts.filter((v) => v.verdict === outcome).length;
  return (
    <dialog ref={dialog} className="paper" aria-labelledby="paper-title" onClose={onClose}>
      <h2 id="paper-title">{text.title}</h2>
      <p>
        {text.about}{' '}
        {problem ??
          (read < (entries?.length ?? 1) ? (
            <span role="status">{text.reading(read + 1, entries?.length ?? null)}</span>
          ) : (
            marked(text.count(counts('shows'), counts('does-not-show')))
          ))}
      </p>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll" role="region" aria-label={text.claims} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {text.columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {claims.map((claim) => {
              const own = verdicts.filter((v) => v.id === claim.id);
              const rows: (Verdict | null)[] = own.length ? own : [null];
              // Measured on another preset's networks too.
              const elsewhere = (v: Verdict | null) => {
                const preset = entries?.find((e) => e.file === v?.source)?.preset;
                return preset === undefined || preset === claim.preset
                  ? ''
                  : `, ${findPreset(preset)?.title ?? preset}`;
              };
              return rows.map((v, i) => (
                <tr key={claim.id + i} className={i === 0 ? 'first' : undefined}>
                  {i === 0 && (
                    <>
                      <th scope="rowgroup" rowSpan={rows.length}>
                        {claim.figure}
                      </th>
                      <td rowSpan={rows.length} className="claim">
                        {claim.claim}
                        {claim.note && own.some((o) => o.verdict === 'does-not-show') && (
                          <p className="fine">{claim.note}</p>
                        )}
                      </td>
                      <td rowSpan={rows.length} className="number">
                        {claim.paper === null ? '–' : inUnit(claim.paper, claim.unit)}
                      </td>
                    </>
                  )}
                  <td className="number">
                    {v ? (
                      <>
                        {inUnit(v.here, claim.unit)}
                        {v.spread !== null && (
                          <span className="spread"> ± {inUnit(v.spread, claim.unit)}</span>
                        )}
                      </>
                    ) : (
                      '–'
                    )}
                  </td>
                  <td className={v?.verdict}>{v ? OUTCOMES[v.verdict] : text.notRecorded}</td>
                  <td>
                    {v?.dataset.split(' from ')[0].replace('Built-in shapes, medium', 'shapes')}
                    {elsewhere(v)}{' '}
                    <button
                      type="button"
                      className="plain"
                      aria-label={text.openIt(
                        findPreset(claim.preset)?.title ?? claim.preset,
                        v ? v.dataset : null,
                      )}
                      onClick={() =>
                        open(
                          claim,
                          entries?.find((e) => e.file === v?.source),
                        )
                      }
                    >
                      {text.open}
                    </button>
                  </td>
                </tr>
              ));
            })}
          </tbody>
        </table>
      </div>
      <p className="buttons">
        <button type="button" className="primary" onClick={onClose}>
          {strings.shell.close}
        </button>
      </p>
    </dialog>
  );
}

function useVerdicts() {
  const [entries, setEntries] = useState<RecordingEntry[] | null>(null);
  const [runs, setRuns] = useState<{ run: RunView; source: string }[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let over = false;
    void (async () => {
      const all = (await recordingIndex()).filter((entry) =>
        claims.some((claim) => claim.preset === entry.preset),
      );
      if (!over) setEntries(all);
      if (all.length === 0) setProblem(text.noList);
      for (const entry of all) {
        const { events } = await parseRunFile(await fetchRecording(entry));
        if (over) return;
        setRuns((before) => [...before, { run: foldRun(events), source: entry.file }]);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    })().catch((error: unknown) => {
      if (!over) setProblem(text.unread(error instanceof Error ? error.message : String(error)));
    });
    return () => {
      over = true;
    };
  }, []);
  return { entries, verdicts: verdictsOf(runs), read: runs.length, problem };
}
