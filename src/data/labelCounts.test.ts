import { expect, it } from 'vitest';
import { rng } from '../random/rng.ts';
import { labelCounts, lopsided } from './labelCounts.ts';

it('notices a file in order of class and a set of mostly one class, and takes chance for chance', () => {
  const names = Array.from({ length: 10 }, (_, i) => `c${i}`);
  const random = rng(3).fork('labels');
  expect(lopsided([500, 500, 500, 500, 0, 0, 0, 0, 0, 0], names, 'training')).toMatch(
    /^The training images are lopsided: none of 6 classes, 500 of c0, where an even share is 200\. Always saying “c0” is right on 25 %/,
  );
  expect(lopsided([900, 100], ['no', 'yes'], 'test')).toMatch(
    /The test images are lopsided: 100 of yes, 900 of no, where an even share is 500\. .*90 %/,
  );
  for (const n of [10, 50, 1000])
    for (let i = 0; i < 50; i++)
      expect(
        lopsided(
          labelCounts(
            Uint8Array.from({ length: n }, () => random.below(10)),
            10,
          ),
          names,
          'test',
        ),
      ).toBeNull();
  // MNIST's own test set.
  expect(lopsided([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], names, 'test')).toBeNull();
});
