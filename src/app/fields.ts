import { z } from 'zod';
import { experimentSpec, type ExperimentSpec } from '../experiments/spec.ts';

/**
 * One control of the form, derived from the schema: its range, options and words are declared there and
 * nowhere else.
 */
export interface Field {
  /** "training.learningRate". */
  path: string;
  kind: 'number' | 'integer' | 'choice' | 'switch' | 'list' | 'text';
  label: string;
  help: string;
  minimum: number;
  maximum: number;
  step?: number;
  unit?: string;
  zero?: string;
  log: boolean;
  options: { value: string; label: string }[];
}

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  enum?: string[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  label?: string;
  help?: string;
  unit?: string;
  step?: number;
  scale?: string;
  zero?: string;
  options?: Record<string, string>;
}

function walk(node: Node, path: string[]): Field[] {
  if (node.properties)
    return Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]));
  if (!node.label) return [];
  const kind = node.enum
    ? 'choice'
    : node.type === 'boolean'
      ? 'switch'
      : node.type === 'array'
        ? 'list'
        : node.type === 'integer'
          ? 'integer'
          : node.type === 'string'
            ? 'text'
            : 'number';
  return [
    {
      path: path.join('.'),
      kind,
      label: node.label,
      help: node.help ?? '',
      unit: node.unit,
      zero: node.zero,
      step: node.step,
      log: node.scale === 'log',
      minimum: node.minimum ?? node.exclusiveMinimum ?? 0,
      maximum: node.maximum ?? node.exclusiveMaximum ?? 1,
      options: (node.enum ?? []).map((value) => ({ value, label: node.options?.[value] ?? value })),
    },
  ];
}

/** Every field of a schema, in its order. */
export const fieldsOf = (schema: z.ZodType): readonly Field[] =>
  walk(z.toJSONSchema(schema, { io: 'input' }) as Node, []);

/** Every field of the experiment. */
export const fields: readonly Field[] = fieldsOf(experimentSpec);

export type Value = number | string | boolean | number[];

export function getField(spec: ExperimentSpec, path: string): Value {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], spec) as Value;
}

/** The spec with one field changed, or what is wrong with the value. */
export function setField(
  spec: ExperimentSpec,
  path: string,
  value: Value,
): { spec: ExperimentSpec } | { problem: string } {
  const copy = structuredClone(spec) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy)[last] = value;
  const result = experimentSpec.safeParse(copy);
  return result.success ? { spec: result.data } : { problem: result.error.issues[0].message };
}

/**
 * Position 0 … 1000 of a value on its slider, linear or logarithmic, and back (rounded to the field's step
 * and three figures).
 */
export function toSlider({ minimum, maximum, log }: Field, value: number): number {
  return Math.round(
    1000 *
      (log
        ? Math.log(value / minimum) / Math.log(maximum / minimum)
        : (value - minimum) / (maximum - minimum)),
  );
}

export function fromSlider({ minimum, maximum, log, kind, step }: Field, position: number): number {
  if (position <= 0) return minimum;
  if (position >= 1000) return maximum;
  const raw = log
    ? minimum * (maximum / minimum) ** (position / 1000)
    : minimum + ((maximum - minimum) * position) / 1000;
  const rough = log && raw > 0 ? Number(raw.toPrecision(2)) : raw;
  const stepped = step
    ? Math.round(rough / step) * step
    : kind === 'integer'
      ? Math.round(rough)
      : Number(rough.toPrecision(3));
  return Math.min(maximum, Math.max(minimum, Number(stepped.toPrecision(6))));
}
