import { useState } from 'react';

const MOST = 400;

/** The numbers of a chart as a table, made only when it is opened. */
export function DataTable({ title, columns, rows }: { title: string; columns: string[]; rows: () => (string | number)[][] }) {
  const [open, setOpen] = useState(false);
  const all = open ? rows() : [];
  return (
    <details className="data-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`Values of: ${title}`}>Values</summary>
      {open && (
        <div className="scroll">
          <table>
            <thead><tr>{columns.map((c, i) => <th key={i} scope="col">{c}</th>)}</tr></thead>
            <tbody>{all.slice(0, MOST).map((row, i) => <tr key={i}>{row.map((cell, k) => <td key={k}>{cell}</td>)}</tr>)}</tbody>
          </table>
          {all.length > MOST && <p>The first {MOST} of {all.length} rows.</p>}
        </div>
      )}
    </details>
  );
}
