import type { TensorInfo } from '@tensorflow/tfjs-core';
import { waveletBanks, waveletTaps, type WaveletBankName } from '../ops/waveletFilters.ts';
import { elementwise, f32, groupsFor, sizeOf, type Recorder } from './recorder.ts';

export const outputSize = (n: number, stride: number): number => Math.ceil(n / stride);

/** WGSL: index of position q of a signal of length n continued by reflection (q ≥ −2). */
export const reflected = `
fn reflected(q: i32, n: i32) -> i32 {
  if (n == 1) { return 0; }
  let period = 2 * (n - 1);
  let m = (q + 2 * period) % period;
  return select(period - m, m, m < n);
}`;

/**
 * One thread a position and channel: `offset` is the index of its image's first number in x; leaves the nine
 * sums of the filters in `f0` … `f8`, by `name`.
 */
export function filtered(
  bank: WaveletBankName,
  [, , h, w, c]: readonly number[],
  fields: { name: string; offset: string }[],
): string {
  const { stride } = waveletBanks[bank];
  const oh = outputSize(h, stride);
  const ow = outputSize(w, stride);
  const taps = waveletTaps(bank);
  const each = [0, 1, 2, 3, 4];
  const startsOf = (u: number): string => {
    const row = `let r${u} = u32(reflected(oy + ${u}, ${h})) * ${w * c}u + channel;`;
    return `${row} let s${u} = u32(reflected(ox + ${u}, ${w})) * ${c}u;`;
  };
  /**
   * What the number at row u and column t of a field's window adds to the nine sums; nothing where a tap is
   * 0.
   */
  const adds = (name: string, u: number, t: number): string => {
    const sums = taps.map((tap, q) => {
      const weight = tap[u * 5 + t];
      return weight === 0 ? '' : `${name}${q} = fma(${f32(weight)}, v, ${name}${q});`;
    });
    return `v = x[${name} + r${u} + s${t}]; ${sums.join(' ')}`;
  };
  return `
  let channel = i % ${c}u;
  let position = i / ${c}u;
  let oy = i32(position / ${ow}u % ${oh}u) * ${stride} - 2;
  let ox = i32(position % ${ow}u) * ${stride} - 2;
  ${each.map(startsOf).join('\n  ')}
  var v = 0.0;
  ${fields
    .map(
      ({ name, offset }) => `let ${name} = ${offset};
  ${taps.map((_, q) => `var ${name}${q} = 0.0;`).join(' ')}
  ${each.flatMap((u) => each.map((t) => adds(name, u, t))).join('\n  ')}`,
    )
    .join('\n  ')}`;
}

/**
 * Nine filters of 5 × 5, the moduli, and each ψ coefficient over its modulus: 8C f32, or with `half` 4C words
 * of two f16, Re below Im. Only the gradient reads it, and it is the largest tensor of a step. Packing is
 * core WGSL: no adapter need have f16 arithmetic.
 */
export function waveletModulus(
  recorder: Recorder,
  x: TensorInfo,
  bank: WaveletBankName,
  half: boolean,
): [TensorInfo, TensorInfo] {
  const { stride } = waveletBanks[bank];
  const [nets, images, h, w, c] = x.shape;
  const oh = outputSize(h, stride);
  const ow = outputSize(w, stride);
  const y = recorder.allocate([nets, images, oh, ow, 5 * c]);
  const phase = half
    ? recorder.allocate([nets, images, oh, ow, 4 * c], 'int32')
    : recorder.allocate([nets, images, oh, ow, 8 * c]);
  const threads = nets * images * oh * ow * c;
  recorder.run({
    key: `wavelets ${bank} ${half} ${x.shape.join()}`,
    inputs: { x },
    outputs: { y, phase },
    groups: groupsFor(threads),
    code: () =>
      `${reflected}${elementwise(
        threads,
        `
  ${filtered(bank, x.shape, [{ name: 'f', offset: `position / ${oh * ow}u * ${h * w * c}u` }])}
  y[position * ${5 * c}u + channel] = f0;
  ${[0, 1, 2, 3]
    .map(
      (k) => `
  let m${k} = sqrt(f${1 + k} * f${1 + k} + f${5 + k} * f${5 + k});
  let n${k} = select(0.0, 1.0 / m${k}, m${k} > 0.0);
  y[position * ${5 * c}u + ${c}u + 4u * channel + ${k}u] = m${k};
  ${
    half
      ? `phase[position * ${4 * c}u + 4u * channel + ${k}u] = bitcast<i32>(pack2x16float(vec2f(f${1 + k}, f${5 + k}) * n${k}));`
      : `phase[position * ${8 * c}u + 4u * channel + ${k}u] = f${1 + k} * n${k};
  phase[position * ${8 * c}u + ${4 * c}u + 4u * channel + ${k}u] = f${5 + k} * n${k};`
  }`,
    )
    .join('')}`,
      )}`,
  });
  return [y, phase];
}

/**
 * One thread an input: it gathers from every output that saw it, itself or as one of its reflections. Along
 * an axis of n ≥ 5 those are i, −i and 2(n − 1) − i; on shorter ones all n + 4 padded positions are tried.
 * `base`: of the input's image `image`, the number of its first output position; `add`: adds to `total` what
 * output `position` says through `tap`.
 */
export function gathered(bank: WaveletBankName, shape: readonly number[], base: string, add: string): string {
  const { stride } = waveletBanks[bank];
  const [, , h, w, c] = shape;
  const oh = outputSize(h, stride);
  const ow = outputSize(w, stride);
  const images = (n: number) => (n >= 5 ? 3 : n + 4);
  const image = (n: number, i: string, k: string) =>
    n >= 5 ? `select(select(2 * ${n - 1} - ${i}, -${i}, ${k} == 1), ${i}, ${k} == 0)` : `${k} - 2`;
  const isImage = (n: number, i: string, q: string, k: string) =>
    n >= 5
      ? `(${k} == 0 || (${k} == 1 && ${i} >= 1 && ${i} <= 2) || (${k} == 2 && ${i} <= ${n - 2} && ${q} <= ${n + 1}))`
      : `reflected(${q}, ${n}) == ${i}`;
  return `${reflected}${elementwise(
    sizeOf(shape),
    `
  let channel = i % ${c}u;
  let py = i32(i / ${w * c}u % ${h}u);
  let px = i32(i / ${c}u % ${w}u);
  let image = i / ${h * w * c}u;
  let base = ${base};
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
          ${add}
        }
      }
    }
  }
  dx[i] = total;`,
  )}`;
}

/** Gradient of `waveletModulus` with respect to x, of this shape. */
export function waveletModulusGradient(
  recorder: Recorder,
  dy: TensorInfo,
  phase: TensorInfo,
  bank: WaveletBankName,
  shape: number[],
  taps: TensorInfo,
): TensorInfo {
  const dx = recorder.allocate(shape);
  const c = shape[4];
  const [oh, ow] = dy.shape.slice(2);
  const half = phase.dtype === 'int32';
  recorder.run({
    key: `wavelets gradient ${bank} ${half} ${shape.join()}`,
    inputs: { dy, phase, taps },
    outputs: { dx },
    groups: groupsFor(sizeOf(shape)),
    code: () =>
      gathered(
        bank,
        shape,
        `image * ${oh * ow}u`,
        `
          let begin = position * ${5 * c}u;
          total = fma(dy[begin + channel], taps[tap], total);
          for (var k = 0u; k < 4u; k++) {
            let g = dy[begin + ${c}u + 4u * channel + k];
            ${
              half
                ? `let p = unpack2x16float(bitcast<u32>(phase[position * ${4 * c}u + 4u * channel + k]));`
                : `let at = position * ${8 * c}u + 4u * channel + k;
            let p = vec2f(phase[at], phase[at + ${4 * c}u]);`
            }
            total = fma(g, p.x * taps[(1u + k) * 25u + tap] + p.y * taps[(5u + k) * 25u + tap], total);
          }`,
      ),
  });
  return dx;
}

/** The nine filters of a bank, 9 × 25 f32. */
export const tapValues = (bank: WaveletBankName): Float32Array =>
  Float32Array.from(waveletTaps(bank).flatMap((t) => Array.from(t)));
