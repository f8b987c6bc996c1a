import { afterEach, describe, expect, it, vi } from 'vitest';
import { presets } from '../experiments/presets.ts';
import type { LabClient } from '../lab/client.ts';
import type { RunEvent, StepTrace } from '../lab/events.ts';
import { exampleEvents } from '../lab/exampleRun.ts';
import { writeRunFile } from '../lab/runFile.ts';
import { createAppStore } from './store.ts';

/** A client that remembers what it was asked, and a store that flushes when told. */
function setup(overrides: Partial<LabClient> = {}) {
  const calls: string[] = [];
  const flushes: (() => void)[] = [];
  let send: (event: RunEvent) => void = () => {};
  const note = (name: string) => () => {
    calls.push(name);
  };
  const client: LabClient = {
    run: (_spec, preset, onEvent, options) => {
      calls.push(`run ${preset}${options?.goOn ? ` from ${options.goOn}` : ''}`);
      send = onEvent;
    },
    pause: note('pause'),
    resume: note('resume'),
    step: note('step'),
    slowStep: note('slowStep'),
    cancel: note('cancel'),
    openFiles: async () => ({
      name: 'CIFAR-10 from x.bin',
      source: "the files' own test split",
      kind: 'CIFAR-10',
      train: 500,
      test: 100,
      classes: [],
      channels: 3,
      height: 32,
      width: 32,
    }),
    estimate: () => Promise.resolve({ networks: 1, bytes: 1e8, seconds: null }),
    catalogue: async () => [],
    openModel: async () => ({ runs: false, reason: 'no model' }),
    classify: async () => ({}),
    archive: async () => new Uint8Array(),
    ...overrides,
  };
  const store = createAppStore(client, (flush) => flushes.push(flush));
  return {
    store,
    calls,
    send: (event: RunEvent) => send(event),
    flush: () => flushes.splice(0).forEach((f) => f()),
  };
}

const named = (name: string, content: BlobPart[]) => ({ name, file: new File(content, name) });

describe('the store', () => {
  it('opens on the first preset and runs it by name, edited ones without', () => {
    const { store, calls } = setup();
    store.getState().start();
    store.getState().edit((s) => ({ ...s, seed: 99 }));
    store.getState().start();
    expect(calls).toEqual(['run quickstart', 'run null']);
  });

  it('goes on with a run that broke off: its experiment, and from its checkpoints', () => {
    const { store, calls } = setup();
    const { spec } = store.getState();
    store.getState().edit((s) => ({ ...s, seed: 99 }));
    store.getState().goOn({
      version: 1,
      id: 'abc',
      name: 'x',
      date: '2024-05-01T12:00:00.000Z',
      spec,
      preset: 'quickstart',
      dataset: 'x',
      device: 'x',
      whole: false,
      net: 1,
      nets: 1,
      epoch: 3,
      images: null,
      bytes: 1,
    });
    expect(calls).toEqual(['run quickstart from abc']);
    expect(store.getState()).toMatchObject({ spec, status: 'running' });
  });

  it('folds events in batches, and only those of the newest run', () => {
    const { store, send, flush } = setup();
    store.getState().start();
    exampleEvents.forEach(send);
    expect(store.getState().run.started).toBeNull();
    flush();
    expect(store.getState().run.nets.length).toBeGreaterThan(0);
    expect(store.getState().status).toBe('idle');
    store.getState().start();
    exampleEvents.forEach(send);
    store.getState().reset();
    flush();
    expect(store.getState().run.started).toBeNull();
  });

  it('pauses, steps, resumes and cancels', () => {
    const { store, calls } = setup();
    store.getState().step();
    expect(store.getState().status).toBe('paused');
    store.getState().resume();
    store.getState().cancel();
    expect(calls).toEqual(['run quickstart', 'pause', 'step', 'resume', 'cancel']);
  });

  it('asks for one step in full, and says why where there is none', () => {
    const { store, calls, send, flush } = setup();
    const at = exampleEvents.findIndex((e) => e.type === 'step-trace');
    const trace = exampleEvents[at] as StepTrace;
    store.getState().slowStep();
    expect(store.getState()).toMatchObject({ status: 'paused', slow: true });
    exampleEvents.slice(0, at + 1).forEach(send);
    flush();
    expect(store.getState()).toMatchObject({ status: 'paused', slow: false });
    expect(store.getState().run.nets[0].trace).toEqual(trace);
    // Once training has gone on, the step is over.
    send({ type: 'step', net: trace.net, step: 4, epoch: 1, loss: 1, accuracy: 0.5 });
    flush();
    expect(store.getState().run.nets[0].trace).toBeNull();
    exampleEvents.slice(at + 1, -1).forEach(send);
    flush();
    store.getState().slowStep();
    expect(store.getState().messages.at(-1)?.text).toContain('Training is over');
    store.getState().reset();
    store.getState().edit((spec) => ({ ...spec, networks: 3 }));
    store.getState().slowStep();
    expect(store.getState().messages.at(-1)?.text).toContain('follows one network');
    expect(calls).toEqual(['run quickstart', 'slowStep', 'cancel']);
  });

  it('tells why a run failed', () => {
    const { store, send, flush } = setup();
    store.getState().start();
    send({ type: 'failed', message: 'out of memory' });
    flush();
    expect(store.getState().messages[0]).toMatchObject({ kind: 'error', text: 'out of memory' });
    store.getState().dismiss(store.getState().messages[0].id);
    expect(store.getState().messages).toEqual([]);
  });

  it('takes a file as data, at most as many images as it has', async () => {
    const { store } = setup();
    await store.getState().openFiles([named('x.bin', [new Uint8Array(3073)])]);
    expect(store.getState().spec.data).toMatchObject({ source: 'file', train: 500, test: 100 });
  });

  it('leaves everything as it was when a file cannot be read', async () => {
    const { store } = setup({
      openFiles: async () => {
        throw new Error('x.bin, byte 3073: cut off');
      },
    });
    const before = store.getState().spec;
    await store.getState().openFiles([named('x.bin', [new Uint8Array(10)])]);
    expect(store.getState().spec).toBe(before);
    expect(store.getState().messages[0].text).toContain('byte 3073');
    await store.getState().openFiles([named('run.json', ['{"format":"other"}'])]);
    expect(store.getState().messages[1].text).toContain('run.json could not be opened');
    expect(store.getState().run.started).toBeNull();
  });

  it('opens a run file as the run it is', async () => {
    const { store } = setup();
    await store.getState().openFiles([named('mine.rainbow.json.gz', [writeRunFile(exampleEvents)])]);
    expect(store.getState().source).toEqual({ kind: 'file', name: 'mine.rainbow.json.gz' });
    expect(store.getState().run.started).not.toBeNull();
  });

  it('round-trips its link, and refuses a bad one without a change', () => {
    const { store } = setup();
    store.getState().choosePreset('plain-cnn');
    store.getState().edit((s) => ({ ...s, network: { ...s.network, width: 2 } }));
    store.getState().look({ layer: 2, epoch: 4, panel: 'weights' });
    const link = store.getState().link();
    const { spec, view } = store.getState();
    const other = setup().store;
    expect(other.getState().openLink(link)).toBe(true);
    expect(other.getState()).toMatchObject({ spec, view, preset: 'plain-cnn' });
    expect(other.getState().openLink('#v=1&network.width=900')).toBe(false);
    expect(other.getState().spec).toEqual(spec);
    expect(other.getState().messages[0].text).toContain('network.width');
  });

  it('changes only the seed on a new seed, and keeps it in range', () => {
    const { store } = setup();
    for (let i = 0; i < 200; i++) store.getState().newSeed();
    const { seed, ...rest } = store.getState().spec;
    const { seed: _seed, ...preset } = presets[0].spec;
    expect(rest).toEqual(preset);
    expect(seed).toBeGreaterThan(0);
    expect(seed).toBeLessThanOrEqual(2147483647);
  });
});

describe('a run by its address', () => {
  const bytes = writeRunFile(exampleEvents);
  const base = 'https://lab.example/page';
  const serve = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(answer));
  afterEach(() => vi.unstubAllGlobals());

  it('opens, takes the view of the link, and the experiment too where the link names one', async () => {
    serve(async () => new Response(bytes));
    const { store } = setup();
    await store.getState().openAddress('https://data.example/run.json.gz', base, '#v=1&view.epoch=1');
    expect(store.getState()).toMatchObject({
      source: {
        kind: 'file',
        name: 'https://data.example/run.json.gz',
        address: 'https://data.example/run.json.gz',
      },
      view: { epoch: 1 },
      preset: 'quickstart',
      reading: null,
    });
    await store.getState().openAddress('../runs/run.json.gz', base, '#v=1&preset=quickstart&seed=11');
    expect(store.getState().source?.address).toBe('https://lab.example/runs/run.json.gz');
    expect(store.getState().spec.seed).toBe(11);
    expect(store.getState().run.started?.spec.seed).toBe(7);
    expect(store.getState().link()).toContain('seed=11');
    expect(store.getState().runLink()).not.toContain('seed');
  });

  it.each<[string, string, () => Promise<Response>, string]>([
    ['is no address', 'http://', async () => new Response(bytes), 'is no address'],
    [
      'is not https',
      'http://data.example/x',
      async () => new Response(bytes),
      'http://data.example/x: only addresses that begin with https:',
    ],
    [
      'cannot be had',
      'https://data.example/x',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'https://data.example/x: it could not be fetched',
    ],
    [
      'is no run',
      'https://data.example/x',
      async () => new Response('<!doctype html>'),
      'https://data.example/x could not be opened: The run file cannot be read: it is not valid JSON',
    ],
  ])('that %s is told by name; the open run stays', async (_, address, answer, problem) => {
    serve(answer);
    const { store } = setup();
    await store.getState().openRun(bytes, { kind: 'recording', name: 'r' });
    const { run } = store.getState();
    await store.getState().openAddress(address, base, '');
    expect(store.getState().messages.at(-1)).toMatchObject({
      kind: 'error',
      text: expect.stringContaining(problem) as string,
    });
    expect(store.getState().run).toBe(run);
  });

  it('does not replace what was started while it was read', async () => {
    const { store, calls } = setup();
    const opening = store
      .getState()
      .openRun(bytes, { kind: 'recording', name: 'r' }, () => store.getState().status === 'idle');
    store.getState().start();
    expect(await opening).toBe(false);
    expect(calls).toEqual(['run quickstart']);
    expect(store.getState()).toMatchObject({ status: 'running', source: { kind: 'live' }, messages: [] });
  });

  it('does not replace what was started while it came', async () => {
    let arrive = (_: Response) => {};
    serve(
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    const { store } = setup();
    const opening = store.getState().openAddress('https://data.example/x', base, '');
    store.getState().start();
    arrive(new Response(bytes));
    await opening;
    expect(store.getState()).toMatchObject({ status: 'running', source: { kind: 'live' } });
  });
});
