import { writeCsv } from '../files/csv.ts';
import { originFields, originLine, type Origin } from './origin.ts';
import type { Table } from './tables.ts';

/** Hands bytes or text to the person as a file. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  // Some browsers fetch it only after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const csvOf = (title: string, { columns, rows }: Table, origin: Origin | null): string =>
  writeCsv({ comments: [title, ...(origin ? [originLine(origin), origin.address()] : [])], columns, rows });

/** NaN and infinity stand as null. */
export function jsonOf(title: string, { columns, rows }: Table, origin: Origin | null): string {
  return `{\n${[['title', title], ...Object.entries(origin ? originFields(origin) : {}), ['columns', columns]].map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)},\n`).join('')}  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}
