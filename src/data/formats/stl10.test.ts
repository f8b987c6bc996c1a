import { expect, it } from 'vitest';
import { bytesOf } from '../../files/craftedFiles.ts';
import { fileOf } from '../../files/inputFile.ts';
import { readFiles } from './readFiles.ts';

it("STL-10's binary files: columns before rows, labels from 1", async () => {
  const area = 96 * 96;
  const x = Uint8Array.from({ length: 3 * 3 * area }, (_, i) => (i * 7 + (i >> 8)) % 251);
  const images = await readFiles(
    Object.entries({
      'stl10_binary/train_X.bin': x,
      'stl10_binary/train_y.bin': Uint8Array.of(2, 1, 2),
      'stl10_binary/test_X.bin': x.subarray(0, 3 * area),
      'stl10_binary/test_y.bin': Uint8Array.of(1),
      'stl10_binary/unlabeled_X.bin': x.subarray(0, 3 * area),
      'stl10_binary/class_names.txt': bytesOf('airplane\nbird\ncar\n'),
    }).map(([name, bytes]) => fileOf(name, bytes)),
  );
  const named = (part: 'train' | 'test') => Array.from(images[part].labels, (label) => images.classes[label]);
  expect([named('train'), named('test')]).toEqual([['bird', 'airplane', 'bird'], ['airplane']]);
  // numpy: x.reshape(-1, 3, 96, 96)[1, c, column, row]
  for (const [row, column, c] of [
    [0, 0, 0],
    [5, 70, 2],
    [95, 3, 1],
  ])
    expect(images.train.pixels[((96 + row) * 96 + column) * 3 + c]).toBe(
      x[(3 + c) * area + column * 96 + row],
    );
  expect(images.source).toMatch(/1 other file left out \(stl10_binary\/unlabeled_X\.bin\)/);
});
