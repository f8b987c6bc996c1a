import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Parts } from '../../ops/complexField.ts';
import { waveletBanks, type WaveletBankName } from '../../ops/waveletFilters.ts';
import type { SimdBackend } from '../simdBackend.ts';

/** A bank of filters as the kernels take it (assembly/wavelets.ts). */
export interface Bank {
  stride: number;
  /** Address of its one-dimensional factors. */
  taps: number;
}

/** Multiply–adds of a bank for each number of the image, or so. */
const WORK = 30;

/** Every bank, its factors written into the backend's memory once and for all. */
export function storeBanks({ heap }: SimdBackend): Record<WaveletBankName, Bank> {
  const stored = Object.entries(waveletBanks).map(([name, bank]) => {
    const values = Float32Array.from([
      ...bank.phi,
      ...bank.gauss,
      ...bank.cos,
      ...bank.sin,
      ...bank.cosDiagonal,
      ...bank.sinDiagonal,
      bank.offset,
      bank.offsetDiagonal,
    ]);
    const taps = heap.allocate(values.byteLength);
    heap.floats(taps, values.length).set(values);
    return [name, { stride: bank.stride, taps }];
  });
  return Object.fromEntries(stored) as Record<WaveletBankName, Bank>;
}

/** Low pass and moduli of x, and the phases that the gradient needs. */
export function waveletModulus(backend: SimdBackend, x: TensorInfo, bank: Bank): [TensorInfo, TensorInfo] {
  const [nets, images, h, w, c] = x.shape;
  const size = [nets, images, Math.ceil(h / bank.stride), Math.ceil(w / bank.stride)];
  const from = backend.address(x);
  const y = backend.allocate([...size, 5 * c]);
  const phase = backend.allocate([...size, 8 * c]);
  backend.parallel(
    'waveletModulus',
    nets * images,
    { work: WORK * util.sizeFromShape(x.shape), scratch: backend.functions.waveletScratch({ h, w, c }) },
    { x: from, h, w, c, ...bank, y: backend.address(y), phase: backend.address(phase) },
  );
  return [y, phase];
}

/** Gradient of `waveletModulus` with respect to x, of this shape. */
export function waveletModulusGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  phase: TensorInfo,
  bank: Bank,
  shape: number[],
): TensorInfo {
  const [nets, images, h, w, c] = shape;
  const from = { dy: backend.address(dy), phase: backend.address(phase) };
  const dx = backend.allocate(shape);
  backend.parallel(
    'waveletModulusGrad',
    nets * images,
    { work: WORK * util.sizeFromShape(shape), scratch: backend.functions.waveletScratch({ h, w, c }) },
    { ...from, h, w, c, ...bank, dx: backend.address(dx) },
  );
  return dx;
}

/** Coefficients of a field z beside their moduli, as a complex field. */
export function waveletComplex(backend: SimdBackend, z: TensorInfo, bank: Bank, parts: Parts): TensorInfo {
  const [nets, all, h, w, c] = z.shape;
  const images = all / parts;
  const size = [nets, 2 * images, Math.ceil(h / bank.stride), Math.ceil(w / bank.stride)];
  const from = backend.address(z);
  const y = backend.allocate([...size, 10 * c]);
  backend.parallel(
    'waveletComplex',
    nets * images,
    {
      work: WORK * util.sizeFromShape(z.shape),
      scratch: backend.functions.complexWaveletScratch({ h, w, c }),
    },
    { z: from, images, parts, h, w, c, ...bank, y: backend.address(y) },
  );
  return y;
}

/** Gradient of `waveletComplex` with respect to z, of this shape. */
export function waveletComplexGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  y: TensorInfo,
  bank: Bank,
  parts: Parts,
  shape: number[],
): TensorInfo {
  const [nets, all, h, w, c] = shape;
  const from = { dy: backend.address(dy), y: backend.address(y) };
  const dz = backend.allocate(shape);
  backend.parallel(
    'waveletComplexGrad',
    nets * all,
    { work: WORK * util.sizeFromShape(shape), scratch: backend.functions.waveletScratch({ h, w, c }) },
    { ...from, images: all / parts, parts, h, w, c, ...bank, dz: backend.address(dz) },
  );
  return dz;
}
