import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelClient } from '../lab/modelClient.ts';
import type { ModelEvent, ModelSource } from '../lab/modelEvents.ts';
import { strings } from '../strings/index.ts';
import { emptyModel, foldModel, type ModelView } from './modelView.ts';

/** Bytes of a model at an address that are fetched without a person having asked for them. */
export const AUTOMATIC_BYTES = 256 * 2 ** 20;

export interface ModelState {
  view: ModelView;
  /** `opening` a model, or a second one to compare with. */
  status: 'idle' | 'opening' | 'working';
  paused: boolean;
  /** What is being opened, for people. */
  opening: string | null;
  /** The layer whose charts are shown. */
  selected: string | null;
  /** Where the open model is. */
  source: ModelSource | null;
}

export interface ModelActions {
  open(source: ModelSource): void;
  /** Layers by name; those measured already are left out. */
  measure(names: readonly string[]): void;
  compare(source: ModelSource): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  select(name: string): void;
}

export type ModelStore = StoreApi<ModelState & ModelActions>;

/** What a source is called before it is opened. */
export const sourceName = (source: ModelSource): string =>
  source.kind === 'address'
    ? source.address
    : source.files.length === 1
      ? source.files[0].name
      : strings.shell.opened.files(source.files.length);

/**
 * The model that is open, as a fold over the worker's events.
 * @param schedule batches events that come faster than a screen can show.
 * @param tell says what went wrong.
 */
export function createModelStore(
  client: ModelClient,
  schedule: (flush: () => void) => void,
  tell: (text: string) => void,
): ModelStore {
  return createStore<ModelState & ModelActions>()((set, get) => {
    /** Takes the events of one job, folded a batch at a time, up to its end. */
    const follow = (ended: (end: Extract<ModelEvent, { type: 'ended' }>) => void) => {
      let queue: ModelEvent[] = [];
      let scheduled = false;
      const flush = () => {
        scheduled = false;
        const batch = queue;
        const end = batch.find((event) => event.type === 'ended');
        queue = [];
        set((s) => ({
          view: batch.reduce(foldModel, s.view),
          // Pairs come once both are open.
          ...(batch.some((event) => event.type === 'started') && {
            status: 'working' as const,
            opening: null,
          }),
          ...(batch.some((event) => event.type === 'opened') && { selected: null }),
          ...(end && { status: 'idle' as const, paused: false, opening: null }),
        }));
        if (end?.how === 'failed') tell(end.message ?? strings.models.progress.failed);
        if (end) ended(end);
      };
      return (event: ModelEvent) => {
        queue.push(event);
        if (scheduled) return;
        scheduled = true;
        schedule(flush);
      };
    };
    return {
      view: emptyModel,
      status: 'idle',
      paused: false,
      opening: null,
      selected: null,
      source: null,
      open(source) {
        set({ status: 'opening', opening: sourceName(source), paused: false });
        client.open(
          source,
          follow(({ how }) => {
            const { info } = get().view;
            if (how !== 'done' || !info) return;
            set({ source });
            const bytes = info.layers.reduce((sum, layer) => sum + layer.bytes, 0);
            if (info.address === null || bytes <= AUTOMATIC_BYTES)
              get().measure(info.layers.map(({ name }) => name));
          }),
        );
      },
      measure(names) {
        const { layers } = get().view;
        const left = names.filter((name) => !layers.has(name));
        if (left.length === 0) return;
        set({ status: 'working', paused: false });
        client.measure(
          left,
          follow(() => {}),
        );
      },
      compare(source) {
        set({ status: 'opening', opening: sourceName(source), paused: false });
        client.compare(
          source,
          follow(() => {}),
        );
      },
      pause() {
        client.pause();
        set({ paused: true });
      },
      resume() {
        client.resume();
        set({ paused: false });
      },
      cancel: () => client.cancel(),
      select: (name) => set({ selected: name }),
    };
  });
}
