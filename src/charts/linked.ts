import { useSyncExternalStore } from 'react';

/**
 * What is pointed at, in any chart or control: the same layer (index), rank, network (width) and epoch stand
 * out in all pictures.
 */
export interface Linked {
  layer?: number;
  rank?: number;
  network?: number;
  epoch?: number;
}
export type LinkKind = keyof Linked;

let now: Linked = {};
const listeners = new Set<() => void>();

/** Says what is pointed at; {} when nothing is. */
export function pointAt(next: Linked): void {
  if ((['layer', 'rank', 'network', 'epoch'] as const).every((kind) => now[kind] === next[kind])) return;
  now = next;
  listeners.forEach((changed) => changed());
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
  };
};

/** What `select` picks of it; the component renders again only when that changes. */
export const useLinked = <T extends string | number | boolean | undefined>(
  select: (linked: Linked) => T,
): T =>
  useSyncExternalStore(
    subscribe,
    () => select(now),
    () => select({}),
  );

/**
 * Props of a control that stands for a layer, network or epoch: pointing at it or focusing it makes that
 * stand out everywhere.
 */
export const pointing = (linked: Linked) => ({
  onPointerEnter: () => pointAt(linked),
  onPointerLeave: () => pointAt({}),
  onFocus: () => pointAt(linked),
  onBlur: () => pointAt({}),
});

/** True if something else stands out: then this steps back. */
export const standsBack = (own: Linked | undefined, linked: Linked): boolean =>
  own !== undefined &&
  (Object.keys(own) as LinkKind[]).some((kind) => linked[kind] !== undefined && linked[kind] !== own[kind]);
