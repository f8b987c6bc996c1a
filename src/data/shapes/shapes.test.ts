import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateShapes, SHAPE_SIZE } from './shapes.ts';

/** Label byte and colour planes, as in CIFAR-10's binary files: the layout the reference hashes are of. */
function cifarLayout(images: ReturnType<typeof generateShapes>): Buffer {
  const area = SHAPE_SIZE * SHAPE_SIZE;
  const out = Buffer.alloc(images.count * (1 + 3 * area));
  for (let i = 0; i < images.count; i++) {
    out[i * (1 + 3 * area)] = images.labels[i];
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < area; p++)
        out[i * (1 + 3 * area) + 1 + c * area + p] = images.pixels[(i * area + p) * 3 + c];
  }
  return out;
}

describe('built-in images', () => {
  // Hashes of what the prototype of this generator, a program of its own, gave in Node: seed 7, split 1, 2000
  // images.
  it.each([
    ['medium', 'ddd1a00a7b5e58c4b7fb1cde83138e18f1c4fc05360ac576dab11a14b990ff7d'],
    ['easy', '60d79c97bf20f457bb75b097713e6b9d69b5de9136c9cb1ad708db995d28ddaa'],
  ] as const)('%s are the reference to the byte', (difficulty, hash) => {
    const images = generateShapes({ difficulty, seed: 7, split: 'test', from: 0, count: 2000 });
    expect(createHash('sha256').update(cifarLayout(images)).digest('hex')).toBe(hash);
  });

  it('are a function of their index', () => {
    const all = generateShapes({ difficulty: 'medium', seed: 3, split: 'train', from: 0, count: 12 });
    const part = generateShapes({ difficulty: 'medium', seed: 3, split: 'train', from: 5, count: 4 });
    expect(part.pixels).toEqual(all.pixels.slice(5 * 3072, 9 * 3072));
    expect(part.labels).toEqual(all.labels.slice(5, 9));
    expect(
      generateShapes({ difficulty: 'medium', seed: 4, split: 'train', from: 0, count: 1 }).pixels,
    ).not.toEqual(all.pixels.slice(0, 3072));
  });
});
