import type { ModelEvent, ModelInfo } from '../lab/modelEvents.ts';
import type { LayerComparison, ModelLayer } from '../lab/modelSpectra.ts';

/** What is known of the open model: the fold over its events. */
export interface ModelView {
  info: ModelInfo | null;
  layers: ReadonlyMap<string, ModelLayer>;
  /** Layers that could not be measured, with why. */
  failed: ReadonlyMap<string, string>;
  other: { info: ModelInfo; pairs: readonly [name: string, other: string][] } | null;
  comparisons: ReadonlyMap<string, LayerComparison>;
  notCompared: ReadonlyMap<string, string>;
  task: 'measure' | 'compare' | null;
  /** Layers of the task. */
  names: readonly string[];
  progress: Extract<ModelEvent, { type: 'progress' }> | null;
  end: Extract<ModelEvent, { type: 'ended' }> | null;
}

export const emptyModel: ModelView = {
  info: null,
  layers: new Map(),
  failed: new Map(),
  other: null,
  comparisons: new Map(),
  notCompared: new Map(),
  task: null,
  names: [],
  progress: null,
  end: null,
};

/** What a model was once one event has come. */
export function foldModel(view: ModelView, event: ModelEvent): ModelView {
  switch (event.type) {
    case 'opened':
      return { ...emptyModel, info: event.info };
    case 'started':
      return { ...view, task: event.task, names: event.names, progress: null, end: null };
    case 'progress':
      return { ...view, progress: event };
    case 'layer':
      return {
        ...view,
        layers: new Map(view.layers).set(event.layer.name, event.layer),
        failed: without(view.failed, event.layer.name),
      };
    case 'layer-failed':
      return { ...view, failed: new Map(view.failed).set(event.name, event.message) };
    case 'other-opened':
      return {
        ...view,
        other: { info: event.info, pairs: event.pairs },
        comparisons: new Map(),
        notCompared: new Map(),
      };
    case 'compared':
      return { ...view, comparisons: new Map(view.comparisons).set(event.comparison.name, event.comparison) };
    case 'not-compared':
      return { ...view, notCompared: new Map(view.notCompared).set(event.name, event.message) };
    case 'ended':
      return { ...view, progress: null, end: event };
  }
}

function without(map: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  if (!map.has(name)) return map;
  const left = new Map(map);
  left.delete(name);
  return left;
}

/** Measured layers in the order of the file. */
export const measured = (view: ModelView): ModelLayer[] =>
  view.info?.layers.flatMap(({ name }) => view.layers.get(name) ?? []) ?? [];

/** Comparisons in the order of the first model's file. */
export const compared = (view: ModelView): LayerComparison[] =>
  view.info?.layers.flatMap(({ name }) => view.comparisons.get(name) ?? []) ?? [];
