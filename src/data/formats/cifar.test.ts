import { expect, it } from 'vitest';
import { CIFAR100_CLASSES, looksLikeCifar, readCifar } from './cifar.ts';
import { bytesOf, cifarRecords, refusal } from '../../files/craftedFiles.ts';

it('turns colour planes into channels-last pixels', () => {
  const bytes = new Uint8Array(2 * 3073);
  bytes[0] = 7;
  bytes[3073] = 9;
  // Image 1, row 2, column 5: red 10, green 20, blue 30.
  for (let c = 0; c < 3; c++) bytes[3073 + 1 + c * 1024 + 2 * 32 + 5] = 10 * (c + 1);
  const { count, labels, pixels } = readCifar('a.bin', bytes);
  expect([count, ...Array.from(labels)]).toEqual([2, 7, 9]);
  const at = ((1 * 32 + 2) * 32 + 5) * 3;
  expect(Array.from(pixels.subarray(at, at + 3))).toEqual([10, 20, 30]);
  expect(pixels.reduce((a, b) => a + b, 0)).toBe(60);
});

it('refuses a length that is no multiple of 3073, naming the first byte too many', async () => {
  const error = await refusal(() => readCifar('a.bin', bytesOf(cifarRecords(3), [1, 2])));
  expect(error).toMatchObject({ file: 'a.bin', byte: 3 * 3073 });
  expect(error.message).toMatch(/a\.bin, byte 9219: .*2 bytes are left over/);
});

it('refuses a label over 9, naming its byte and image', async () => {
  const bytes = cifarRecords(30);
  bytes[25 * 3073] = 10;
  const error = await refusal(() => readCifar('a.bin', bytes));
  expect(error).toMatchObject({ file: 'a.bin', byte: 25 * 3073 });
  expect(error.message).toContain('label of image 25 is 10');
});

it('recognises records by their labels', () => {
  expect(looksLikeCifar(cifarRecords(2))).toBe('CIFAR-10');
  expect(looksLikeCifar(bytesOf([7], cifarRecords(1)))).toBe('CIFAR-100');
  expect(looksLikeCifar(cifarRecords(1).subarray(1))).toBe(null);
  expect(looksLikeCifar(bytesOf([200], cifarRecords(1)))).toBe(null);
});

it('takes the fine label of CIFAR-100', async () => {
  const bytes = bytesOf([19, 99], cifarRecords(1).subarray(1), [3, 0], cifarRecords(1, 2).subarray(1));
  expect(Array.from(readCifar('train.bin', bytes, 'CIFAR-100').labels)).toEqual([99, 0]);
  expect(readCifar('train.bin', bytes, 'CIFAR-100').pixels.subarray(0, 3072)).toEqual(
    readCifar('a.bin', cifarRecords(1)).pixels,
  );
  expect(CIFAR100_CLASSES).toHaveLength(100);
  expect(
    (await refusal(() => readCifar('train.bin', bytesOf([20, 0], cifarRecords(1).subarray(1)), 'CIFAR-100')))
      .message,
  ).toMatch(/label of image 0 is 20; CIFAR-100 has 0 to 19/);
});
