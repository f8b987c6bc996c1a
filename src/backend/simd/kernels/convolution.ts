import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { PatchOptions } from '../../ops/patches.ts';
import type { SimdBackend } from '../simdBackend.ts';

/** Neurons or channels of a panel of filters (assembly/patchTiles.ts). */
const PANEL = 8;
/** Neurons that are summed side by side (assembly/convolutionFilters.ts). */
const SUMMED = 16;

/** Sizes of the convolution of images `shape` [nets, images, h, w, c]. */
function sizesOf(shape: readonly number[], { size, stride, padding }: PatchOptions) {
  const [nets, images, h, w, c] = shape;
  const out = (n: number) => Math.floor((n + 2 * padding - size) / stride) + 1;
  const outShape = [out(h), out(w)];
  return {
    nets,
    outShape,
    positions: outShape[0] * outShape[1],
    taps: size * size,
    /** As the kernels take them. */
    sizes: { images, h, w, c, k: size, stride, padding },
  };
}

/**
 * Images go in groups of some 96 patches, fewer where there are few images: how they are grouped changes no
 * sum.
 */
function grouped(images: number, positions: number): { group: number; groups: number } {
  const wanted = Math.ceil(96 / positions);
  const least = Math.max(Math.ceil(6 / positions), Math.ceil(images / 8));
  const group = Math.max(1, Math.min(images, wanted, least));
  return { group, groups: Math.ceil(images / group) };
}

/** L applied to the patches of x, which are read where they lie. */
export function convolution(
  backend: SimdBackend,
  x: TensorInfo,
  l: TensorInfo,
  options: PatchOptions,
): TensorInfo {
  const { nets, outShape, positions, taps, sizes } = sizesOf(x.shape, options);
  const { images, h, w, c, padding } = sizes;
  const n = l.shape[1];
  const cut = grouped(images, positions);
  const panels = nets * Math.ceil(n / PANEL);
  const weights = panels * PANEL * c * taps;
  const from = { x: backend.address(x), l: backend.address(l) };
  const y = backend.allocate([nets, images, ...outShape, n]);
  backend.withScratch(weights * 4, (filters) => {
    backend.parallel('packFilters', panels, { work: weights }, { l: from.l, n, c, taps, out: filters });
    backend.parallel(
      'convolution',
      nets * cut.groups,
      {
        work: nets * images * positions * c * taps * n,
        scratch: backend.functions.convolutionScratch({ images: cut.group, h, w, c, padding }),
      },
      { x: from.x, ...sizes, filters, n, ...cut, y: backend.address(y) },
    );
  });
  return y;
}

/** Gradient of a convolution with respect to images `shape`. */
export function inputGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  l: TensorInfo,
  shape: number[],
  options: PatchOptions,
): TensorInfo {
  const { nets, positions, taps, sizes } = sizesOf(shape, options);
  const { images, h, w, c, k, stride } = sizes;
  const n = l.shape[1];
  const cut = grouped(images, positions);
  const units = nets * cut.groups;
  const work = nets * images * positions * c * taps * n;
  const from = { dy: backend.address(dy), l: backend.address(l) };
  const dx = backend.allocate(shape);
  const to = backend.address(dx);
  // Each pixel is given taps/stride² products; where it meets fewer, what a patch holds is the lesser work.
  if (h * w > 2 * positions * stride * stride) {
    const scratch = backend.functions.convolutionByPatchesScratch({ ...sizes, images: cut.group });
    const args = { ...from, ...sizes, n, ...cut, dx: to };
    backend.parallel('convolutionInputGradByPatches', units, { work, scratch }, args);
    return dx;
  }
  const panels = nets * Math.ceil(c / PANEL);
  const weights = panels * PANEL * n * taps;
  backend.withScratch(weights * 4, (filters) => {
    const packed = { l: from.l, n, c, k, stride, out: filters };
    backend.parallel('packFiltersForInputs', panels, { work: weights }, packed);
    const scratch = backend.functions.convolutionInputGradScratch({ ...sizes, images: cut.group, n });
    const args = { dy: from.dy, ...sizes, filters, n, ...cut, dx: to };
    backend.parallel('convolutionInputGrad', units, { work, scratch }, args);
  });
  return dx;
}

/** Gradient of a convolution of x with respect to its filters. */
export function filterGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  x: TensorInfo,
  options: PatchOptions,
): TensorInfo {
  const { nets, positions, taps, sizes } = sizesOf(x.shape, options);
  const { images, c, k } = sizes;
  const n = dy.shape[4];
  const inputs = c * taps;
  // At most 8 chunks of images, of 64 positions at least, by shape alone.
  const least = Math.max(Math.ceil(images / 8), Math.ceil(64 / positions));
  const chunk = Math.max(1, Math.min(images, least));
  const chunks = Math.ceil(images / chunk);
  const from = { x: backend.address(x), dy: backend.address(dy) };
  const dl = backend.allocate([nets, n, inputs]);
  backend.withScratch(nets * chunks * n * inputs * 4, (partials) => {
    backend.parallel(
      'convolutionFilterGrad',
      nets * chunks * k,
      {
        work: nets * images * positions * inputs * n,
        scratch: backend.functions.convolutionFilterGradScratch({ ...sizes, images: chunk, n }),
        grain: 1,
      },
      { ...from, ...sizes, n, chunk, chunks, partials },
    );
    backend.parallel(
      'convolutionFilterSum',
      nets * Math.ceil(n / SUMMED),
      { work: nets * chunks * inputs * n },
      { partials, chunks, c, taps, n, dl: backend.address(dl) },
    );
  });
  return dl;
}

/** The patches of x, written out. */
export function patches(backend: SimdBackend, x: TensorInfo, options: PatchOptions): TensorInfo {
  const { nets, outShape, taps, sizes } = sizesOf(x.shape, options);
  const { images, h, w, c, k, stride, padding } = sizes;
  const from = backend.address(x);
  const y = backend.allocate([nets, images, ...outShape, c * taps]);
  backend.parallel(
    'patches',
    nets * images,
    { work: util.sizeFromShape(y.shape) },
    { x: from, h, w, c, k, stride, padding, y: backend.address(y) },
  );
  return y;
}
