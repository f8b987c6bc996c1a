import type { TensorInfo } from '@tensorflow/tfjs-core';
import { waveletBanks, waveletTaps, type WaveletBankName } from '../ops/waveletFilters.ts';
import { elementwise, f32, groupsFor, sizeOf, type Recorder } from './recorder.ts';

const outputSize = (n: number, stride: number): number => Math.ceil(n / stride);

/** WGSL: index of position q of a signal of length n continued by reflection (q ≥ −2). */
const reflected = `
fn reflected(q: i32, n: i32) -> i32 {
  if (n == 1) { return 0; }
  let period = 2 * (n - 1);
  let m = (q + 2 * period) % period;
  return select(period - m, m, m < n);
}`;

/** One thread a position and channel: nine filters of 5 × 5, the moduli, and each ψ coefficient over its modulus. */
export function waveletModulus(recorder: Recorder, x: TensorInfo, bank: WaveletBankName): [TensorInfo, TensorInfo] {
  const { stride } = waveletBanks[bank], [nets, images, h, w, c] = x.shape, oh = outputSize(h, stride), ow = outputSize(w, stride);
  const y = recorder.allocate([nets, images, oh, ow, 5 * c]), phase = recorder.allocate([nets, images, oh, ow, 8 * c]);
  const threads = nets * images * oh * ow * c;
  recorder.run({
    key: `wavelets ${bank} ${x.shape.join()}`, inputs: { x }, outputs: { y, phase }, groups: groupsFor(threads),
    code: () => {
      const taps = waveletTaps(bank), lines: string[] = [];
      for (let u = 0; u < 5; u++) for (let v = 0; v < 5; v++) {
        lines.push(`v = x[r${u} + s${v}];`, ...taps.flatMap((t, q) => (t[u * 5 + v] === 0 ? [] : [`f${q} = fma(${f32(t[u * 5 + v])}, v, f${q});`])));
      }
      return `${reflected}${elementwise(threads, `
  let channel = i % ${c}u;
  let position = i / ${c}u;
  let oy = i32(position / ${ow}u % ${oh}u) * ${stride} - 2;
  let ox = i32(position % ${ow}u) * ${stride} - 2;
  let image = position / ${oh * ow}u * ${h * w * c}u + channel;
  ${[0, 1, 2, 3, 4].map((u) => `let r${u} = image + u32(reflected(oy + ${u}, ${h})) * ${w * c}u; let s${u} = u32(reflected(ox + ${u}, ${w})) * ${c}u;`).join('\n  ')}
  var v = 0.0;
  ${taps.map((_, q) => `var f${q} = 0.0;`).join(' ')}
  ${lines.join('\n  ')}
  y[position * ${5 * c}u + channel] = f0;
  ${[0, 1, 2, 3].map((k) => `
  let m${k} = sqrt(f${1 + k} * f${1 + k} + f${5 + k} * f${5 + k});
  let n${k} = select(0.0, 1.0 / m${k}, m${k} > 0.0);
  y[position * ${5 * c}u + ${c}u + 4u * channel + ${k}u] = m${k};
  phase[position * ${8 * c}u + 4u * channel + ${k}u] = f${1 + k} * n${k};
  phase[position * ${8 * c}u + ${4 * c}u + 4u * channel + ${k}u] = f${5 + k} * n${k};`).join('')}`)}`;
    },
  });
  return [y, phase];
}

/**
 * One thread an input: it gathers from every output that saw it, itself or as one of its reflections. Along an axis of n ≥ 5
 * those are i, −i and 2(n − 1) − i; on shorter ones all n + 4 padded positions are tried.
 */
export function waveletModulusGradient(recorder: Recorder, dy: TensorInfo, phase: TensorInfo, bank: WaveletBankName, shape: number[], taps: TensorInfo): TensorInfo {
  const { stride } = waveletBanks[bank], [, , h, w, c] = shape, oh = outputSize(h, stride), ow = outputSize(w, stride);
  const dx = recorder.allocate(shape);
  const images = (n: number) => (n >= 5 ? 3 : n + 4);
  const image = (n: number, i: string, k: string) => (n >= 5
    ? `select(select(2 * ${n - 1} - ${i}, -${i}, ${k} == 1), ${i}, ${k} == 0)`
    : `${k} - 2`);
  const isImage = (n: number, i: string, q: string, k: string) => (n >= 5
    ? `(${k} == 0 || (${k} == 1 && ${i} >= 1 && ${i} <= 2) || (${k} == 2 && ${i} <= ${n - 2} && ${q} <= ${n + 1}))`
    : `reflected(${q}, ${n}) == ${i}`);
  recorder.run({
    key: `wavelets gradient ${bank} ${shape.join()}`, inputs: { dy, phase, taps }, outputs: { dx }, groups: groupsFor(sizeOf(shape)),
    code: () => `${reflected}${elementwise(sizeOf(shape), `
  let channel = i % ${c}u;
  let py = i32(i / ${w * c}u % ${h}u);
  let px = i32(i / ${c}u % ${w}u);
  let base = i / ${h * w * c}u * ${oh * ow}u;
  var total = 0.0;
  for (var ky = 0; ky < ${images(h)}; ky++) {
    let qy = ${image(h, 'py', 'ky')};
    if (!(${isImage(h, 'py', 'qy', 'ky')})) { continue; }
    for (var kx = 0; kx < ${images(w)}; kx++) {
      let qx = ${image(w, 'px', 'kx')};
      if (!(${isImage(w, 'px', 'qx', 'kx')})) { continue; }
      for (var ty = 0; ty < 5; ty++) {
        let sy = qy + 2 - ty;
        if (sy < 0 || sy % ${stride} != 0 || sy / ${stride} >= ${oh}) { continue; }
        for (var tx = 0; tx < 5; tx++) {
          let sx = qx + 2 - tx;
          if (sx < 0 || sx % ${stride} != 0 || sx / ${stride} >= ${ow}) { continue; }
          let position = base + u32(sy / ${stride} * ${ow} + sx / ${stride});
          let tap = u32(ty * 5 + tx);
          let begin = position * ${5 * c}u;
          total = fma(dy[begin + channel], taps[tap], total);
          for (var k = 0u; k < 4u; k++) {
            let g = dy[begin + ${c}u + 4u * channel + k];
            let p = position * ${8 * c}u + 4u * channel + k;
            total = fma(g, phase[p] * taps[(1u + k) * 25u + tap] + phase[p + ${4 * c}u] * taps[(5u + k) * 25u + tap], total);
          }
        }
      }
    }
  }
  dx[i] = total;`)}`,
  });
  return dx;
}

/** The nine filters of a bank, 9 × 25 f32. */
export const tapValues = (bank: WaveletBankName): Float32Array => Float32Array.from(waveletTaps(bank).flatMap((t) => Array.from(t)));
