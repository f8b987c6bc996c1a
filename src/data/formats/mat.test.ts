import { expect, it } from 'vitest';
import { bytesOf, refusal } from '../../files/craftedFiles.ts';
import { fileOf } from '../../files/inputFile.ts';
import { readMat } from '../../files/mat.ts';
import fixture from './fixtures/mat.json';
import { readFiles } from './readFiles.ts';

/**
 * Made by scipy.io.savemat: X of 8 × 9 × 3 × 12 bytes, y of 12 × 1 with labels 1 to 10, a text and a cell.
 */
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const files = { packed: bytes(fixture.packed), plain: bytes(fixture.plain) };

it.each(Object.entries(files))('matrices of a file that is %s', (_, file) => {
  const matrices = readMat('a.mat', file);
  expect(matrices.map(({ name, array }) => [name, array.shape])).toEqual([
    ['X', [8, 9, 3, 12]],
    ['y', [12, 1]],
  ]);
});

it.each(Object.entries(files))('images of a file that is %s, as SVHN has them', async (_, file) => {
  const images = await readFiles([fileOf('train_32x32.mat', file)]);
  expect([images.height, images.width, images.channels]).toEqual([8, 9, 3]);
  const expected = bytes(fixture.images);
  const known = new Map(
    fixture.labels.map((label, i) => [
      Buffer.from(expected.subarray(i * 216, (i + 1) * 216)).toString('hex'),
      String(label),
    ]),
  );
  for (const part of [images.train, images.test])
    for (let i = 0; i < part.count; i++) {
      const key = Buffer.from(part.pixels.subarray(i * 216, (i + 1) * 216)).toString('hex');
      expect(images.classes[part.labels[i]]).toBe(known.get(key));
      known.delete(key);
    }
  expect(known.size).toBe(0);
});

it('refuses a file cut off anywhere, and one of version 7.3', async () => {
  for (const file of Object.values(files))
    for (let i = 1; i < 20; i++)
      await refusal(readFiles([fileOf('a.mat', file.subarray(0, Math.floor((file.length * i) / 20)))]));
  const hdf = bytesOf('MATLAB 7.3 MAT-file, Platform: GLNXA64', new Uint8Array(600));
  expect((await refusal(readFiles([fileOf('a.mat', hdf)]))).message).toMatch(/MATLAB 7\.3 file.*-v7/);
});
