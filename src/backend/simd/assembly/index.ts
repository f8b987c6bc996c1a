export { gemm, gemmPartial, gemmScratch, gemmUnit, sumPartials } from './gemm';
export { convolution, convolutionScratch, packFilters } from './convolution';
export {
  convolutionByPatchesScratch,
  convolutionInputGrad,
  convolutionInputGradByPatches,
  convolutionInputGradScratch,
  packFiltersForInputs,
} from './convolutionInput';
export {
  convolutionFilterGrad,
  convolutionFilterGradScratch,
  convolutionFilterSum,
} from './convolutionFilters';
export { waveletModulus, waveletScratch } from './wavelets';
export { waveletModulusGrad } from './waveletGradients';
export { complexWaveletScratch, waveletComplex, waveletComplexGrad } from './complexWavelets';
export { divisiveNorm, divisiveNormGrad } from './divisiveNorm';
export { batchNormCombine, batchNormMoments, batchNormScratch, normalise } from './batchNorm';
export { batchNormGrad, batchNormGradSums } from './batchNormGradient';
export { patches } from './patches';
export { momentumUpdate } from './momentum';
