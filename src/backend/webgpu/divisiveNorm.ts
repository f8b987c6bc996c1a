import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Parts } from '../ops/complexField.ts';
import { f32, sizeOf, THREADS, type Recorder } from './recorder.ts';

/** A workgroup has 16 rows of 16 threads, which share a row's channels out. */
const SIDE = 16;
const AXIS = 65_535;

/**
 * Entry point of 16 threads a row (a position with all its parts): `channels` runs a body over this thread's
 * numbers `i`; `total` sums over a row's threads in order.
 */
function byRow(
  z: TensorInfo,
  parts: Parts,
  body: (tools: {
    channels: (inner: string) => string;
    total: (name: string, value: string) => string;
  }) => string,
): { groups: [number, number, number]; code: string } {
  const c = z.shape[z.shape.length - 1];
  const nets = z.shape[0];
  const rows = sizeOf(z.shape) / nets / parts / c;
  const groups = Math.ceil((nets * rows) / SIDE);
  const channels = (inner: string) => `
  if (row < ${nets * rows}u) {
    for (var part = 0u; part < ${parts}u; part++) {
      let begin = ((row / ${rows}u * ${parts}u + part) * ${rows}u + row % ${rows}u) * ${c}u;
      for (var channel = tx; channel < ${c}u; channel += ${SIDE}u) { let i = begin + channel; ${inner} }
    }
  }`;
  const total = (name: string, value: string) => `
  shares[local] = ${value};
  workgroupBarrier();
  var ${name} = 0.0;
  for (var t = 0u; t < ${SIDE}u; t++) { ${name} += shares[local - tx + t]; }
  workgroupBarrier();`;
  return {
    groups: [Math.min(groups, AXIS), Math.ceil(groups / AXIS), 1],
    code: `
var<workgroup> shares: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tx = local % ${SIDE}u;
  let row = (group.y * ${AXIS}u + group.x) * ${SIDE}u + local / ${SIDE}u;
  ${body({ channels, total })}
}`,
  };
}

/** z over √(Σ_c |z_c|² + eps) at each position. */
export function divisiveNorm(recorder: Recorder, z: TensorInfo, parts: Parts, eps: number): TensorInfo {
  const y = recorder.allocate(z.shape);
  const { groups, code } = byRow(
    z,
    parts,
    ({ channels, total }) => `var own = 0.0;
  ${channels('own = fma(z[i], z[i], own);')}
  ${total('square', 'own')}
  let scale = 1.0 / sqrt(square + ${f32(eps)});
  ${channels('y[i] = z[i] * scale;')}`,
  );
  recorder.run({
    key: `divisive norm ${parts} ${z.shape.join()}`,
    inputs: { z },
    outputs: { y },
    groups,
    code: () => code,
  });
  return y;
}

/** Gradient of `divisiveNorm`: dz = (dy − z·(Σ z·dy)/n²)/n, n the norm. */
export function divisiveNormGradient(
  recorder: Recorder,
  dy: TensorInfo,
  z: TensorInfo,
  parts: Parts,
  eps: number,
): TensorInfo {
  const dz = recorder.allocate(z.shape);
  const { groups, code } = byRow(
    z,
    parts,
    ({ channels, total }) => `var own = 0.0;
  var ownDot = 0.0;
  ${channels('own = fma(z[i], z[i], own); ownDot = fma(z[i], dy[i], ownDot);')}
  ${total('sum', 'own')}
  ${total('dot', 'ownDot')}
  let square = sum + ${f32(eps)};
  let along = dot / square;
  let scale = 1.0 / sqrt(square);
  ${channels('dz[i] = (dy[i] - z[i] * along) * scale;')}`,
  );
  recorder.run({
    key: `divisive norm gradient ${parts} ${z.shape.join()}`,
    inputs: { dy, z },
    outputs: { dz },
    groups,
    code: () => code,
  });
  return dz;
}
