import { expect, it } from 'vitest';
import { momentsOf, reached } from './moments.ts';

it('goes forward to the classifier, to the loss, back to the first layer, and then moves all', () => {
  const moments = momentsOf(2);
  expect(moments.map(({ pass, at }) => `${pass[0]}${at ?? ''}`)).toEqual([
    'f0',
    'f1',
    'f2',
    'l',
    'b2',
    'b1',
    'b0',
    'u',
  ]);
  expect([0, 1, 3, 4, 5, 6, 7].map((now) => reached(moments, now, 1))).toEqual([
    null,
    'forward',
    'forward',
    'forward',
    'backward',
    'backward',
    'update',
  ]);
});
