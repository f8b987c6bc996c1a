export { gemm, gemmScratch } from './gemm';
export { waveletModulus, waveletModulusGrad, waveletScratch } from './wavelets';
export { batchNorm, batchNormGrad, batchNormScratch, normalise } from './batchNorm';
export { patches, patchesGrad } from './patches';
export { momentumUpdate } from './momentum';
