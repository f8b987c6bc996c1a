import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

const settled = async (p: Promise<unknown>): Promise<boolean> =>
  Promise.race([p.then(() => true), new Promise<boolean>((r) => setTimeout(() => r(false), 60))]);

it('waits while paused, does one unit per step, and wakes on resume', async () => {
  const gate = new Gate();
  await gate.turn();
  gate.pause();
  const first = gate.turn();
  expect(await settled(first)).toBe(false);
  gate.step();
  expect(await settled(first)).toBe(true);
  const second = gate.turn();
  expect(await settled(second)).toBe(false);
  gate.resume();
  expect(await second).toBeGreaterThan(30);
});

it('wakes on cancel and says so by its signal', async () => {
  const gate = new Gate();
  gate.pause();
  const turn = gate.turn();
  gate.cancel();
  await turn;
  expect(gate.signal.aborted).toBe(true);
});

it('goes on to the step that is to be told in full, then waits', async () => {
  const gate = new Gate();
  gate.slowStep();
  for (let i = 0; i < 3; i++) expect(await settled(gate.turn())).toBe(true);
  expect([gate.takeTraced(), gate.takeTraced()]).toEqual([true, false]);
  expect(await settled(gate.turn())).toBe(false);
});
