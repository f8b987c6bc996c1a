import { gunzipSync, gzipSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packRunFile, RunFileError, shortenNumbers, unpackRunFile } from './runFile.ts';

const events = [
  { type: 'a', x: [1 / 3, 2e-9 / 3, -123456789.125, 2_147_483_647, 0], spec: { learningRate: 0.123456789 } },
  { type: 'b', text: 'ψ ×½' },
];

describe('shortenNumbers', () => {
  it('keeps 6 significant digits of fractions, and whole numbers and specs as they are', () => {
    expect(shortenNumbers(events)).toEqual([
      {
        type: 'a',
        x: [0.333333, 6.66667e-10, -123457000, 2_147_483_647, 0],
        spec: { learningRate: 0.123456789 },
      },
      { type: 'b', text: 'ψ ×½' },
    ]);
  });
});

describe('run file', () => {
  it.each([true, false])('brings back the shortened events (gzip %s)', async (gzip) => {
    const file = packRunFile(events, { gzip });
    expect(file[0]).toBe(gzip ? 0x1f : '{'.charCodeAt(0));
    expect(await unpackRunFile(file)).toEqual(shortenNumbers(events));
    expect(packRunFile(events, { gzip })).toEqual(file);
  });

  it('is JSON with a format and a version', () => {
    expect(JSON.parse(new TextDecoder().decode(gunzipSync(packRunFile([]))))).toEqual({
      format: 'rainbow-run',
      version: 1,
      events: [],
    });
  });

  it('reads exactly up to the limit, and no further into a gzip bomb', async () => {
    const file = packRunFile(events, { gzip: false });
    expect(await unpackRunFile(gzipSync(file), file.length)).toHaveLength(2);
    await expect(unpackRunFile(gzipSync(file), file.length - 1)).rejects.toThrow(/the limit/);
    await expect(unpackRunFile(file, file.length - 1)).rejects.toThrow(/the limit/);
    const bomb = gzipSync(new Uint8Array(80 * 2 ** 20));
    expect(bomb.length).toBeLessThan(2 ** 17);
    await expect(unpackRunFile(bomb)).rejects.toThrow(/more than 64 MiB/);
  });

  it('refuses a gzip cut anywhere or changed in one byte of its data', async () => {
    const file = packRunFile(events);
    for (const length of [2, 5, 10, 40, file.length - 9, file.length - 1])
      await expect(unpackRunFile(file.subarray(0, length)), `${length} bytes`).rejects.toThrow(RunFileError);
    for (let at = 10; at < file.length; at += 7) {
      const changed = file.slice();
      changed[at] ^= 0x10;
      await expect(unpackRunFile(changed), `byte ${at}`).rejects.toThrow(RunFileError);
    }
  });

  it.each([
    ['', /empty/],
    ['{"format":"rainbow-run","version":1,"events":[1,]}', /not valid JSON/],
    ['[]', /"format"/],
    ['null', /"format"/],
    ['{"format":"rainbow-run","events":[]}', /"version"/],
    ['{"format":"rainbow-run","version":2,"events":[]}', /newer/],
    ['{"format":"rainbow-run","version":1,"events":{}}', /"events" is not a list/],
    ['{"format":"other","version":1,"events":[]}', /rainbow-run/],
  ])('refuses %j', async (text, reason) => {
    await expect(unpackRunFile(strToU8(text))).rejects.toThrow(reason);
  });

  it('refuses bytes that are not text', async () => {
    await expect(unpackRunFile(new Uint8Array([0xff, 0xfe, 0]))).rejects.toThrow(/neither gzip nor UTF-8/);
  });
});
