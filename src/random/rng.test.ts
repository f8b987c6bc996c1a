import { describe, expect, it } from 'vitest';
import { philox4x32, rng } from './rng.ts';

describe('philox4x32', () => {
  // Known answers of Random123 1.14.0, file kat_vectors, lines "philox4x32 10".
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published vector for %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(counter, key, out);
    expect([...out]).toEqual(expected);
  });
});

describe('rng', () => {
  it('repeats itself, and forks do not disturb their parent', () => {
    const a = rng(7);
    const b = rng(7);
    a.fork('init', 0).uint32();
    expect([a.uint32(), a.uint32()]).toEqual([b.uint32(), b.uint32()]);
    expect(rng(7).fork('init', 1).uint32()).not.toBe(rng(7).fork('init', 2).uint32());
    expect(rng(7).fork('a', 'b').uint32()).not.toBe(rng(7).fork('ab').uint32());
  });

  it('draws normals with the right moments', () => {
    const r = rng(3).fork('normal');
    const n = 200_000;
    let m1 = 0;
    let m2 = 0;
    let m4 = 0;
    for (let i = 0; i < n; i++) {
      const x = r.normal();
      m1 += x / n;
      m2 += (x * x) / n;
      m4 += x ** 4 / n;
    }
    expect(Math.abs(m1)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(m2 - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(m4 - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  it('permutes', () => {
    expect([...rng(1).permutation(50)].sort((x, y) => x - y)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});
