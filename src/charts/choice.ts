import { createContext, use, useState } from 'react';

/**
 * Where choices within a panel are kept (which view, which scale): by whoever shows it, so that they travel
 * in links.
 */
export interface Choices {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** null: every chart and panel keeps its own. */
export const ChoicesContext = createContext<Choices | null>(null);

/** One of `values`; the first at the start, and where something else was kept. */
export function useChoice<T extends string>(name: string, values: readonly T[]): [T, (value: T) => void] {
  const kept = use(ChoicesContext);
  const [own, setOwn] = useState<string>();
  const value = kept ? kept.get(name) : own;
  return [
    values.includes(value as T) ? (value as T) : values[0],
    (next) => (kept ? kept.set(name, next) : setOwn(next)),
  ];
}
