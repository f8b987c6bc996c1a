import type { z } from 'zod';
import { experimentSpec, type ExperimentSpec } from './spec.ts';

/**
 * One refused field: its path ("training.epochs", "" for the whole), and a sentence with the value, the limit
 * and what to do.
 */
export interface FieldError {
  field: string;
  message: string;
}

/**
 * The first thing wrong with a value, in words; `input` is what was parsed. The one place where zod's issues
 * become sentences.
 */
export function firstError(error: z.core.$ZodError, input: unknown): FieldError {
  return describeIssue(error.issues[0], input);
}

export function describeIssue(issue: z.core.$ZodIssue, input: unknown): FieldError {
  if (issue.code === 'unrecognized_keys') {
    const field = pathText([...issue.path, issue.keys[0]]);
    return { field, message: `${field}: there is no such setting. Remove it or check its spelling.` };
  }
  const field = pathText(issue.path);
  return { field, message: `${field || 'The experiment'}: ${sentence(issue, valueAt(input, issue.path))}` };
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const shown = showValue(value);
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? `has too many values. Give at most ${issue.maximum}.`
        : issue.origin === 'string'
          ? `is too long. Use at most ${issue.maximum} characters.`
          : `${shown} is too large. Use a value ${issue.inclusive === false ? 'below' : 'of at most'} ${issue.maximum}.`;
    case 'too_small':
      return issue.origin === 'array'
        ? `has too few values. Give at least ${issue.minimum}.`
        : issue.origin === 'string'
          ? `is too short. Use at least ${issue.minimum} characters.`
          : `${shown} is too small. Use a value ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}.`;
    case 'invalid_value':
      return `${shown} is not one of its values. Use ${issue.values.map(String).join(', ')}.`;
    case 'invalid_type':
      return value === undefined
        ? 'is missing.'
        : `${shown} is not ${kinds[issue.expected] ?? issue.expected}.`;
    case 'invalid_union': {
      const options = issue.errors.flatMap((branch) =>
        branch.slice(0, 1).map((inner) => sentence(inner, value)),
      );
      return options.at(-1) ?? `${shown} is not allowed.`;
    }
    case 'invalid_format':
      return `${shown} ${issue.message}.`;
    default:
      return `${shown} is refused: ${issue.message}.`;
  }
}

const kinds: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  string: 'text',
  record: 'a group of settings',
};

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key) => printable(String(key))).join('.');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A value of somebody else's making, fit to stand in a message: short, no control characters. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return `"${printable(value)}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a group';
  return printable(String(value));
}

function printable(text: string): string {
  const clean = text.slice(0, 60).replace(/[\p{C}\p{Z}]/gu, ' ');
  return text.length > 40 ? `${clean.slice(0, 40)}…` : clean;
}

export type Parsed<T> = ({ ok: true } & T) | ({ ok: false } & FieldError);

/**
 * A spec from anywhere (file, form, link), settings left out taking their defaults; or the first field that
 * is wrong.
 */
export function parseSpec(raw: unknown): Parsed<{ spec: ExperimentSpec }> {
  const result = experimentSpec.safeParse(raw);
  return result.success ? { ok: true, spec: result.data } : { ok: false, ...firstError(result.error, raw) };
}
