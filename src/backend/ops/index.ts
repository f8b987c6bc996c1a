/**
 * The layer-level ops: every network is made of these, every backend may speed them up (docs/architecture.md
 * §3). What they return the caller disposes of, or a `tidy` around the call.
 */
export { EPS } from './kernel.ts';
export { waveletModulus, waveletModulusComplex } from './waveletModulus.ts';
export type { WaveletBankName } from './waveletFilters.ts';
export { splitComplex, type Parts } from './complexField.ts';
export { activate, batchNorm, normalise, type Activation } from './batchNorm.ts';
export { product, secondMoment } from './product.ts';
export { extractPatches, type PatchOptions } from './patches.ts';
export { convolution } from './convolution.ts';
export { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';
export { momentumUpdate, type MomentumOptions } from './momentumUpdate.ts';
export { divisiveNorm } from './divisiveNorm.ts';
