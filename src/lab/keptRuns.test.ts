import { describe, expect, it, vi } from 'vitest';
import { defaultSpec } from '../experiments/spec.ts';
import {
  claimRun,
  keptRuns,
  LIMITS,
  logOf,
  reached,
  resumableOf,
  RunKeeper,
  runsInProgress,
  tooMany,
  type KeptRun,
} from './keptRuns.ts';

const row = (id: string, whole: boolean, bytes: number): KeptRun => ({
  version: 1,
  id,
  name: id,
  date: '2024-05-01T12:00:00.000Z',
  spec: defaultSpec,
  preset: null,
  dataset: 'x',
  device: 'x',
  whole,
  net: 1,
  nets: 1,
  epoch: 3,
  images: null,
  bytes,
});

describe('kept runs', () => {
  it('forgets the oldest beyond their number and their bytes, each kind by itself; the newest never', () => {
    const { runs, bytes } = LIMITS.broken;
    const broken = Array.from({ length: runs + 2 }, (_, i) => row(`b${i}`, false, 1));
    expect(tooMany([row('w', true, 1), ...broken])).toEqual([`b${runs}`, `b${runs + 1}`]);
    expect(tooMany([row('huge', false, 2 * bytes), row('old', false, 1)])).toEqual(['old']);
    expect(tooMany([row('w', true, LIMITS.whole.bytes - 1), row('w2', true, 1), row('w3', true, 1)])).toEqual(
      ['w3'],
    );
  });

  it('are none where there is no storage', async () => {
    expect(await keptRuns()).toEqual([]);
  });

  it('are none where the browser throws when storage is asked for, and a run that goes on says so once', async () => {
    const open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    vi.stubGlobal('indexedDB', { open });
    expect(await keptRuns()).toEqual([]);
    expect(await logOf('a')).toBeNull();
    expect(await resumableOf('a')).toBeNull();
    const unkept = vi.fn();
    const keeper = new RunKeeper('a', null, unkept);
    await Promise.all([keeper.drop(), keeper.drop()]);
    expect(unkept.mock.calls).toEqual([[expect.stringMatching(/cannot be kept .*operation is insecure/)]]);
    vi.unstubAllGlobals();
  });

  it('are free where a frame is denied locks, as it is denied storage', async () => {
    const denied = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
    vi.stubGlobal('navigator', { locks: { request: denied, query: denied } });
    expect(await claimRun('a')).toBeTypeOf('function');
    expect(await runsInProgress()).toEqual(new Set());
    vi.unstubAllGlobals();
  });

  it('say how far they came', () => {
    expect(reached(row('x', false, 1))).toBe(`epoch 3 of ${defaultSpec.training.epochs}`);
    expect(reached({ ...row('x', false, 1), net: 2, nets: 5 })).toBe(
      `epoch 3 of ${defaultSpec.training.epochs}, network 2 of 5`,
    );
  });
});
