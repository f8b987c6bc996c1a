import { describe, expect, it } from 'vitest';
import { packRunFile } from '../files/runFile.ts';
import type { RunEvent } from './events.ts';
import { exampleEvents, exampleNet } from './exampleRun.ts';
import { parseRunFile, writeRunFile } from './runFile.ts';

const kept = exampleEvents.filter((event) => event.type !== 'progress');
/** Reads a file whose event of this type was changed by hand. */
const tampered = (type: RunEvent['type'], change: object) =>
  parseRunFile(packRunFile(kept.map((event) => (event.type === type ? { ...event, ...change } : event))));

describe('run file', () => {
  it.each([true, false])('brings back every event but progress (gzip %s)', async (gzip) => {
    expect(await parseRunFile(writeRunFile(exampleEvents, { gzip }))).toEqual({ events: kept });
  });

  it('brings back a loss that is no number as one', async () => {
    const { events } = await parseRunFile(
      writeRunFile([
        exampleEvents[0],
        { type: 'step', net: exampleNet.id, step: 2, epoch: 1, loss: Infinity, accuracy: 0 },
      ]),
    );
    expect(events[1]).toMatchObject({ type: 'step', loss: NaN });
  });

  it.each<[RunEvent['type'], object, RegExp]>([
    ['started', { spec: { training: { epochs: 1e9 } } }, /event 1 of \d+, spec\.training\.epochs: .*300/],
    ['started', { extra: 1 }, /event 1 of \d+, extra: .*no such/],
    ['started', { nets: [] }, /nets: has too few values/],
    ['started', { date: 'yesterday' }, /date/],
    ['epoch', { testAccuracy: 1.5 }, /testAccuracy: 1\.5 is too large/],
    ['epoch', { net: 'bbbb00000001' }, /speaks of a net, "bbbb00000001"/],
    ['epoch', { net: '<b>' }, /net: "<b>"/],
    ['step', { loss: '0.1' }, /loss: "0\.1"/],
    ['spectra', { layers: [] }, /has 0 layers, its net has 2/],
    ['accuracy', { kind: 'constructor' }, /kind: "constructor"/],
    ['accuracy', { confusion: [[1, 2]] }, /not 2 × 2/],
    ['data', { labels: { train: [4], test: [4] } }, /labels are not of 2 classes/],
    ['data', { images: [{ pixels: 'AAEC', label: 2 }] }, /labels are not of 2 classes/],
    ['data', { spectrum: { eigenvalues: 'many', powerLaw: null, images: 4 } }, /spectrum\.eigenvalues/],
    ['gallery', { images: [{ pixels: 'a b', label: 0, probabilities: {} }] }, /images\.0\.pixels/],
    ['warning', { type: 'surprise' }, /type: "surprise"/],
    ['warning', { type: 'done', code: undefined, message: undefined, seconds: 1 }, /after the end/],
  ])('refuses %s with %j', async (type, change, reason) => {
    await expect(tampered(type, change)).rejects.toThrow(reason);
  });

  it('refuses a log without a run, and one with two', async () => {
    await expect(parseRunFile(packRunFile([]))).rejects.toThrow(/no run in it/);
    await expect(parseRunFile(packRunFile([kept[0], kept[0]]))).rejects.toThrow(/second run/);
    await expect(parseRunFile(packRunFile([kept[2], kept[0]]))).rejects.toThrow(/does not have/);
    await expect(parseRunFile(packRunFile([kept[1], kept[0]]))).rejects.toThrow(/before the start/);
    await expect(
      parseRunFile(new TextEncoder().encode('{"format":"rainbow-run","version":1,"events":[7]}')),
    ).rejects.toThrow(/event 1 of 1, it: 7/);
  });
});
