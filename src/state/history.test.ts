import { describe, expect, it } from 'vitest';
import { exampleEvents } from '../lab/exampleRun.ts';
import { changing, noHistory, redo, undo, type History } from './history.ts';
import { foldRun } from './runView.ts';
import { listed, MOST_RUNS, remembered, type SessionRun } from './sessionRuns.ts';

describe('undo and redo', () => {
  it('go back and forward; a new change forgets what was ahead', () => {
    let history: History<string> = changing(noHistory, 'a', 0);
    history = changing(history, 'b', 5000);
    const back = undo(history, 'c')!;
    expect(back.value).toBe('b');
    const first = undo(back.history, 'b')!;
    expect(first.value).toBe('a');
    expect(undo(first.history, 'a')).toBeNull();
    expect(redo(first.history, 'a')!.value).toBe('b');
    expect(redo(redo(first.history, 'a')!.history, 'b')!.value).toBe('c');
    expect(redo(changing(first.history, 'a', 9000), 'z')).toBeNull();
  });

  it('take a slider drawn along as one step, also right after an undo', () => {
    let history: History<number> = noHistory;
    for (let i = 0; i < 50; i++) history = changing(history, i, 100 * i);
    expect(undo(history, 50)!.value).toBe(0);
    const { history: after } = undo(history, 50)!;
    expect(undo(changing(after, 0, 5001), 7)!.value).toBe(0);
  });
});

describe('runs of the session', () => {
  const run = foldRun(exampleEvents);
  const source = { kind: 'recording' as const, name: 'quickstart.json.gz' };
  const live = (i: number) => ({
    events: exampleEvents,
    source: { kind: 'live' as const, name: 'this page' },
    run: { ...run, started: { ...run.started!, date: `2024-05-01T12:00:${10 + i}.000Z` } },
  });

  it('are named by what they are, numbered for good, and not kept twice', () => {
    let runs: SessionRun[] = remembered([], { events: exampleEvents, run, source });
    expect(runs[0]).toMatchObject({ id: 1, name: 'Rainbow in a minute, seed 7, recording' });
    runs = remembered(runs, live(1));
    expect(runs.map((r) => [r.id, r.name])).toEqual([
      [2, 'Rainbow in a minute, seed 7, run here'],
      [1, 'Rainbow in a minute, seed 7, recording'],
    ]);
    runs = remembered(runs, { events: exampleEvents, run, source });
    expect(runs.map((r) => r.id)).toEqual([1, 2]);
    for (let i = 2; i < 20; i++) runs = remembered(runs, live(i));
    expect(runs).toHaveLength(MOST_RUNS);
    expect(new Set(runs.map((r) => r.id)).size).toBe(MOST_RUNS);
  });

  it('stand in one list with those kept on the machine, each once', () => {
    const kept = (id: string, date: string, name: string) => ({
      version: 1 as const,
      id,
      name,
      date,
      spec: run.started!.spec,
      preset: null,
      dataset: 'x',
      device: 'y',
      whole: true,
      net: 1,
      nets: 1,
      epoch: 8,
      images: null,
      bytes: 1000,
    });
    const session = remembered(remembered([], { events: exampleEvents, run, source }), live(1));
    const older = kept('b', '2024-04-01T12:00:00.000Z', 'Before');
    const all = listed(session, [kept('a', live(1).run.started.date, 'Mine'), older]);
    expect(all.map((r) => [r.name, r.session?.id ?? null, r.kept?.id ?? null])).toEqual([
      ['Mine', 2, 'a'],
      ['Rainbow in a minute, seed 7, recording', 1, null],
      ['Before', null, 'b'],
    ]);
    expect(all[2]).toMatchObject({ date: older.date, dataset: 'x', device: 'y' });
  });

  it('leave out what never started', () => {
    expect(remembered([], { events: [], run: foldRun([]), source })).toEqual([]);
  });
});
