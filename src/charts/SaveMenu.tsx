import { use, useState, type KeyboardEvent } from 'react';
import { fileName, OriginContext } from './origin.ts';
import { pictureOf, pngOf } from './picture.ts';
import { csvOf, jsonOf, saveFile } from './save.ts';
import type { Table } from './tables.ts';

const FORMATS = {
  svg: { name: 'SVG', help: 'picture that scales' }, png: { name: 'PNG', help: 'picture of points' },
  csv: { name: 'CSV', help: 'numbers drawn, for a spreadsheet' }, json: { name: 'JSON', help: 'numbers drawn, for a program' },
};
type Format = keyof typeof FORMATS;

/** Saves a chart: its picture, if it has one, or exactly the numbers it draws. Closes when left, by Escape, and when something was saved. */
export function SaveMenu({ title, picture, table }: { title: string; picture?(): Element | null; table(): Table }) {
  const origin = use(OriginContext);
  const [open, setOpen] = useState(false), [problem, setProblem] = useState<string | null>(null);
  const save = async (format: Format) => {
    const name = fileName(title, origin, format);
    try {
      if (format === 'csv') saveFile(name, csvOf(title, table(), origin), 'text/csv;charset=utf-8');
      else if (format === 'json') saveFile(name, jsonOf(title, table(), origin), 'application/json');
      else {
        const svg = pictureOf(picture!()!, title, origin);
        saveFile(name, format === 'svg' ? svg : await pngOf(svg), format === 'svg' ? 'image/svg+xml' : 'image/png');
      }
      setOpen(false);
    } catch (error) {
      setProblem(`It could not be saved as ${FORMATS[format].name}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape') return;
    setOpen(false);
    event.currentTarget.querySelector('summary')?.focus();
  };
  return (
    // Key and focus are those of the controls inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details className="save" open={open} onToggle={(event) => { setOpen(event.currentTarget.open); setProblem(null); }} onKeyDown={onKeyDown} onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false); }}>
      <summary aria-label={`Save: ${title}`}>Save</summary>
      {open && (
        // Takes the focus where a pressed button does not (Safari): else the menu would close before the click.
        <div className="formats" role="group" aria-label="Save as" tabIndex={-1}>
          {(Object.keys(FORMATS) as Format[]).filter((f) => picture || f === 'csv' || f === 'json').map((f) => <button key={f} type="button" title={FORMATS[f].help} onClick={() => void save(f)}>{FORMATS[f].name}</button>)}
          {problem && <p role="alert">{problem}</p>}
        </div>
      )}
    </details>
  );
}
