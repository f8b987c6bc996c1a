import { describe, expect, it, vi } from 'vitest';
import { exampleEvents } from '../../lab/exampleRun.ts';
import type { LabClient } from '../../lab/client.ts';
import type { RunEvent } from '../../lab/events.ts';
import { createAppStore } from '../../state/store.ts';
import { lock } from './lock.ts';
import { originOf, readRequest } from './messages.ts';
import { talk, type Frame } from './talk.ts';

const ORIGIN = 'https://example.org';

function setUp() {
  let emit: (event: RunEvent) => void = () => {};
  const client = {
    run: (_spec: unknown, _preset: unknown, to: typeof emit) => {
      emit = to;
    },
    pause: vi.fn(),
    resume: vi.fn(),
    cancel: vi.fn(),
  } as unknown as LabClient;
  const store = createAppStore(client, (flush) => flush());
  const said: Record<string, unknown>[] = [];
  const origins: string[] = [];
  let listen: (event: MessageEvent) => void = () => {};
  const parent = {
    postMessage: (message: unknown, origin: string) => {
      said.push(message as Record<string, unknown>);
      origins.push(origin);
    },
  };
  const frame: Frame = {
    parent,
    addEventListener: (_, f) => {
      listen = f;
    },
    removeEventListener: () => {
      listen = () => {};
    },
  };
  let panel = 'weights';
  const stop = talk(store, frame, ORIGIN, {
    all: ['weights', 'redraw'],
    shown: () => panel,
    show: (next) => {
      panel = next;
    },
  });
  const send = (data: unknown, from: { source?: unknown; origin?: string } = {}) =>
    listen({
      data,
      source: 'source' in from ? from.source : parent,
      origin: from.origin ?? ORIGIN,
    } as MessageEvent);
  return { store, said, origins, send, stop, emit: (event: RunEvent) => emit(event) };
}

describe('messages of a page that embeds', () => {
  it('an origin is an origin and nothing more', () => {
    expect(originOf('https://example.org')).toBe('https://example.org');
    expect(originOf('http://localhost:8080')).toBe('http://localhost:8080');
    for (const bad of [
      null,
      '',
      '*',
      'null',
      'example.org',
      'https://example.org/',
      'https://example.org/path',
      'https://a@example.org',
      'javascript:alert(1)',
      'file:///',
      'https://EXAMPLE.org',
    ])
      expect(originOf(bad)).toBeNull();
  });

  it.each([
    [null, 'type: there is no such message'],
    ['run', 'type: there is no such message'],
    [{ type: 'eval', code: 'x' }, 'Use one of load, run, pause, resume, look'],
    [{ type: 'look', layer: 9999 }, 'layer: 9999 is too large'],
    [{ type: 'run', now: true }, 'now: there is no such setting'],
    [{ type: 'load' }, 'link: is missing'],
    [{ type: 'load', link: 'x'.repeat(5000) }, 'link: is too long'],
    [{ type: 'look', panel: '<b>' }, 'panel'],
  ])('refuses %j by name', (data, message) => {
    const read = readRequest(data);
    expect(read.ok ? '' : read.message).toContain(message);
  });

  it('says it is ready, to that origin only, and hears its parent only', () => {
    const { store, said, origins, send } = setUp();
    expect(said.map((m) => m.type)).toEqual(['ready', 'state']);
    expect(said[0]).toMatchObject({ source: 'rainbow-lab', version: 1, panels: ['weights', 'redraw'] });
    send({ type: 'run' }, { origin: 'https://evil.example' });
    send({ type: 'run' }, { source: {} });
    expect(store.getState().status).toBe('idle');
    expect(said).toHaveLength(2);
    expect(new Set(origins)).toEqual(new Set([ORIGIN]));
  });

  it('loads a link, refuses a bad one by its field, looks elsewhere, runs, pauses, and tells the end', async () => {
    vi.useFakeTimers();
    const { store, said, send, emit, stop } = setUp();
    send({ type: 'load', link: '#v=1&preset=quickstart&seed=5' });
    expect(store.getState().spec.seed).toBe(5);
    send({ type: 'load', link: '#v=1&training.epochs=100000' });
    expect(said.at(-1)).toMatchObject({ type: 'error' });
    expect(said.at(-1)!.message).toContain('training.epochs');
    send({ type: 'look', layer: 2, epoch: 1, panel: 'redraw' });
    send({ type: 'look', panel: 'nothing' });
    expect(said.at(-1)!.message).toContain('there is no panel "nothing"');
    send({ type: 'run' });
    send({ type: 'load', link: '#v=1&preset=quickstart' });
    expect(said.at(-1)!.message).toContain('a run goes on');
    send({ type: 'pause' });
    vi.advanceTimersByTime(300);
    expect(said.at(-1)).toMatchObject({
      type: 'state',
      status: 'paused',
      panel: 'redraw',
      layer: 2,
      run: 'live',
    });
    send({ type: 'resume' });
    exampleEvents.forEach(emit);
    expect(said.slice(-2)).toMatchObject([
      { type: 'state', status: 'idle' },
      { type: 'done', end: 'done', message: null },
    ]);
    stop();
    const count = said.length;
    send({ type: 'run' });
    expect(said).toHaveLength(count);
    vi.useRealTimers();
  });
});

it('a locked page keeps its settings and says so', () => {
  const { store } = setUp();
  const { spec } = store.getState();
  lock(store);
  store.getState().edit((s) => ({ ...s, seed: 99 }));
  store.getState().choosePreset('widths');
  store.getState().newSeed();
  expect(store.getState().spec).toEqual(spec);
  expect(store.getState().messages.at(-1)!.text).toContain('locked');
  expect(store.getState().openLink('#v=1&preset=quickstart&seed=5')).toBe(true);
  expect(store.getState().spec.seed).toBe(5);
});
