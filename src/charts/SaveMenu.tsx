import { use, useState, type KeyboardEvent } from 'react';
import { strings } from '../strings/index.ts';
import { fileName, OriginContext } from './origin.ts';
import { pictureOf, pngOf } from './picture.ts';
import { csvOf, jsonOf, saveFile } from './save.ts';
import type { Table } from './tables.ts';

const text = strings.charts;
const FORMATS = { svg: 'SVG', png: 'PNG', csv: 'CSV', json: 'JSON' };
type Format = keyof typeof FORMATS;

/**
 * Saves a chart: its picture, if it has one, or exactly the numbers it draws. Closes when left, by Escape,
 * and when something was saved.
 */
export function SaveMenu({
  title,
  picture,
  table,
}: {
  title: string;
  picture?(): Element | null;
  table(): Table;
}) {
  const origin = use(OriginContext);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (format: Format) => {
    const name = fileName(title, origin, format);
    try {
      if (format === 'csv') saveFile(name, csvOf(title, table(), origin), 'text/csv;charset=utf-8');
      else if (format === 'json') saveFile(name, jsonOf(title, table(), origin), 'application/json');
      else {
        const svg = pictureOf(picture!()!, title, origin);
        saveFile(
          name,
          format === 'svg' ? svg : await pngOf(svg),
          format === 'svg' ? 'image/svg+xml' : 'image/png',
        );
      }
      setOpen(false);
    } catch (error) {
      setProblem(text.notSaved(FORMATS[format], error instanceof Error ? error.message : String(error)));
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
    <details
      className="save"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        setProblem(null);
      }}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <summary aria-label={text.saveOf(title)}>{text.save}</summary>
      {open && (
        // Takes the focus where a pressed button does not (Safari): else the menu would close before the
        // click.
        <div className="formats" role="group" aria-label={text.saveAs} tabIndex={-1}>
          {(Object.keys(FORMATS) as Format[])
            .filter((f) => picture || f === 'csv' || f === 'json')
            .map((f) => (
              <button key={f} type="button" title={text.formats[f]} onClick={() => void save(f)}>
                {FORMATS[f]}
              </button>
            ))}
          {problem && <p role="alert">{problem}</p>}
        </div>
      )}
    </details>
  );
}
