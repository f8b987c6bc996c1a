export { gemm, gemmPartial, gemmScratch, gemmUnit, sumPartials } from './gemm';
export {
  convolution,
  convolutionByPatchesScratch,
  convolutionFilterGrad,
  convolutionFilterGradScratch,
  convolutionFilterSum,
  convolutionInputGrad,
  convolutionInputGradByPatches,
  convolutionInputGradScratch,
  convolutionScratch,
  packFilters,
  packFiltersForInputs,
} from './convolution';
export { waveletModulus, waveletModulusGrad, waveletScratch } from './wavelets';
export { complexWaveletScratch, waveletComplex, waveletComplexGrad } from './complexWavelets';
export { divisiveNorm, divisiveNormGrad } from './divisiveNorm';
export {
  batchNormCombine,
  batchNormGrad,
  batchNormGradSums,
  batchNormMoments,
  batchNormScratch,
  normalise,
} from './batchNorm';
export { patches } from './patches';
export { momentumUpdate } from './momentum';
