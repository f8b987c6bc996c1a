import type { z } from 'zod';
import * as declared from './allEvents.ts';

type Declared = Extract<(typeof declared)[keyof typeof declared], { as: string }>;
/** An event about one net. */
export type NetEvent = z.infer<Declared['schema']>;

type KeptOf<D extends Declared> = D['kept'] extends 'all'
  ? z.infer<D['schema']>[]
  : z.infer<D['schema']> | null;
/** What is kept of the events about one net, in the fields that their declarations name. */
export type KeptEvents = { [D in Declared as D['as']]: KeptOf<D> };

const ofANet = Object.values(declared).filter((event): event is Declared => event.as !== null);
const byType = new Map<string, Declared>(ofANet.map((event) => [event.schema.shape.type.value, event]));

/** Of a net about which nothing was told yet. */
export const nothingKept = (): KeptEvents =>
  Object.fromEntries(
    ofANet.map(({ as, kept }) => [as, kept === 'all' ? [] : null] as const),
  ) as unknown as KeptEvents;

/** `before` with one event more, which is about the same net. Never changes `before`: structure is shared. */
export function keepEvent<T extends KeptEvents>(before: T, event: NetEvent): T {
  const { as } = byType.get(event.type)!;
  const all: unknown = before[as];
  return { ...before, [as]: Array.isArray(all) ? [...(all as unknown[]), event] : event };
}
