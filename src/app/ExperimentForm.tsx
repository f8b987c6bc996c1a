import { useRef } from 'react';
import { findPreset } from '../experiments/presets.ts';
import { marked } from '../panels/shared.tsx';
import { sameSpec } from '../state/store.ts';
import { Estimate } from './Estimate.tsx';
import { chosenFiles } from './droppedFiles.ts';
import { isLocked } from './embed/parameters.ts';
import { FieldControl } from './FieldControl.tsx';
import { fields, getField, setField } from './fields.ts';
import { KeptHere } from './KeptHere.tsx';
import { useOpenFiles } from './openFiles.ts';
import { PlanNotes } from './PlanNotes.tsx';
import { ThisBrowser } from './ThisBrowser.tsx';
import { useApp } from './store.ts';
import { UndoRedo } from './UndoRedo.tsx';
import { strings } from '../strings/index.ts';

/** Fields shown at once; the others of a section wait under "More". */
const FIRST = new Set([
  'data.source',
  'data.address',
  'data.train',
  'network.architecture',
  'network.width',
  'training.epochs',
  'training.learningRate',
  'redraw.draws',
  'redraw.scales',
  'seed',
  'device',
]);

const text = strings.shell.form;

const SECTIONS: { name: keyof typeof text.sections; has(path: string): boolean }[] = [
  { name: 'data', has: (p) => p.startsWith('data.') },
  { name: 'network', has: (p) => p.startsWith('network.') || p === 'widths' || p === 'networks' },
  { name: 'training', has: (p) => p.startsWith('training.') },
  { name: 'redraw', has: (p) => p.startsWith('redraw.') },
  { name: 'compare', has: (p) => p.startsWith('compare.') },
  { name: 'machine', has: (p) => p === 'seed' || p === 'device' || p === 'threads' },
];

/** The experiment: every setting of the schema as a control. Edits count from the next Run. */
export function ExperimentForm() {
  const spec = useApp((s) => s.spec);
  const preset = useApp((s) => s.preset);
  const edit = useApp((s) => s.edit);
  const files = useApp((s) => s.files);
  const started = useApp((s) => s.run.started);
  const openFiles = useOpenFiles();
  const reading = useApp((s) => s.reading);
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const base = preset ? findPreset(preset)?.spec : undefined;
  const control = (path: string) => {
    const field = fields.find((f) => f.path === path)!;
    const value = getField(spec, path);
    return (
      <FieldControl
        key={`${path}:${preset}`}
        field={field}
        value={value}
        changed={base !== undefined && JSON.stringify(getField(base, path)) !== JSON.stringify(value)}
        onChange={(next) => {
          const result = setField(spec, path, next);
          if ('problem' in result) return result.problem;
          edit(() => result.spec);
          return null;
        }}
      />
    );
  };
  return (
    <form className="experiment" aria-label={strings.shell.experiment} onSubmit={(e) => e.preventDefault()}>
      {started && !sameSpec(spec, started.spec) && (
        <p className="differs" role="status">
          {text.edited}
        </p>
      )}
      {isLocked() && <p className="differs">{strings.embed.locked}</p>}
      <div className="form-head">
        <Estimate />
        <UndoRedo />
      </div>
      <PlanNotes />
      {SECTIONS.map(({ name, has }) => {
        const own = fields.filter(
          (f) => has(f.path) && (f.path !== 'data.address' || spec.data.source === 'address'),
        );
        const more = own.filter((f) => !FIRST.has(f.path));
        return (
          <fieldset key={name} disabled={isLocked()}>
            <legend>{text.sections[name]}</legend>
            {own.filter((f) => FIRST.has(f.path)).map((f) => control(f.path))}
            {name === 'data' && (
              <div className="drop-hint">
                <button type="button" className="plain" onClick={() => input.current?.click()}>
                  {text.open[0]}
                </button>
                {text.open[1]}
                <button type="button" className="plain" onClick={() => folder.current?.click()}>
                  {text.open[2]}
                </button>
                {text.open[3]}
                <input
                  ref={input}
                  type="file"
                  multiple
                  hidden
                  aria-label={text.files}
                  onChange={(e) => {
                    if (e.target.files?.length) void openFiles(chosenFiles(e.target.files));
                    e.target.value = '';
                  }}
                />
                <input
                  ref={folder}
                  type="file"
                  hidden
                  aria-label={text.folder}
                  {...{ webkitdirectory: '' }}
                  onChange={(e) => {
                    if (e.target.files?.length) void openFiles(chosenFiles(e.target.files));
                    e.target.value = '';
                  }}
                />
                {reading && !reading.address && (
                  <progress max={reading.total} value={reading.done} aria-label={text.reading} />
                )}
                {files && (
                  <p className="loaded">
                    {marked(
                      text.loaded(
                        files.name,
                        files.train.toLocaleString('en'),
                        files.test.toLocaleString('en'),
                      ),
                    )}
                  </p>
                )}
              </div>
            )}
            {name === 'machine' && (
              <>
                <ThisBrowser />
                <KeptHere />
              </>
            )}
            {more.length > 0 && (
              <details>
                <summary>{text.more}</summary>
                {more.map((f) => control(f.path))}
              </details>
            )}
          </fieldset>
        );
      })}
    </form>
  );
}
