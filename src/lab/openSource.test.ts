import { afterEach, expect, it } from 'vitest';
import { startRangeServer, type RangeServer, type ServerManners } from '../data/remote/rangeServer.ts';
import { bytesOf, refusal } from '../files/craftedFiles.ts';
import { floats, plain, safetensors, tfjsJson, twelve } from '../files/models/craftedModels.ts';
import { inlineDecomposer } from '../rainbow/decomposer.ts';
import { measureLayers, type ModelWork } from './measureModel.ts';
import type { ModelEvent } from './modelEvents.ts';
import { openSource } from './openSource.ts';

let server: RangeServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});
const serve = async (files: Record<string, Uint8Array>, manners: ServerManners = {}) => {
  server = await startRangeServer(files, manners);
  return (path: string) => ({ kind: 'address' as const, address: server!.address(path) });
};

const matrix = (n: number, d: number, seed = 1) =>
  floats(...Array.from({ length: n * d }, (_, i) => Math.sin(seed * (i + 1) ** 2)));
/** 12 MiB of weights that nobody asks for behind a small one. */
const large = safetensors({
  small: { dtype: 'F32', shape: [30, 20], bytes: matrix(30, 20) },
  big: { dtype: 'F32', shape: [1024, 3072], bytes: new Uint8Array(2 ** 22 * 3) },
});

function work(signal = new AbortController().signal): { events: ModelEvent[]; work: ModelWork } {
  const events: ModelEvent[] = [];
  return {
    events,
    work: {
      decomposer: inlineDecomposer,
      signal,
      turn: async () => 0,
      fetched: () => null,
      emit: (event) => events.push(event),
    },
  };
}

it.each<[string, ServerManners]>([
  ['ranges', {}],
  ['a redirect', { redirect: true }],
])(
  'of an address with %s the header is fetched, then only the tensor that is measured',
  async (_, manners) => {
    const at = await serve({ '/m.safetensors': large }, manners);
    const opened = await openSource(at('/m.safetensors'));
    expect(opened.info).toMatchObject({
      name: 'm.safetensors',
      format: 'safetensors',
      bytes: large.length,
      sha256: null,
      address: server!.address('/m.safetensors'),
    });
    expect(
      opened.info.layers.map(({ name, neurons, inputs, bytes }) => [name, neurons, inputs, bytes]),
    ).toEqual([
      ['small', 30, 20, 2400],
      ['big', 1024, 3072, 12_582_912],
    ]);
    const { events, work: own } = work();
    await measureLayers(opened.layers.slice(0, 1), own);
    expect(events.find((event) => event.type === 'layer')?.layer.eigenvalues).toHaveLength(20);
    const ranges = server!.requests.flatMap(
      (request) => /bytes=(\d+)-(\d+)/.exec(request)?.slice(1).map(Number) ?? [],
    );
    expect(Math.max(...ranges)).toBeLessThan(2 ** 20);
  },
);

it('where there are no ranges the whole file is fetched once', async () => {
  const at = await serve({ '/m.safetensors': large }, { noRange: true });
  const { layers } = await openSource(at('/m.safetensors'));
  expect((await layers[0].read())[0]).toBeCloseTo(Math.sin(1), 6);
  expect(server!.requests).toHaveLength(1);
});

it('models in parts are opened by the address of their list; a path that leads elsewhere is not followed', async () => {
  const a = safetensors({ w: plain.w });
  const b = safetensors({ v: plain.w });
  const at = await serve({
    '/x/model.safetensors.index.json': bytesOf(
      JSON.stringify({ weight_map: { w: 'a.safetensors', v: 'b.safetensors' } }),
    ),
    '/x/a.safetensors': a,
    '/x/b.safetensors': b,
    '/tfjs/model.json': tfjsJson([{ name: 'dense/kernel', shape: [3, 4], dtype: 'float32' }]),
    '/tfjs/group1-shard1of1.bin': twelve,
    '/bad/model.safetensors.index.json': bytesOf(
      JSON.stringify({
        weight_map: { w: '../x/a.safetensors', v: 'https://elsewhere.example/b.safetensors' },
      }),
    ),
  });
  expect((await openSource(at('/x/model.safetensors.index.json'))).layers.map((l) => l.name)).toEqual([
    'w',
    'v',
  ]);
  expect((await openSource(at('/tfjs/model.json'))).info.layers[0].shape).toEqual([4, 3]);
  server!.requests.length = 0;
  await refusal(openSource(at('/bad/model.safetensors.index.json')));
  expect(server!.requests.every((request) => request.startsWith('/bad/'))).toBe(true);
});

it("a file of one's own has its size and its hash; several only their size", async () => {
  const blob = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);
  const one = { name: 'm.safetensors', file: blob(safetensors({ w: plain.w })) };
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', await one.file.arrayBuffer())).toString(
    'hex',
  );
  expect((await openSource({ kind: 'files', files: [one] })).info).toMatchObject({
    sha256: digest,
    address: null,
  });
  expect(
    (
      await openSource({
        kind: 'files',
        files: [one, { name: 'b', file: blob(safetensors({ v: plain.w })) }],
      })
    ).info.sha256,
  ).toBeNull();
});

it('layers are measured small ones first; one that is not finite is told, and the others go on', async () => {
  const bytes = safetensors({
    large: { dtype: 'F32', shape: [40, 30], bytes: matrix(40, 30) },
    bad: { dtype: 'F32', shape: [2, 2], bytes: floats(1, NaN, 2, 3) },
    little: { dtype: 'F32', shape: [5, 4], bytes: matrix(5, 4) },
  });
  const { layers } = await openSource({
    kind: 'files',
    files: [{ name: 'm', file: new Blob([bytes as Uint8Array<ArrayBuffer>]) }],
  });
  const { events, work: own } = work();
  await measureLayers(layers, own);
  expect(
    events.flatMap((e) =>
      e.type === 'started'
        ? e.names
        : e.type === 'layer'
          ? [e.layer.name]
          : e.type === 'layer-failed'
            ? [e.message.slice(0, 14)]
            : e.type === 'ended'
              ? [e.how]
              : [],
    ),
  ).toEqual(['bad', 'little', 'large', 'bad: holds NaN', 'little', 'large', 'done']);
  const progress = events.filter((e) => e.type === 'progress').map((e) => e.done);
  expect([progress.at(-1), [...progress].sort((a, b) => a - b)]).toEqual([1, progress]);
});

it('cancelled, it stops between two layers and says so', async () => {
  const controller = new AbortController();
  const { layers } = await openSource({
    kind: 'files',
    files: [
      { name: 'm', file: new Blob([safetensors({ a: plain.w, b: plain.w }) as Uint8Array<ArrayBuffer>]) },
    ],
  });
  const { events, work: own } = work(controller.signal);
  await measureLayers(layers, {
    ...own,
    emit: (event) => {
      own.emit(event);
      if (event.type === 'layer') controller.abort();
    },
  });
  expect(events.filter((e) => e.type === 'layer')).toHaveLength(1);
  expect(events.at(-1)).toEqual({ type: 'ended', how: 'cancelled' });
});
