import { useState } from 'react';
import { strings } from '../strings/index.ts';

const MOST = 400;
const text = strings.charts;

/** The numbers of a chart as a table, made only when it is opened; `open`: it is at first. */
export function DataTable({
  title,
  columns,
  rows,
  open: first = false,
}: {
  title: string;
  columns: readonly string[];
  rows: () => (string | number)[][];
  open?: boolean;
}) {
  const [open, setOpen] = useState(first);
  const all = open ? rows() : [];
  return (
    <details className="data-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={text.valuesOf(title)}>{text.values}</summary>
      {open && (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                {columns.map((c, i) => (
                  <th key={i} scope="col">
                    {c}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {all.slice(0, MOST).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, k) => (
                    <td key={k}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {all.length > MOST && <p>{text.firstRows(MOST, all.length)}</p>}
        </div>
      )}
    </details>
  );
}
