import { FileError } from '../../files/inputFile.ts';
import type { Entry } from './unpack.ts';

/** Larger texts are no lists of labels. */
const LIMIT = 64 * 2 ** 20;
const LABEL_COLUMN = /label|class|categor|breed|species|target|diagnos|^dx$/i;

export const isTable = (path: string): boolean => /\.(csv|tsv|txt)$/i.test(path) && !/submission/i.test(path);

/** "images/val_0.JPEG" → "val_0.JPEG". */
const baseName = (path: string): string => path.split(/[/\\]/).pop()!;
const stem = (name: string): string => name.replace(/\.[a-z]+$/i, '');

const cellsOf = (line: string, delimiter: string): string[] =>
  line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/**
 * Labels by image, of a text that has a column of these images' names (with or without their endings) and one
 * of labels: Tiny ImageNet's val_annotations.txt, Kaggle's trainLabels.csv. The label's column is found by
 * the heading; without headings it is the one behind the name. Null for any other text, and one that names
 * less than half of the images.
 */
export function readLabelTable(entry: Entry, images: readonly string[]): Map<string, string> | null {
  if (!isTable(entry.path) || entry.bytes.length > LIMIT || images.length === 0) return null;
  const lines = new TextDecoder().decode(entry.bytes).split(/\r?\n/).filter(Boolean);
  const delimiter = ['\t', ',', ';', ' '].find((mark) => lines[0]?.includes(mark));
  if (delimiter === undefined) return null;
  const rows = lines.map((line) => cellsOf(line, delimiter));
  const wanted = new Map<string, string[]>();
  for (const image of images)
    for (const name of new Set([baseName(image), stem(baseName(image))]))
      wanted.set(name, [...(wanted.get(name) ?? []), image]);
  const hits = rows[0].map((_, c) => rows.filter((row) => wanted.has(baseName(row[c] ?? ''))).length);
  const nameColumn = hits.indexOf(Math.max(...hits));
  if (hits[nameColumn] < images.length / 2) return null;
  const hasHeadings = !wanted.has(baseName(rows[0][nameColumn]));
  const labelColumn = hasHeadings ? labelHeading(rows[0], nameColumn) : nameColumn + 1;
  if (labelColumn === null) return null;
  const labels = new Map<string, string>();
  for (const row of rows.slice(hasHeadings ? 1 : 0)) {
    const label = row[labelColumn];
    if (!label) continue;
    for (const image of wanted.get(baseName(row[nameColumn] ?? '')) ?? []) {
      const other = labels.get(image);
      if (other !== undefined && other !== label)
        throw new FileError(entry.file, null, `gives ${baseName(image)} two labels, ${other} and ${label}`);
      labels.set(image, label);
    }
  }
  return labels.size ? labels : null;
}

function labelHeading(headings: readonly string[], nameColumn: number): number | null {
  const others = headings.map((_, c) => c).filter((c) => c !== nameColumn);
  return others.find((c) => LABEL_COLUMN.test(headings[c])) ?? (others.length === 1 ? others[0] : null);
}
