import { findPreset, firstPreset } from '../experiments/presets.ts';
import { Icon } from './Menu.tsx';
import { marked } from '../panels/shared.tsx';
import { isPreset } from '../state/store.ts';
import { PlanNotes } from './PlanNotes.tsx';
import type { RecordingEntry } from './recordings.ts';
import { useOpenRecording } from './RunLine.tsx';
import { specDifference } from './specDifference.ts';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.intro;

/**
 * What is to be run, where the cascade will be: its question, in what it differs from its preset, Run; and
 * the recordings of the preset as it is.
 */
export function Intro({ recordings }: { recordings: readonly RecordingEntry[] }) {
  const spec = useApp((s) => s.spec);
  const id = useApp((s) => s.preset);
  const start = useApp((s) => s.start);
  const edit = useApp((s) => s.edit);
  const preset = id === null ? undefined : findPreset(id);
  const edited = preset !== undefined && !isPreset(spec, preset.id);
  const open = useOpenRecording();
  const base = preset ?? firstPreset;
  const differences = specDifference(base.spec, spec).join('; ');
  return (
    <section className="card intro" aria-labelledby="intro-title">
      <h2 id="intro-title">{preset?.question ?? text.own}</h2>
      <p>
        {preset && !edited
          ? preset.description
          : marked((preset ? text.changed : text.unlike)(base.title, differences || text.nothing))}
      </p>
      <PlanNotes />
      <div className="offers">
        <button type="button" className="primary" onClick={start}>
          <Icon fill d="M4 2.5v11l9-5.5z" />
          {text.run}
        </button>
        {edited &&
          recordings.map((entry) => (
            // The changed settings stay: they count from the next Run.
            <button
              key={entry.file}
              type="button"
              onClick={() =>
                void open(entry).then((opened) => {
                  if (opened) edit(() => spec);
                })
              }
            >
              {text.recording(entry.dataset)}
            </button>
          ))}
      </div>
    </section>
  );
}
