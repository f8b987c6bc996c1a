type Args = number[];

/** Kernels that run over a range of units: (from, to, scratch address, …arguments). Pointers are byte addresses, sizes in elements. */
export interface ParallelKernels {
  gemm(...args: Args): void;
  gemmPartial(...args: Args): void;
  sumPartials(...args: Args): void;
  convolution(...args: Args): void;
  convolutionInputGrad(...args: Args): void;
  convolutionInputGradByPatches(...args: Args): void;
  convolutionFilterGrad(...args: Args): void;
  convolutionFilterSum(...args: Args): void;
  packFilters(...args: Args): void;
  packFiltersForInputs(...args: Args): void;
  waveletModulus(...args: Args): void;
  waveletModulusGrad(...args: Args): void;
  waveletComplex(...args: Args): void;
  waveletComplexGrad(...args: Args): void;
  divisiveNorm(...args: Args): void;
  divisiveNormGrad(...args: Args): void;
  batchNormMoments(...args: Args): void;
  batchNormCombine(...args: Args): void;
  batchNormGradSums(...args: Args): void;
  batchNormGrad(...args: Args): void;
  normalise(...args: Args): void;
  patches(...args: Args): void;
  momentumUpdate(...args: Args): void;
}
export type ParallelKernel = keyof ParallelKernels;

/** Functions of the compiled module (assembly/index.ts). */
export interface KernelExports extends ParallelKernels {
  gemmUnit(): number;
  gemmScratch(): number;
  convolutionScratch(images: number, h: number, w: number, c: number, padding: number): number;
  convolutionInputGradScratch(
    images: number,
    h: number,
    w: number,
    c: number,
    k: number,
    stride: number,
    padding: number,
    n: number,
  ): number;
  convolutionByPatchesScratch(
    images: number,
    h: number,
    w: number,
    c: number,
    k: number,
    stride: number,
    padding: number,
  ): number;
  convolutionFilterGradScratch(
    images: number,
    h: number,
    w: number,
    c: number,
    k: number,
    stride: number,
    padding: number,
    n: number,
  ): number;
  waveletScratch(h: number, w: number, c: number): number;
  complexWaveletScratch(h: number, w: number, c: number): number;
  batchNormScratch(c: number): number;
}
