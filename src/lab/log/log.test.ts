import { describe, expect, it } from 'vitest';
import { foldEvent, foldRun } from '../../state/runView.ts';
import { exampleEvents, exampleNet } from '../exampleRun.ts';
import type { RunEvent } from '../events.ts';
import * as all from './allEvents.ts';
import { nothingKept } from './kept.ts';
import { runEvent } from './runEvent.ts';

/** Every file of this folder that declares events. */
const files = import.meta.glob<Record<string, unknown>>(
  ['./*.ts', '!./*.test.ts', '!./{allEvents,declare,fields,kept,runEvent}.ts'],
  { eager: true },
);
const typeOf = (declared: (typeof all)[keyof typeof all]): string => declared.schema.shape.type.value;

describe('the events of the log', () => {
  it('are all in the list, each under one type and one field', () => {
    for (const [file, declared] of Object.entries(files))
      for (const [name, event] of Object.entries(declared))
        expect(all, `${name} of ${file}: add the file to allEvents.ts`).toHaveProperty(name, event);
    const types = Object.values(all).map(typeOf);
    expect(new Set(types).size).toBe(types.length);
    const fields = Object.values(all).flatMap(({ as }) => as ?? []);
    expect(new Set(fields).size).toBe(fields.length);
  });

  it('are refused with the fields of another', () => {
    expect(runEvent.safeParse({ type: 'done', seconds: 1 }).success).toBe(true);
    expect(runEvent.safeParse({ type: 'cancelled', seconds: 1, message: 'why' }).success).toBe(false);
  });

  it.each(Object.values(all).filter(({ as }) => as !== null))(
    '$schema.shape.type.value: $kept is kept in $as',
    (declared) => {
      const started = foldRun([exampleEvents[0]]);
      const told = [1, 2].map((step) => ({ type: typeOf(declared), net: exampleNet.id, step }) as RunEvent);
      const run = told.reduce(foldEvent, started);
      expect(run.nets[0]).toEqual({
        info: exampleNet,
        ...nothingKept(),
        [declared.as!]: declared.kept === 'all' ? told : told[1],
      });
      expect(started.nets[0]).toEqual({ info: exampleNet, ...nothingKept() });
      expect(foldEvent(started, { ...told[0], net: 'another' } as RunEvent)).toEqual(started);
    },
  );

  it('hold the noise of a shape for all nets of its width, and a step told in full until training goes on', () => {
    const [start] = exampleEvents;
    if (start.type !== 'started') throw new Error('the example does not begin with its start');
    const sibling = { ...exampleNet, id: 'aaaa00000002', member: 1 };
    const wider = { ...exampleNet, id: 'aaaa00000003', width: 2 };
    const run = foldRun([{ ...start, nets: [exampleNet, sibling, wider] }, ...exampleEvents.slice(1, 9)]);
    const band = exampleEvents.find((event) => event.type === 'null-band');
    expect(run.nets.map((net) => net.nullBand)).toEqual([band, band, null]);
    expect(run.nets[0].trace).toMatchObject({ step: 1 });
    const step = exampleEvents.find((event) => event.type === 'step')!;
    expect(foldEvent(run, step).nets[0].trace).toMatchObject({ step: 1 });
    expect(foldEvent(run, { ...step, step: 2 }).nets[0].trace).toBeNull();
  });
});
