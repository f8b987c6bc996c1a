import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { ModelActions, ModelState, ModelStore } from '../state/models.ts';
import type { AppActions, AppState, AppStore } from '../state/store.ts';

export const StoreContext = createContext<AppStore | null>(null);
export const ModelsContext = createContext<ModelStore | null>(null);

/** The part of the page's state that `select` picks; the component renders again when that changes. */
export function useApp<T>(select: (state: AppState & AppActions) => T): T {
  const store = use(StoreContext);
  if (!store) throw new Error('useApp outside StoreContext');
  return useStore(store, select);
}

/** The part of the models page's state that `select` picks; the component renders again when that changes. */
export function useModels<T>(select: (state: ModelState & ModelActions) => T): T {
  const store = use(ModelsContext);
  if (!store) throw new Error('useModels outside ModelsContext');
  return useStore(store, select);
}
