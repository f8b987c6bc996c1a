import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementwise, groupsFor, sizeOf, THREADS, type Recorder } from './recorder.ts';

/** Depth of the tiles kept in workgroup memory. */
const DEPTH = 16;

export interface ProductShape { nets: number; m: number; n: number; k: number }

export interface Operand {
  tensor: TensorInfo;
  /** WGSL expression of the entry of op(A) at (net, row, inner), or of op(B) at (net, inner, column); within bounds. */
  at: string;
}

/** How a plain matrix of each net is read. */
export const stored = {
  a: ({ m, k }: ProductShape, transposed: boolean): string => (transposed ? `a[net * ${m * k}u + inner * ${m}u + row]` : `a[net * ${m * k}u + row * ${k}u + inner]`),
  b: ({ n, k }: ProductShape, transposed: boolean): string => (transposed ? `b[net * ${n * k}u + column * ${k}u + inner]` : `b[net * ${n * k}u + inner * ${n}u + column]`),
};

/**
 * C [nets, m, n] = op(A)·op(B) by tiles: each of 16 × 16 threads holds up to 4 × 4 of C, no more than the matrix fills and
 * such that enough workgroups remain. Where few workgroups would walk a long inner axis, it is cut into parts by shape alone, which a second
 * dispatch adds in order: the same bits every time.
 */
export function gemm(recorder: Recorder, name: string, shape: ProductShape, a: Operand, b: Operand, helpers = ''): TensorInfo {
  const { nets, m, n, k } = shape;
  const filled = (size: number) => (size <= 16 ? 1 : size <= 32 ? 2 : 4);
  let down = filled(m), across = filled(n);
  const tiles = () => nets * Math.ceil(m / (16 * down)) * Math.ceil(n / (16 * across));
  while (tiles() < 64 && down * across > 1) {
    if (down >= across) down /= 2;
    else across /= 2;
  }
  const tileM = 16 * down, tileN = 16 * across;
  const parts = tiles() < 8 && k >= 2048 ? Math.min(64, Math.ceil(k / 512)) : 1;
  const chunk = DEPTH * Math.ceil(k / parts / DEPTH), shares = Math.max(1, Math.ceil(k / Math.max(1, chunk)));
  const c = recorder.allocate([nets, m, n]);
  const partial = shares > 1 ? recorder.allocate([nets, shares, m, n]) : c;
  const key = `${name} ${[nets, m, n, k].join()}`;
  recorder.run({
    key, inputs: { a: a.tensor, b: b.tensor }, outputs: { c: partial }, groups: [Math.ceil(n / tileN), Math.ceil(m / tileM), nets * shares],
    code: () => `
var<workgroup> tileA: array<f32, ${tileM * DEPTH}>;
var<workgroup> tileB: array<f32, ${tileN * DEPTH}>;
${helpers}
fn entryA(net: u32, row: u32, inner: u32) -> f32 { return ${a.at}; }
fn entryB(net: u32, inner: u32, column: u32) -> f32 { return ${b.at}; }
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = group.z / ${shares}u;
  let first = (group.z % ${shares}u) * ${chunk}u;
  let last = min(${k}u, first + ${chunk}u);
  let row0 = group.y * ${tileM}u;
  let column0 = group.x * ${tileN}u;
  let ty = local / 16u;
  let tx = local % 16u;
  var sums: array<f32, ${down * across}>;
  for (var start = first; start < last; start += ${DEPTH}u) {
    for (var e = local; e < ${tileM * DEPTH}u; e += ${THREADS}u) {
      let row = row0 + e / ${DEPTH}u;
      let inner = start + e % ${DEPTH}u;
      var x = 0.0;
      if (row < ${m}u && inner < last) { x = entryA(net, row, inner); }
      tileA[(e % ${DEPTH}u) * ${tileM}u + e / ${DEPTH}u] = x;
    }
    for (var e = local; e < ${tileN * DEPTH}u; e += ${THREADS}u) {
      let column = column0 + e % ${tileN}u;
      let inner = start + e / ${tileN}u;
      var y = 0.0;
      if (column < ${n}u && inner < last) { y = entryB(net, inner, column); }
      tileB[e] = y;
    }
    workgroupBarrier();
    for (var p = 0u; p < ${DEPTH}u; p++) {
      ${Array.from({ length: down }, (_, s) => `let a${s} = tileA[p * ${tileM}u + ty * ${down}u + ${s}u];`).join(' ')}
      ${Array.from({ length: across }, (_, s) => `let b${s} = tileB[p * ${tileN}u + tx * ${across}u + ${s}u];`).join(' ')}
      ${Array.from({ length: down * across }, (_, s) => `sums[${s}] = fma(a${Math.floor(s / across)}, b${s % across}, sums[${s}]);`).join('\n      ')}
    }
    workgroupBarrier();
  }
  for (var s = 0u; s < ${down * across}u; s++) {
    let row = row0 + ty * ${down}u + s / ${across}u;
    let column = column0 + tx * ${across}u + s % ${across}u;
    if (row < ${m}u && column < ${n}u) { c[(group.z * ${m}u + row) * ${n}u + column] = sums[s]; }
  }
}`,
  });
  if (shares > 1) {
    recorder.run({
      key: `${key} sum`, inputs: { partial }, outputs: { c }, groups: groupsFor(sizeOf(c.shape)),
      code: () => elementwise(nets * m * n, `
  let begin = (i / ${m * n}u) * ${shares * m * n}u + i % ${m * n}u;
  var total = 0.0;
  for (var share = 0u; share < ${shares}u; share++) { total += partial[begin + share * ${m * n}u]; }
  c[i] = total;`),
    });
    recorder.release(partial);
  }
  return c;
}
