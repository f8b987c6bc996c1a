import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementwise, groupsFor, sizeOf, type Recorder } from './recorder.ts';

/**
 * `classes`: independent products of a net, told apart by `kind`, that only index their operands differently.
 */
export interface ProductShape {
  nets: number;
  m: number;
  n: number;
  k: number;
  classes?: number;
}

/**
 * op(A) at (net, kind, outer = row, inner) or op(B) at (net, kind, inner, outer = column), within bounds, in
 * WGSL. What depends on one of the two indices only is worked out once: `outer` for a whole workgroup,
 * `inner` for the few entries a thread reads next to each other.
 */
export interface Operand {
  tensor: TensorInfo;
  /** Along which index neighbours lie next to each other in memory. */
  along: 'outer' | 'inner';
  /** vec2i from `outer` and `inner`; read in `at` as `o` and `i`. */
  outer?: string;
  inner?: string;
  at: string;
}

/** How a plain matrix of each net is read. */
export const stored = {
  a: (tensor: TensorInfo, { m, k }: ProductShape, transposed: boolean): Operand =>
    transposed
      ? { tensor, along: 'outer', at: `a[net * ${m * k}u + inner * ${m}u + outer]` }
      : { tensor, along: 'inner', at: `a[net * ${m * k}u + outer * ${k}u + inner]` },
  b: (tensor: TensorInfo, { n, k }: ProductShape, transposed: boolean): Operand =>
    transposed
      ? { tensor, along: 'inner', at: `b[net * ${n * k}u + outer * ${k}u + inner]` }
      : { tensor, along: 'outer', at: `b[net * ${n * k}u + inner * ${n}u + outer]` },
};

/**
 * Where C goes if not to [nets, m, n]: `shape`, and the index of (net, kind, row, column) in it as i32, below
 * 0 where there is none.
 */
export interface Place {
  shape: number[];
  at: string;
}

/**
 * A side of the tile: `threads` of `each` entries. Long sides have 16 threads of 4, short ones fewer, so that
 * a thread keeps much to do.
 */
const side = (size: number): { threads: number; each: number } => ({
  threads: size <= 16 ? 4 : size <= 32 ? 8 : 16,
  each: 4,
});

const vector = (size: number): string => `vec${size}f`;
const component = (name: string, s: number): string => `${name}.${'xyzw'[s]}`;

/**
 * C [nets, m, n] = op(A)·op(B) by tiles in workgroup memory; a thread holds 4 × 4 of C, or 2 × 2 where that
 * makes enough workgroups. Where few workgroups would walk a long inner axis, it is cut into parts by shape
 * alone, which a second dispatch adds in order: the same bits every time.
 */
export function gemm(
  recorder: Recorder,
  name: string,
  shape: ProductShape,
  a: Operand,
  b: Operand,
  helpers = '',
  place?: Place,
): TensorInfo {
  const { nets, m, n, k, classes = 1 } = shape;
  const down = side(m);
  const across = side(n);
  const tiles = () =>
    nets *
    classes *
    Math.ceil(m / (down.threads * down.each)) *
    Math.ceil(n / (across.threads * across.each));
  // A part more is a dispatch more: only for the longest, and for results so small that few threads would do
  // all.
  const parts =
    !place && tiles() < 8 && (k > 8192 || (k >= 2048 && m * n <= 2048))
      ? Math.min(64, Math.ceil(k / 512))
      : 1;
  while (tiles() * parts < 64 && down.each * across.each > 4) {
    const longer = down.each >= across.each ? down : across;
    longer.each /= 2;
  }
  const tileM = down.threads * down.each;
  const tileN = across.threads * across.each;
  const threads = down.threads * across.threads;
  const depth = threads <= 128 ? 32 : 16;
  const chunk = depth * Math.ceil(k / parts / depth);
  const shares = Math.max(1, Math.ceil(k / Math.max(1, chunk)));
  const c = recorder.allocate(place?.shape ?? [nets, m, n]);
  const partial = shares > 1 ? recorder.allocate([nets, shares, m, n]) : c;
  const key = `${name} ${[nets, m, n, k].join()}`;

  /** Number `s` of a vector of one operand, where it lies within `size`. */
  const entryOf = (operand: Operand, which: 'A' | 'B', each: number, size: number, s: number): string => {
    const place = `group * ${each}u + ${s}u`;
    const held = operand.outer ? `let o = outer${which}[${place}];` : '';
    const read = `${held} ${component('x', s)} = ${operand.at};`;
    return `{ let outer = first${which} + ${place}; if (outer < ${size}u) { ${read} } }`;
  };
  /** Fills one operand's tile: [depth][threads + 1 (against bank conflicts)] of vectors of `each`. */
  const fill = (operand: Operand, which: 'A' | 'B', { threads: count, each }: typeof down, size: number) => `
    for (var e = local; e < ${count * depth}u; e += ${threads}u) {
      let group = ${operand.along === 'inner' ? `e / ${depth}u` : `e % ${count}u`};
      let p = ${operand.along === 'inner' ? `e % ${depth}u` : `e / ${count}u`};
      let inner = start + p;
      var x = ${vector(each)}();
      if (inner < last) {
        ${operand.inner ? `let i = ${operand.inner};` : ''}
        ${Array.from({ length: each }, (_, s) => entryOf(operand, which, each, size, s)).join('\n        ')}
      }
      tile${which}[p * ${count + 1}u + group] = x;
    }`;
  const prepare = (operand: Operand, which: 'A' | 'B', tile: number, size: number) => {
    if (!operand.outer) return '';
    const each = `let outer = min(first${which} + e, ${size - 1}u); outer${which}[e] = ${operand.outer};`;
    return `
  for (var e = local; e < ${tile}u; e += ${threads}u) { ${each} }`;
  };
  const outers = (operand: Operand, which: 'A' | 'B', tile: number) =>
    operand.outer ? `var<workgroup> outer${which}: array<vec2i, ${tile}>;` : '';

  /** Writes a number of C to where row and column say. */
  const write = (sum: string): string =>
    place
      ? `let to = ${place.at}; if (to >= 0) { c[to] = ${sum}; }`
      : `c[(workgroup.z * ${m}u + row) * ${n}u + column] = ${sum};`;
  /** Adds to row `s` of a thread's numbers of C. */
  const add = (s: number): string =>
    `sum${s} = fma(${vector(across.each)}(${component('x', s)}), y, sum${s});`;

  recorder.run({
    key,
    inputs: { a: a.tensor, b: b.tensor },
    outputs: { c: partial },
    groups: [Math.ceil(n / tileN), Math.ceil(m / tileM), nets * classes * shares],
    code: () => `
var<workgroup> tileA: array<${vector(down.each)}, ${depth * (down.threads + 1)}>;
var<workgroup> tileB: array<${vector(across.each)}, ${depth * (across.threads + 1)}>;
${outers(a, 'A', tileM)}
${outers(b, 'B', tileN)}
${helpers}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / ${shares * classes}u;
  let kind = workgroup.z / ${shares}u % ${classes}u;
  let begin = (workgroup.z % ${shares}u) * ${chunk}u;
  let last = min(${k}u, begin + ${chunk}u);
  let firstA = workgroup.y * ${tileM}u;
  let firstB = workgroup.x * ${tileN}u;
  let ty = local / ${across.threads}u;
  let tx = local % ${across.threads}u;
  ${prepare(a, 'A', tileM, m)}
  ${prepare(b, 'B', tileN, n)}
  ${a.outer || b.outer ? 'workgroupBarrier();' : ''}
  ${Array.from({ length: down.each }, (_, s) => `var sum${s} = ${vector(across.each)}();`).join(' ')}
  for (var start = begin; start < last; start += ${depth}u) {
    ${fill(a, 'A', down, m)}
    ${fill(b, 'B', across, n)}
    workgroupBarrier();
    let end = min(${depth}u, last - start);
    for (var p = 0u; p < end; p++) {
      let x = tileA[p * ${down.threads + 1}u + ty];
      let y = tileB[p * ${across.threads + 1}u + tx];
      ${Array.from({ length: down.each }, (_, s) => add(s)).join(' ')}
    }
    workgroupBarrier();
  }
  ${Array.from(
    { length: down.each },
    (_, r) => `{
    let row = firstA + ty * ${down.each}u + ${r}u;
    ${Array.from(
      { length: across.each },
      (__, s) => `{
      let column = firstB + tx * ${across.each}u + ${s}u;
      if (row < ${m}u && column < ${n}u) { ${write(component(`sum${r}`, s))} }
    }`,
    ).join('\n    ')}
  }`,
  ).join('\n  ')}
}`,
  });
  if (shares > 1) {
    recorder.run({
      key: `${key} sum`,
      inputs: { partial },
      outputs: { c },
      groups: groupsFor(sizeOf(c.shape)),
      code: () =>
        elementwise(
          nets * m * n,
          `
  let begin = (i / ${m * n}u) * ${shares * m * n}u + i % ${m * n}u;
  var total = 0.0;
  for (var share = 0u; share < ${shares}u; share++) { total += partial[begin + share * ${m * n}u]; }
  c[i] = total;`,
        ),
    });
    recorder.release(partial);
  }
  return c;
}
