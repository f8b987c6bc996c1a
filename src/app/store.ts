import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { AppActions, AppState, AppStore } from '../state/store.ts';

export const StoreContext = createContext<AppStore | null>(null);

/** The part of the page's state that `select` picks; the component renders again when that changes. */
export function useApp<T>(select: (state: AppState & AppActions) => T): T {
  const store = use(StoreContext);
  if (!store) throw new Error('useApp outside StoreContext');
  return useStore(store, select);
}
