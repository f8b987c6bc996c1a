import { ticks as linearTicks } from 'd3';
import { strings } from '../strings/index.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An integer as superscript digits: −3 → "⁻³". */
const superscript = (n: number): string =>
  `${n < 0 ? '⁻' : ''}${[...String(Math.abs(n))].map((d) => SUPERSCRIPTS[Number(d)]).join('')}`;

/** 10ⁿ with a real minus sign; 1, 10 and 100 in full. */
export const powerOfTen = (exponent: number): string =>
  exponent >= 0 && exponent <= 2 ? String(10 ** exponent) : `10${superscript(exponent)}`;

/**
 * Ticks of a log axis: whole decades, thinned to at most `most` and always through 1; under two decades also
 * 2 and 5; where these are too few, round numbers.
 */
export function logTicks([low, high]: readonly [number, number], most = 6): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (Math.log10(high / low) < 1.7) {
    const some = [first - 1, ...decades]
      .flatMap((e) => [1, 2, 5].map((m) => power(m, e)))
      .filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
    // Within a factor of two or so none of these may lie in sight.
    return some.length > 1 ? some : linearTicks(low, high, 4);
  }
  const step = Math.ceil(decades.length / most);
  return decades.filter((e) => e % step === 0).map((e) => power(1, e));
}

/**
 * The unlabelled ticks between decades, 2 to 9 times each power of ten, that make a log axis look like one.
 */
export function minorLogTicks([low, high]: readonly [number, number]): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  if (last - first > 6) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .flatMap((e) => [2, 3, 4, 5, 6, 7, 8, 9].map((m) => power(m, e)))
    .filter((t) => t >= low && t <= high);
}

/** m·10ᵉ, rounded once: 3 · 10 ** -1 is 0.30000000000000004. */
const power = (m: number, e: number): number => Number(`${m}e${e}`);

/** How the ticks of one log axis read: as powers of ten if all are, else all as plain numbers. */
export function logTickFormat(ticks: readonly number[]): (value: number) => string {
  const exponents = ticks.map((t) => Math.log10(t));
  return exponents.every((e) => Math.abs(e - Math.round(e)) < 1e-9)
    ? (value) => powerOfTen(Math.round(Math.log10(value)))
    : short;
}

/** Three significant figures, plain where that is short. */
export function short(value: number): string {
  if (Number.isNaN(value)) return strings.charts.notANumber;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(2).split('e');
    return `${String(Number(mantissa)).replace('-', '−')} · 10${superscript(Number(exponent))}`;
  }
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/** "68.1 %"; a dash for what is not a number. */
export const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)}\u00a0%` : '–';
