import { matMul, ready, setBackend, type Tensor2D } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Work } from '../../work.ts';
import type { Job } from '../worker.ts';
import { trainConvolutions } from './convolutions.ts';
import { trainNetwork } from './network.ts';
import { tfjsProducts } from './product.ts';
import { softwareGpu } from './steps.ts';

type Backend = 'cpu' | 'webgl' | 'webgpu' | 'wasm';

/**
 * tfjs as it comes, with none of our kernels: the CNN in its own ops, scattering networks in our compositions
 * of them.
 */
export async function stock(backend: Backend): Promise<(work: Work) => Promise<Job>> {
  const software = backend === 'webgpu' && (await softwareGpu());
  const threads = await load(backend);
  if (!(await setBackend(backend).catch(() => false)))
    throw new Error(`tfjs could not start its backend ${backend}`);
  await ready();
  const name = `tfjs 4.22 ${backend}${threads ? `, ${threads} thread${threads > 1 ? 's' : ''}` : ''}`;
  return async (work) => {
    if (work.kind === 'train')
      return work.network === 'cnn'
        ? trainConvolutions(work, name, software)
        : trainNetwork(work, name, software);
    if (work.kind === 'product')
      return tfjsProducts(work, name, false, (a, b) =>
        matMul(a as Tensor2D, b as Tensor2D, work.transposeA, work.transposeB),
      );
    throw new Error(`${work.kind} is not measured in the browser`);
  };
}

/** Registers the backend; returns the number of its threads where it has any. */
async function load(backend: Backend): Promise<number> {
  switch (backend) {
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return 1;
    case 'webgl':
      await import('@tensorflow/tfjs-backend-webgl');
      return 0;
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      return 0;
    case 'wasm':
      return loadWasm();
  }
}

async function loadWasm(): Promise<number> {
  const { getThreadsCount, setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const [plain, simd, threaded] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
  ]);
  const absolute = (path: string) => new URL(path, self.location.href).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': absolute(plain.default),
    'tfjs-backend-wasm-simd.wasm': absolute(simd.default),
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(threaded.default),
  });
  setThreadsCount(navigator.hardwareConcurrency);
  await setBackend('wasm');
  await ready();
  return getThreadsCount();
}
