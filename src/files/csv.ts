/** A cell: text, a number (NaN and infinity as such), or nothing. */
export type Cell = string | number | null;

/**
 * RFC 4180 with line feeds, in UTF-8, behind comment lines "# …" (numpy, pandas and R skip them when told
 * "#"). Numbers are written so that they read back the same. A text that a spreadsheet would take for a
 * formula is marked as text.
 */
export function writeCsv({
  comments,
  columns,
  rows,
}: {
  comments: readonly string[];
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}): string {
  const lines = [
    ...comments.map((c) => `# ${c.replaceAll(/\s+/g, ' ')}`),
    ...[columns, ...rows].map((row) => row.map(cellText).join(',')),
  ];
  return `${lines.join('\n')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number')
    return Number.isNaN(cell) ? 'nan' : Number.isFinite(cell) ? String(cell) : cell > 0 ? 'inf' : '-inf';
  const text = /^[=+@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
