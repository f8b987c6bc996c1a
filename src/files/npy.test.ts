import { expect, it } from 'vitest';
import { bytesOf, npyFile, refusal } from './craftedFiles.ts';
import { readNpy, widenHalf } from './npy.ts';

it.each<[string, Uint8Array, number[]]>([
  ['|u1', Uint8Array.of(1, 2, 3, 255), [1, 2, 3, 255]],
  ['<i2', new Uint8Array(Int16Array.of(-5, 7).buffer), [-5, 7]],
  ['>i2', Uint8Array.of(0xff, 0xfb, 0, 7), [-5, 7]],
  ['<f4', new Uint8Array(Float32Array.of(1.5, -2).buffer), [1.5, -2]],
  ['>f8', new Uint8Array(Float64Array.of(0.1).buffer).reverse(), [0.1]],
  ['<f2', new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3555).buffer), [1, -2, 0.333251953125]],
])('reads numbers of type %s', (dtype, data, values) => {
  const array = readNpy('a.npy', npyFile(dtype, [values.length], data));
  expect([array.dtype, array.shape, array.fortran, Array.from(array.values as ArrayLike<number>)]).toEqual([
    dtype,
    [values.length],
    false,
    values,
  ]);
});

it('reads 64-bit integers, column order, scalars and version 2', () => {
  expect(readNpy('a', npyFile('<i8', [1], new Uint8Array(BigInt64Array.of(-9n).buffer))).values).toEqual(
    BigInt64Array.of(-9n),
  );
  expect(readNpy('a', npyFile('|u1', [2, 3], new Uint8Array(6), { fortran: true }))).toMatchObject({
    fortran: true,
    shape: [2, 3],
  });
  expect(readNpy('a', npyFile('<f8', [], new Uint8Array(8))).shape).toEqual([]);
  expect(readNpy('a', npyFile('|u1', [3], Uint8Array.of(4, 5, 6), { version: 2 })).values).toEqual(
    Uint8Array.of(4, 5, 6),
  );
});

it('knows the special halves', () => {
  expect(Array.from(widenHalf(Uint16Array.of(0x7c00, 0xfc00, 0x0001, 0x7bff)))).toEqual([
    Infinity,
    -Infinity,
    2 ** -24,
    65504,
  ]);
  expect(widenHalf(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

it.each<[string, Uint8Array, RegExp]>([
  [
    'fewer numbers than announced',
    npyFile('<f4', [100, 100], new Uint8Array(40)),
    /100 × 100 numbers of type <f4 = 40,000 bytes, 40 follow/,
  ],
  ['a huge shape', npyFile('|u1', [9e9, 9e9], new Uint8Array(4)), /list of sizes|announces/],
  ['objects', npyFile('|O', [2], new Uint8Array(16)), /type "\|O" are not read/],
  [
    'records',
    bytesOf(
      npyFile('|u1', [1], new Uint8Array(1)).subarray(0, 10),
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }".padEnd(117),
      '\n',
    ),
    /records or objects/,
  ],
  ['another version', npyFile('|u1', [1], new Uint8Array(1), { version: 9 }), /version 9/],
  ['a cut header', npyFile('|u1', [1], new Uint8Array(1)).subarray(0, 40), /header is cut off/],
  ['no magic', bytesOf('hello, hello'), /not a \.npy file/],
])('refuses %s', async (_, bytes, message) => {
  expect((await refusal(() => readNpy('a.npy', bytes))).message).toMatch(message);
});
