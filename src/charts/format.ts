const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10ⁿ with a real minus sign; 1 and 10 in full. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return '1';
  if (exponent === 1) return '10';
  if (exponent === 2) return '100';
  const digits = [...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** Ticks of a log axis: whole decades, thinned to at most `most` and always through 1; under two decades also 2 and 5. */
export function logTicks([low, high]: readonly [number, number], most = 6): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const decades = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (Math.log10(high / low) < 1.7) {
    return [first - 1, ...decades].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e)).filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
  }
  const step = Math.ceil(decades.length / most);
  return decades.filter((e) => e % step === 0).map((e) => 10 ** e);
}

/** A log tick in words: powers of ten as such, others in plain figures where that is short. */
export function logTick(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) < 1e-6) return powerOfTen(Math.round(exponent));
  if (value < 1e4 && value >= 0.001) return String(Number(value.toPrecision(2)));
  const whole = Math.floor(exponent);
  return `${Math.round(value / 10 ** whole)}·${powerOfTen(whole)}`;
}

/** Three significant figures, plain where that is short. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(2).split('e');
    const digits = [...String(Math.abs(Number(exponent)))].map((d) => SUPERSCRIPTS[Number(d)]).join('');
    return `${mantissa.replace('-', '−')} · 10${Number(exponent) < 0 ? '⁻' : ''}${digits}`;
  }
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/** "68.1 %". */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
