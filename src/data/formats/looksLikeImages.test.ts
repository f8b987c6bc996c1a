import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { npyFile } from '../../files/craftedFiles.ts';
import { fileOf } from '../../files/inputFile.ts';
import { holdsLabelledImages } from './looksLikeImages.ts';

const f4 = (shape: number[], value: (i: number) => number) =>
  npyFile(
    '<f4',
    shape,
    new Uint8Array(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)).buffer,
    ),
  );
const fraction = (i: number) => ((i * 37) % 100) / 100;
const images = f4([6, 8, 8, 1], fraction);
const oneHot = f4([6, 3], (i) => Number(i % 3 === Math.floor(i / 3) % 3));
const npz = (arrays: Record<string, Uint8Array>) => [
  fileOf('set.npz', zipSync(Object.fromEntries(Object.entries(arrays).map(([k, v]) => [`${k}.npy`, v])))),
];

it.each<[string, Parameters<typeof holdsLabelledImages>[0], boolean]>([
  ['float images with one-hot labels', npz({ x_train: images, y_train: oneHot }), true],
  ['float images with labels of whole floats', npz({ x: images, y: f4([6], (i) => i % 2) }), true],
  ['the same in files of their own', [fileOf('x.npy', images), fileOf('y.npy', oneHot)], true],
  ['images alone', npz({ x: images }), false],
  [
    'a kernel with a bias of zeros',
    npz({ kernel: f4([6, 3, 8, 8], fraction), bias: f4([6], () => 0) }),
    false,
  ],
  [
    'a kernel with a learned bias',
    npz({ kernel: f4([6, 3, 8, 8], fraction), bias: f4([6], fraction) }),
    false,
  ],
  ['a matrix and a smaller one', npz({ w1: f4([6, 64], fraction), w2: f4([3, 6], fraction) }), false],
  ['no array', [fileOf('a.txt', Uint8Array.of(1, 2, 3))], false],
])('%s', async (_, files, expected) => {
  expect(await holdsLabelledImages(files)).toBe(expected);
});
