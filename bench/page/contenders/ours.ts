import { chooseDevice } from '../../../src/backend/device.ts';
import { batchedProduct } from '../../../src/backend/ops/product.ts';
import type { Work } from '../../work.ts';
import type { Job } from '../worker.ts';
import { trainNetwork } from './network.ts';
import { tfjsProducts } from './product.ts';
import { softwareGpu } from './steps.ts';

/** Our networks and kernels, on the device as the app chooses it. */
export async function ours(device: 'simd' | 'webgpu' | 'webgpu-f16'): Promise<(work: Work) => Promise<Job>> {
  const software = device !== 'simd' && (await softwareGpu());
  const name = `Rainbow Lab, ${(await chooseDevice(device)).name.replace(/^CPU, /, '')}`;
  return async (work) => {
    if (work.kind === 'train') return trainNetwork(work, name, software);
    if (work.kind === 'product')
      return tfjsProducts(work, name, true, (a, b) => batchedProduct(a, b, work.transposeA, work.transposeB));
    throw new Error(`${work.kind} is not measured in the browser`);
  };
}
