import { expect, it } from 'vitest';
import { bytesOf, refusal } from './craftedFiles.ts';
import { numpyGlobals } from './numpyPickle.ts';
import { isPickle, unpickle } from './pickle.ts';

/**
 * Written by CPython's pickle.dumps with numpy 2.4, by protocol, of {'data': arange(12,
 * dtype=uint8).reshape(3, 4), 'labels': [3, −1, 70000, 2⁴⁰, 2⁷⁰], 'f': 1.5, 't': (True, False, None), 'b':
 * b'\\x00\\xff', 's': 'hé', 'x': array([[1.5, 2], [3, 4]], dtype='>f4'), 'n': float64(0.25), 'i': int32(7),
 * 'fo': asfortranarray(arange(6, dtype=int16).reshape(2, 3))}.
 */
const PICKLES: [protocol: number, base64: string][] = [
  [
    2,
    'gAJ9cQAoWAQAAABkYXRhcQFjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQJjbnVtcHkKbmRhcnJheQpxA0sAhXEEY19jb2RlY3MKZW5jb2RlCnEFWAEAAABicQZYBgAAAGxhdGluMXEHhnEIUnEJh3EKUnELKEsBSwNLBIZxDGNudW1weQpkdHlwZQpxDVgCAAAAdTFxDomIh3EPUnEQKEsDWAEAAAB8cRFOTk5K/////0r/////SwB0cRJiiWgFWAwAAAAAAQIDBAUGBwgJCgtxE2gHhnEUUnEVdHEWYlgGAAAAbGFiZWxzcRddcRgoSwNK/////0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQGVYAQAAAGZxGUc/+AAAAAAAAFgBAAAAdHEaiIlOh3EbWAEAAABicRxoBVgDAAAAAMO/cR1oB4ZxHlJxH1gBAAAAc3EgWAMAAABow6lxIVgBAAAAeHEiaAJoA0sAhXEjaAmHcSRScSUoSwFLAksChnEmaA1YAgAAAGY0cSeJiIdxKFJxKShLA1gBAAAAPnEqTk5OSv////9K/////0sAdHErYoloBVgSAAAAP8OAAABAAAAAQEAAAEDCgAAAcSxoB4ZxLVJxLnRxL2JYAQAAAG5xMGNudW1weS5fY29yZS5tdWx0aWFycmF5CnNjYWxhcgpxMWgNWAIAAABmOHEyiYiHcTNScTQoSwNYAQAAADxxNU5OTkr/////Sv////9LAHRxNmJoBVgJAAAAAAAAAAAAw5A/cTdoB4ZxOFJxOYZxOlJxO1gBAAAAaXE8aDFoDVgCAAAAaTRxPYmIh3E+UnE/KEsDaDVOTk5K/////0r/////SwB0cUBiaAVYBAAAAAcAAABxQWgHhnFCUnFDhnFEUnFFWAIAAABmb3FGaAJoA0sAhXFHaAmHcUhScUkoSwFLAksDhnFKaA1YAgAAAGkycUuJiIdxTFJxTShLA2g1Tk5OSv////9K/////0sAdHFOYohoBVgMAAAAAAADAAEABAACAAUAcU9oB4ZxUFJxUXRxUmJ1Lg==',
  ],
  [
    3,
    'gAN9cQAoWAQAAABkYXRhcQFjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQJjbnVtcHkKbmRhcnJheQpxA0sAhXEEQwFicQWHcQZScQcoSwFLA0sEhnEIY251bXB5CmR0eXBlCnEJWAIAAAB1MXEKiYiHcQtScQwoSwNYAQAAAHxxDU5OTkr/////Sv////9LAHRxDmKJQwwAAQIDBAUGBwgJCgtxD3RxEGJYBgAAAGxhYmVsc3ERXXESKEsDSv////9KcBEBAIoGAAAAAAABigkAAAAAAAAAAEBlWAEAAABmcRNHP/gAAAAAAABYAQAAAHRxFIiJTodxFVgBAAAAYnEWQwIA/3EXWAEAAABzcRhYAwAAAGjDqXEZWAEAAAB4cRpoAmgDSwCFcRtoBYdxHFJxHShLAUsCSwKGcR5oCVgCAAAAZjRxH4mIh3EgUnEhKEsDWAEAAAA+cSJOTk5K/////0r/////SwB0cSNiiUMQP8AAAEAAAABAQAAAQIAAAHEkdHElYlgBAAAAbnEmY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEnaAlYAgAAAGY4cSiJiIdxKVJxKihLA1gBAAAAPHErTk5OSv////9K/////0sAdHEsYkMIAAAAAAAA0D9xLYZxLlJxL1gBAAAAaXEwaCdoCVgCAAAAaTRxMYmIh3EyUnEzKEsDaCtOTk5K/////0r/////SwB0cTRiQwQHAAAAcTWGcTZScTdYAgAAAGZvcThoAmgDSwCFcTloBYdxOlJxOyhLAUsCSwOGcTxoCVgCAAAAaTJxPYmIh3E+UnE/KEsDaCtOTk5K/////0r/////SwB0cUBiiEMMAAADAAEABAACAAUAcUF0cUJidS4=',
  ],
  [
    4,
    'gASVHQIAAAAAAAB9lCiMBGRhdGGUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFLA0sEhpRoBYwFZHR5cGWUk5SMAnUxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGKJQwwAAQIDBAUGBwgJCguUdJRijAZsYWJlbHOUXZQoSwNK/////0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQGWMAWaURz/4AAAAAAAAjAF0lIiJToeUjAFilEMCAP+UjAFzlIwDaMOplIwBeJRoBGgHSwCFlGgJh5RSlChLAUsCSwKGlGgOjAJmNJSJiIeUUpQoSwOMAT6UTk5OSv////9K/////0sAdJRiiUMQP8AAAEAAAABAQAAAQIAAAJR0lGKMAW6UaAKMBnNjYWxhcpSTlGgOjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQwgAAAAAAADQP5SGlFKUjAFplGgtaA6MAmk0lImIh5RSlChLA2gxTk5OSv////9K/////0sAdJRiQwQHAAAAlIaUUpSMAmZvlGgEaAdLAIWUaAmHlFKUKEsBSwJLA4aUaA6MAmkylImIh5RSlChLA2gxTk5OSv////9K/////0sAdJRiiEMMAAADAAEABAACAAUAlHSUYnUu',
  ],
  [
    5,
    'gAWVFwIAAAAAAAB9lCiMBGRhdGGUjBNudW1weS5fY29yZS5udW1lcmljlIwLX2Zyb21idWZmZXKUk5QolgwAAAAAAAAAAAECAwQFBgcICQoLlIwFbnVtcHmUjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYksDSwSGlIwBQ5R0lFKUjAZsYWJlbHOUXZQoSwNK/////0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQGWMAWaURz/4AAAAAAAAjAF0lIiJToeUjAFilEMCAP+UjAFzlIwDaMOplIwBeJRoBCiWEAAAAAAAAAA/wAAAQAAAAEBAAABAgAAAlGgIjAJmNJSJiIeUUpQoSwOMAT6UTk5OSv////9K/////0sAdJRiSwJLAoaUaA90lFKUjAFulIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMBnNjYWxhcpSTlGgIjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQwgAAAAAAADQP5SGlFKUjAFplGgoaAiMAmk0lImIh5RSlChLA2gsTk5OSv////9K/////0sAdJRiQwQHAAAAlIaUUpSMAmZvlGgEKJYMAAAAAAAAAAAAAwABAAQAAgAFAJRoCIwCaTKUiYiHlFKUKEsDaCxOTk5K/////0r/////SwB0lGJLAksDhpSMAUaUdJRSlHUu',
  ],
];
/** pickle.dumps of an object whose __reduce__ returns (os.system, ('echo hi',)). */
const EVIL = 'gAJjcG9zaXgKc3lzdGVtCnEAWAcAAABlY2hvIGhpcQGFcQJScQMu';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const read = (b: Uint8Array) => unpickle('a.pickle', b, { globals: numpyGlobals });

it.each(PICKLES)('reads protocol %i as Python wrote it', (_, base64) => {
  expect(isPickle(bytes(base64))).toBe(true);
  const dict = read(bytes(base64)) as Map<string, unknown>;
  expect(dict.get('data')).toMatchObject({
    dtype: expect.stringMatching(/u1$/) as string,
    shape: [3, 4],
    fortran: false,
    values: Uint8Array.from({ length: 12 }, (__, i) => i),
  });
  expect(dict.get('labels')).toEqual([3, -1, 70000, 2 ** 40, 2n ** 70n]);
  expect([dict.get('f'), dict.get('t'), dict.get('s'), dict.get('n'), dict.get('i')]).toEqual([
    1.5,
    [true, false, null],
    'hé',
    0.25,
    7,
  ]);
  expect(dict.get('b')).toEqual(Uint8Array.of(0, 255));
  expect(dict.get('x')).toMatchObject({ dtype: '>f4', shape: [2, 2], values: Float32Array.of(1.5, 2, 3, 4) });
  expect(dict.get('fo')).toMatchObject({
    shape: [2, 3],
    fortran: true,
    values: Int16Array.of(0, 3, 1, 4, 2, 5),
  });
});

it('runs nothing: a function that is not in the table is refused by name', async () => {
  expect((await refusal(() => read(bytes(EVIL)))).message).toMatch(
    /asks for Python's "(posix|nt)\.system", which is not among/,
  );
});

it('refuses names that every JavaScript object has', async () => {
  for (const name of ['__proto__', 'constructor', 'toString'])
    await refusal(() =>
      unpickle('a', bytesOf([0x80, 2, 0x63], `${name}\n\n`, [0x29, 0x52, 0x2e]), { globals: {} }),
    );
});

it('stops a small file from growing: a string that is encoded again and again', async () => {
  const text = 'x'.repeat(200);
  const length = [200, 0, 0, 0];
  const again = Array.from({ length: 20_000 }, () => [0x68, 1, 0x68, 0, 0x85, 0x52, 0x30]).flat();
  const bomb = bytesOf(
    [0x80, 2, 0x58, ...length],
    text,
    [0x71, 0, 0x63],
    '_codecs\nencode\n',
    [0x71, 1],
    again,
    [0x2e],
  );
  expect((await refusal(() => read(bomb))).message).toMatch(/grow far beyond the file/);
});

it.each<[string, Uint8Array, RegExp]>([
  [
    'a string longer than the file',
    bytesOf([0x80, 2, 0x58, 0xff, 0xff, 0xff, 0x7f], 'abc'),
    /byte 2: 2,147,483,647 bytes are announced, 3 follow/,
  ],
  ['an empty stack', bytesOf([0x80, 2, 0x2e]), /stack is empty/],
  ['a missing mark', bytesOf([0x80, 2, 0x74, 0x2e]), /mark is missing/],
  ['an unknown opcode', bytesOf([0x80, 2, 0xff]), /opcode 0xff/],
  ['a value that was not kept', bytesOf([0x80, 2, 0x68, 5, 0x2e]), /did not keep/],
  ['values kept elsewhere', bytesOf([0x80, 2, 0x4e, 0x51, 0x2e]), /outside of itself/],
])('refuses %s', async (_, b, message) => {
  expect((await refusal(() => read(b))).message).toMatch(message);
});

it('cut off anywhere, it is refused', async () => {
  for (const [, base64] of PICKLES) {
    const whole = bytes(base64);
    for (let i = 0; i < 50; i++)
      await refusal(() => read(whole.subarray(0, Math.floor((whole.length * i) / 50))));
  }
});
