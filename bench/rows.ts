/** Units in which results come; more is better only where it says so. */
const moreIsBetter = {
  'images/s': true,
  'GFLOP/s': true,
  ms: false,
  s: false,
  'MB at the peak': false,
  'ms of JavaScript per step': false,
  '% of frames': false,
  'kB, gzipped': false,
  'of the window': false,
} as const;
export type Unit = keyof typeof moreIsBetter;

export interface Value {
  name: string;
  value: number;
}

/** One line of a result: the same work done by us and by a rival. */
export interface Row {
  work: string;
  unit: Unit;
  ours: Value;
  rival: Value;
  /** Above 1 when ours is better; null where a ratio would say nothing. */
  ratio: number | null;
}

export function row(work: string, unit: Unit, ours: Value, rival: Value): Row {
  return { work, unit, ours, rival, ratio: ratioOf(unit, ours.value, rival.value) };
}

/** How many times better ours is; null where one of the two is zero. */
export function ratioOf(unit: Unit, ours: number, rival: number): number | null {
  if (!(ours > 0 && rival > 0)) return null;
  return moreIsBetter[unit] ? ours / rival : rival / ours;
}

/** Three significant digits, no exponent. */
export function digits(x: number): string {
  if (x === 0) return '0';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(x))));
  return x.toFixed(Math.min(places, 6));
}

export const formatRow = ({ work, unit, ours, rival, ratio }: Row): string =>
  `${work}: ${ours.name} ${digits(ours.value)}, ${rival.name} ${digits(rival.value)} ${unit}; ratio ${ratio === null ? '–' : digits(ratio)}`;

export const rowsAsJson = (rows: readonly Row[]): string => JSON.stringify({ rows });
