import type { ExperimentSpec } from '../experiments/spec.ts';
import { strings } from '../strings/index.ts';
import { fields, getField, type Field, type Value } from './fields.ts';

/** What differs between two experiments, a setting an entry: "Width × 1 → 2". Empty: nothing does. */
export function specDifference(from: ExperimentSpec, to: ExperimentSpec): string[] {
  return fields.flatMap((field) => {
    const [a, b] = [from, to].map((spec) => getField(spec, field.path));
    return JSON.stringify(a) === JSON.stringify(b)
      ? []
      : [`${field.label} ${inWords(field, a)} → ${inWords(field, b)}`];
  });
}

function inWords(field: Field, value: Value): string {
  if (Array.isArray(value)) return value.length ? value.join(', ') : strings.shell.differences.none;
  if (typeof value === 'boolean') return value ? strings.shell.differences.on : strings.shell.differences.off;
  if (field.kind === 'choice')
    return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (value === 0 && field.zero) return field.zero;
  return `${typeof value === 'number' ? value.toLocaleString('en', { maximumSignificantDigits: 10, useGrouping: field.path !== 'seed' }) : value}${field.unit ? ` ${field.unit}` : ''}`;
}
