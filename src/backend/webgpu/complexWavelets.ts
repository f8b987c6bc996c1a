import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Parts } from '../ops/complexField.ts';
import { waveletBanks, type WaveletBankName } from '../ops/waveletFilters.ts';
import { elementwise, groupsFor, sizeOf, type Recorder } from './recorder.ts';
import { filtered, gathered, outputSize, reflected } from './wavelets.ts';

/** z [nets, parts·B, H, W, C] → [nets, 2B, H', W', 10C]: coefficients, then moduli. */
export function waveletComplex(
  recorder: Recorder,
  x: TensorInfo,
  bank: WaveletBankName,
  parts: Parts,
): TensorInfo {
  const { stride } = waveletBanks[bank];
  const [nets, all, h, w, c] = x.shape;
  const images = all / parts;
  const oh = outputSize(h, stride);
  const ow = outputSize(w, stride);
  const y = recorder.allocate([nets, 2 * images, oh, ow, 10 * c]);
  const threads = nets * images * oh * ow * c;
  const offset = (part: number) =>
    `((image / ${images}u * ${parts}u + ${part}u) * ${images}u + image % ${images}u) * ${h * w * c}u`;
  // (a + ib)∗(Re ψ + i Im ψ).
  const re = (q: number) => (parts === 1 ? `a${q}` : `(a${q} - b${q + 4})`);
  const im = (q: number) => (parts === 1 ? `a${q + 4}` : `(a${q + 4} + b${q})`);
  recorder.run({
    key: `complex wavelets ${bank} ${parts} ${x.shape.join()}`,
    inputs: { x },
    outputs: { y },
    groups: groupsFor(threads),
    code: () =>
      `${reflected}${elementwise(
        threads,
        `
  let image = i / ${c * oh * ow}u;
  ${filtered(
    bank,
    x.shape,
    ['a', 'b'].slice(0, parts).map((name, part) => ({ name, offset: offset(part) })),
  )}
  let real = ((image / ${images}u * ${2 * images}u + image % ${images}u) * ${oh * ow}u + position % ${oh * ow}u) * ${10 * c}u;
  let imaginary = real + ${images * oh * ow * 10 * c}u;
  let low = ${parts === 1 ? '0.0' : 'b0'};
  y[real + channel] = a0;
  y[real + ${5 * c}u + channel] = sqrt(a0 * a0 + low * low);
  y[imaginary + channel] = low;
  y[imaginary + ${5 * c}u + channel] = 0.0;
  ${[0, 1, 2, 3]
    .map(
      (k) => `
  let re${k} = ${re(1 + k)};
  let im${k} = ${im(1 + k)};
  y[real + ${c + k}u + 4u * channel] = re${k};
  y[real + ${6 * c + k}u + 4u * channel] = sqrt(re${k} * re${k} + im${k} * im${k});
  y[imaginary + ${c + k}u + 4u * channel] = im${k};
  y[imaginary + ${6 * c + k}u + 4u * channel] = 0.0;`,
    )
    .join('')}`,
      )}`,
  });
  return y;
}

/**
 * First dy of every coefficient, its own and that of its modulus along its phase; then gathered as for real
 * fields.
 */
export function waveletComplexGradient(
  recorder: Recorder,
  dy: TensorInfo,
  y: TensorInfo,
  bank: WaveletBankName,
  parts: Parts,
  shape: number[],
  taps: TensorInfo,
): TensorInfo {
  const [nets, all, , , c] = shape;
  const images = all / parts;
  const [oh, ow] = dy.shape.slice(2);
  const half = images * oh * ow * 10 * c;
  const g = recorder.allocate([nets, 2, images, oh, ow, 5 * c]);
  const dx = recorder.allocate(shape);
  const threads = nets * images * oh * ow * 5 * c;
  recorder.run({
    key: `complex wavelets phase gradient ${dy.shape.join()}`,
    inputs: { dy, y },
    outputs: { g },
    groups: groupsFor(threads),
    code: () =>
      elementwise(
        threads,
        `
  let net = i / ${images * oh * ow * 5 * c}u;
  let inside = i % ${images * oh * ow * 5 * c}u;
  let real = net * ${2 * half}u + inside / ${5 * c}u * ${10 * c}u + inside % ${5 * c}u;
  let modulus = y[real + ${5 * c}u];
  let along = dy[real + ${5 * c}u] * select(0.0, 1.0 / modulus, modulus > 0.0);
  let to = net * ${half}u + inside;
  g[to] = fma(along, y[real], dy[real]);
  g[to + ${half / 2}u] = fma(along, y[real + ${half}u], dy[real + ${half}u]);`,
      ),
  });
  const gather = (part: string, own: string, other: string, sign: string) => `
          let begin = position * ${5 * c}u;
          total = fma(g[begin + ${part} + channel], taps[tap], total);
          for (var k = 0u; k < 4u; k++) {
            let p = begin + ${c}u + 4u * channel + k;
            total = fma(g[p + ${own}], taps[(1u + k) * 25u + tap], total);
            total = fma(${sign}g[p + ${other}], taps[(5u + k) * 25u + tap], total);
          }`;
  // b of z = a + ib sees (Im, −Re) where a sees (Re, Im).
  recorder.run({
    key: `complex wavelets gradient ${bank} ${parts} ${shape.join()}`,
    inputs: { g, taps },
    outputs: { dx },
    groups: groupsFor(sizeOf(shape)),
    code: () =>
      gathered(
        bank,
        shape,
        `(image / ${images * parts}u * ${2 * images}u + image % ${images}u) * ${oh * ow}u`,
        parts === 1
          ? gather('0u', '0u', `${half / 2}u`, '')
          : `if (image / ${images}u % 2u == 0u) {${gather('0u', '0u', `${half / 2}u`, '')}
          } else {${gather(`${half / 2}u`, `${half / 2}u`, '0u', '-')}
          }`,
      ),
  });
  recorder.release(g);
  return dx;
}
