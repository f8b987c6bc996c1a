import { describe, expect, it } from 'vitest';
import type { ModelClient } from '../lab/modelClient.ts';
import type { LayerInfo, ModelEvent, ModelInfo } from '../lab/modelEvents.ts';
import type { LayerComparison, ModelLayer } from '../lab/modelSpectra.ts';
import { AUTOMATIC_BYTES, createModelStore, sourceName } from './models.ts';
import { compared, emptyModel, foldModel, measured } from './modelView.ts';

const layerInfo = (name: string, bytes = 100): LayerInfo => ({
  name,
  shape: [3, 4],
  dtype: 'F32',
  neurons: 3,
  inputs: 4,
  units: 1,
  bytes,
});
const info = (layers: LayerInfo[], address: string | null = null): ModelInfo => ({
  name: 'm',
  format: 'npz',
  address,
  bytes: 1,
  sha256: null,
  layers,
  skipped: [],
  left: [],
  axes: { order: 'pytorch', by: 'nothing' },
  commit: 'c',
  date: '2024-01-01',
});
const layer = (name: string): ModelLayer => ({ name }) as ModelLayer;
const comparison = (name: string): LayerComparison => ({ name }) as LayerComparison;

describe('the fold', () => {
  it('keeps measured layers in the order of the file, whatever the order they came in', () => {
    const events: ModelEvent[] = [
      { type: 'opened', info: info(['a', 'b', 'c'].map((n) => layerInfo(n))) },
      { type: 'started', task: 'measure', names: ['c', 'b', 'a'] },
      { type: 'layer', layer: layer('c') },
      { type: 'layer-failed', name: 'b', message: 'b: holds NaN' },
      { type: 'layer', layer: layer('a') },
      { type: 'ended', how: 'done' },
    ];
    const view = events.reduce(foldModel, emptyModel);
    expect([measured(view).map((l) => l.name), [...view.failed], view.end]).toEqual([
      ['a', 'c'],
      [['b', 'b: holds NaN']],
      { type: 'ended', how: 'done' },
    ]);
    // Measured after all.
    expect([...foldModel(view, { type: 'layer', layer: layer('b') }).failed]).toEqual([]);
    // Another model: nothing of the first is left.
    expect(foldModel(view, { type: 'opened', info: info([]) })).toEqual({ ...emptyModel, info: info([]) });
  });

  it('keeps comparisons of the second model last opened', () => {
    const start = foldModel(emptyModel, { type: 'opened', info: info([layerInfo('a'), layerInfo('b')]) });
    const events: ModelEvent[] = [
      {
        type: 'other-opened',
        info: info([]),
        pairs: [
          ['a', 'x'],
          ['b', 'y'],
        ],
      },
      { type: 'compared', comparison: comparison('b') },
      { type: 'compared', comparison: comparison('a') },
      { type: 'not-compared', name: 'b', message: 'too large' },
    ];
    const view = events.reduce(foldModel, start);
    expect([compared(view).map((c) => c.name), view.notCompared.get('b')]).toEqual([['a', 'b'], 'too large']);
    expect(compared(foldModel(view, events[0]))).toEqual([]);
  });

  it('is pure', () => {
    const view = foldModel(emptyModel, { type: 'opened', info: info([layerInfo('a')]) });
    const before = JSON.stringify([...view.layers]);
    foldModel(view, { type: 'layer', layer: layer('a') });
    expect(JSON.stringify([...view.layers])).toBe(before);
  });
});

/** A client that remembers what it was asked; events are folded at once. */
function setup() {
  const calls: unknown[][] = [];
  const told: string[] = [];
  let send: (event: ModelEvent) => void = () => {};
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args.filter((a) => typeof a !== 'function')]);
      const last = args.at(-1);
      if (typeof last === 'function') send = last as typeof send;
    };
  const client: ModelClient = {
    open: note('open'),
    measure: note('measure'),
    compare: note('compare'),
    pause: note('pause'),
    resume: note('resume'),
    cancel: note('cancel'),
  };
  const store = createModelStore(
    client,
    (flush) => flush(),
    (text) => told.push(text),
  );
  return { store, calls, told, send: (...events: ModelEvent[]) => events.forEach((event) => send(event)) };
}
const files = { kind: 'files' as const, files: [{ name: 'm.npz', file: new Blob() }] };

describe('the store', () => {
  it('measures all layers of a file once it is open', () => {
    const { store, calls, send } = setup();
    store.getState().open(files);
    expect(store.getState()).toMatchObject({ status: 'opening', opening: 'm.npz' });
    send(
      { type: 'opened', info: info([layerInfo('a', 1e12), layerInfo('b')]) },
      { type: 'ended', how: 'done' },
    );
    expect(calls.at(-1)).toEqual(['measure', ['a', 'b']]);
    expect(store.getState().status).toBe('working');
    send(
      { type: 'started', task: 'measure', names: ['a', 'b'] },
      { type: 'layer', layer: layer('a') },
      { type: 'ended', how: 'cancelled' },
    );
    expect(store.getState()).toMatchObject({ status: 'idle', opening: null });
    store.getState().measure(['a', 'b']);
    expect(calls.at(-1)).toEqual(['measure', ['b']]);
  });

  it('of a large model at an address fetches only the header, and what is asked for', () => {
    const { store, calls, send } = setup();
    const address = 'https://x.example/m.safetensors';
    store.getState().open({ kind: 'address', address });
    send(
      { type: 'opened', info: info([layerInfo('a', AUTOMATIC_BYTES), layerInfo('b')], address) },
      { type: 'ended', how: 'done' },
    );
    expect([calls.length, store.getState().status]).toEqual([1, 'idle']);
    store.getState().measure(['b']);
    expect(calls.at(-1)).toEqual(['measure', ['b']]);
  });

  it('says what went wrong and keeps the model that is open', () => {
    const { store, told, send } = setup();
    store.getState().open(files);
    send({ type: 'opened', info: info([]) }, { type: 'ended', how: 'done' });
    store.getState().open({ kind: 'address', address: 'https://x.example/none' });
    send({ type: 'ended', how: 'failed', message: 'there is no such file' });
    expect([told, store.getState().view.info?.name, store.getState().status]).toEqual([
      ['there is no such file'],
      'm',
      'idle',
    ]);
  });

  it('pauses, goes on and cancels; a pause ends with its job', () => {
    const { store, calls, send } = setup();
    store.getState().open(files);
    store.getState().pause();
    expect(store.getState().paused).toBe(true);
    store.getState().resume();
    store.getState().pause();
    store.getState().cancel();
    send({ type: 'ended', how: 'cancelled' });
    expect([store.getState().paused, calls.map(([name]) => name)]).toEqual([
      false,
      ['open', 'pause', 'resume', 'pause', 'cancel'],
    ]);
  });

  it('names sources for people', () => {
    expect([
      sourceName(files),
      sourceName({ kind: 'files', files: [...files.files, ...files.files] }),
      sourceName({ kind: 'address', address: 'https://a/b' }),
    ]).toEqual(['m.npz', '2 files', 'https://a/b']);
  });
});
