import { env, findBackend, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { DeviceUnavailable } from './deviceUnavailable.ts';
import { gpuProblem, guardBuffers, largestTensor } from './gpuMemory.ts';
import { miniatureStep, miniatureSteps } from './miniature.ts';
import { tryThreads, worthTrying } from './threadTrial.ts';

export type DevicePreference = 'auto' | 'webgpu' | 'webgpu-f16' | 'simd' | 'webgl' | 'cpu';

export interface DeviceInfo {
  /** Exact name, variant included: "CPU, relaxed SIMD, 2 threads". */
  name: string;
  /** In words: why this one. */
  reason: string;
  trials: Trial[];
}

interface Trial {
  name: string;
  imagesPerSecond: number | null;
  note?: string;
}

export { DeviceUnavailable };

interface Candidate {
  backend: 'webgpu' | 'simd' | 'webgl' | 'cpu';
  title: string;
  prepare(threads: number): Promise<string>;
}

/**
 * Makes the preferred device tfjs's backend; 'auto' takes the fastest by a short measured trial. `threads` of
 * the CPU: 0 for as many as are fastest in it.
 */
export async function chooseDevice(preference: DevicePreference, threads = 0): Promise<DeviceInfo> {
  if (preference !== 'auto') {
    const name = await candidates[preference].prepare(threads).catch((error: unknown) => {
      throw new DeviceUnavailable(
        `${candidates[preference].title} was asked for: ${error instanceof Error ? error.message : String(error)}. Choose "Fastest here" or another device.`,
      );
    });
    await use(candidates[preference].backend, preference === 'webgpu-f16' ? 'f16' : 'f32');
    if (wantsGpu(preference)) await selfTest();
    // How many threads are fastest is asked of the CPU whoever chose it.
    if (preference !== 'simd' || threads !== 0 || cpuThreads() === 1)
      return { name, reason: 'chosen by you', trials: [] };
    const trials = await measure('simd', name, threads);
    return { name: trials[0].name, reason: ['chosen by you', ...trials.map(inWords)].join('; '), trials };
  }
  const trials: Trial[] = [];
  let best: { backend: DevicePreference; name: string; imagesPerSecond: number } | null = null;
  for (const backend of ['webgpu', 'simd', 'cpu'] as const) {
    if (backend === 'cpu' && best) {
      trials.push({
        name: candidates.cpu.title,
        imagesPerSecond: null,
        note: 'not tried: plain tfjs on the CPU is many times slower than the kernels here',
      });
      continue;
    }
    try {
      const name = await candidates[backend].prepare(threads);
      if (backend === 'webgpu' && softwareAdapter) {
        trials.push({
          name,
          imagesPerSecond: null,
          note: 'not tried: a GPU imitated in software is slower than the CPU itself',
        });
        continue;
      }
      await use(backend);
      if (backend === 'webgpu') await selfTest();
      const measured = await measure(backend, name, threads);
      trials.push(...measured);
      if (!best || measured[0].imagesPerSecond > best.imagesPerSecond) best = { backend, ...measured[0] };
    } catch (error) {
      trials.push({
        name: candidates[backend].title,
        imagesPerSecond: null,
        note: error instanceof Error ? error.message : String(error),
      });
    }
  }
  if (!best) throw new DeviceUnavailable(`No device here can train: ${trials.map(inWords).join('; ')}`);
  const { backend, name, imagesPerSecond } = best;
  await use(backend);
  const others = trials.filter((t) => t.name !== name).map((t) => `; ${inWords(t)}`);
  return {
    name,
    reason: `fastest in a short trial: ${imagesPerSecond} images/s${others.join('')}`,
    trials,
  };
}

const inWords = ({ name, imagesPerSecond, note }: Trial): string =>
  imagesPerSecond === null ? `${name}: ${note}` : `${name} reached ${imagesPerSecond} images/s`;

/** What of a device's name is in the last bits of its results: CPU threads are not. */
export const arithmeticOf = (name: string): string => name.replace(/, \d+ threads?$/, '');

let threadsInUse = 0;
/** Threads of the CPU's kernels that are in use, the calling one included; 0 before they are prepared. */
export const cpuThreads = (): number => threadsInUse;

/** WebGPU asked for by name, which a page has of itself and Node through Dawn. */
export const wantsGpu = (preference: DevicePreference): boolean =>
  preference === 'webgpu' || preference === 'webgpu-f16';

/**
 * True if a net gets the same bits in a batch of several as alone: kernels of the device cut their sums by
 * the shapes of one net.
 */
export const sameInCompany = (preference: DevicePreference): boolean => preference === 'simd';

let softwareAdapter = false;
let gpuError: string | null = null;
/**
 * How the GPU was lost, in words, or null. A lost GPU stays lost, so this is never cleared: every later
 * question about it gets this answer.
 */
let lost: string | null = null;
const watched = new WeakSet<GPUDevice>();

/**
 * True once the GPU is lost. tfjs 4.22 cannot start its WebGPU backend again on another device, so the worker
 * has to be replaced.
 */
export const deviceIsLost = (): boolean => lost !== null;

const webgpu: Candidate = {
  backend: 'webgpu',
  title: 'WebGPU',
  async prepare() {
    // tfjs 4.22 reads properties of a null adapter (https://github.com/tensorflow/tfjs/issues/8094): asked
    // for here first. May go once its backend says by itself that there is none.
    const adapter = await (globalThis.navigator as Navigator | undefined)?.gpu?.requestAdapter({
      powerPreference: 'high-performance',
    });
    if (!adapter) throw new DeviceUnavailable('no GPU adapter is offered here');
    const info = adapter.info;
    const words = `${info?.vendor ?? ''} ${info?.architecture ?? ''} ${info?.description ?? ''}`.trim();
    softwareAdapter =
      /swiftshader|llvmpipe|lavapipe|software/i.test(words) || info?.isFallbackAdapter === true;
    await import('@tensorflow/tfjs-backend-webgpu');
    env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 64);
    return `WebGPU (${words || 'unnamed adapter'}${softwareAdapter ? ', software' : ''})`;
  },
};

const candidates: Record<Exclude<DevicePreference, 'auto'>, Candidate> = {
  webgpu,
  'webgpu-f16': { ...webgpu, prepare: async (threads) => `${await webgpu.prepare(threads)}, 16-bit phases` },
  simd: {
    backend: 'simd',
    title: 'CPU, SIMD',
    async prepare(threads) {
      const { registerSimdBackend, simdThreads, simdVariant } = await import('./simd/backend.ts');
      if (!(await registerSimdBackend(threads)))
        throw new DeviceUnavailable('WebAssembly SIMD is missing here');
      threadsInUse = simdThreads();
      return `CPU, ${simdVariant()}`;
    },
  },
  webgl: {
    backend: 'webgl',
    title: 'WebGL',
    async prepare() {
      await import('@tensorflow/tfjs-backend-webgl');
      return 'WebGL (plain tfjs)';
    },
  },
  cpu: {
    backend: 'cpu',
    title: 'CPU, plain tfjs',
    async prepare() {
      await import('@tensorflow/tfjs-backend-cpu');
      return 'CPU, plain tfjs';
    },
  },
};

/** What we use of tfjs's. */
interface WebgpuBackend {
  device: GPUDevice;
  bufferManager: Parameters<typeof guardBuffers>[0];
}

/** The most bytes a tensor can have on the device in use; no limit but memory on the CPU. */
export const tensorLimit = (): number =>
  getBackend() === 'webgpu'
    ? largestTensor((findBackend('webgpu') as unknown as WebgpuBackend).device.limits)
    : Infinity;

async function use(backend: string, storage: 'f32' | 'f16' = 'f32'): Promise<void> {
  const ok = await setBackend(backend).catch(() => false);
  if (!ok) throw new DeviceUnavailable(`${backend}: tfjs could not start it here`);
  await ready();
  if (backend !== 'webgpu') return;
  (await import('./webgpu/index.ts')).registerWebgpuKernels(storage);
  const { device, bufferManager } = findBackend('webgpu') as unknown as WebgpuBackend;
  if (watched.has(device)) return;
  watched.add(device);
  guardBuffers(bufferManager, device.limits);
  device.addEventListener('uncapturederror', (event) => {
    gpuError ??= gpuProblem(event.error);
  });
  void device.lost.then(({ message }) => {
    lost = lostGpu(message);
  });
}

const lostGpu = (message: string): string =>
  `The GPU was lost${message ? ` (${message.trim().replace(/\.$/, '')})` : ''}. If that happens again, choose another device.`;

/**
 * Throws what the GPU reported since the last check: tfjs 4.22 only warns of it. May go once tfjs rejects
 * what an error spoilt (https://github.com/tensorflow/tfjs/pull/6806, open).
 */
export function checkGpu(): void {
  const message = (getBackend() === 'webgpu' ? lost : null) ?? gpuError;
  if (!message) return;
  gpuError = null;
  throw new DeviceUnavailable(message);
}

/**
 * Why something failed: a lost GPU fails whatever is asked of it, in words of its own, and is told a moment
 * later; else the error itself.
 */
export async function causeOf(error: unknown): Promise<unknown> {
  if (getBackend() === 'webgpu') {
    for (let wait = 0; wait < 10 && !lost; wait++) await new Promise((resolve) => setTimeout(resolve, 50));
    // Seconds later, where much work was queued. Reading back breaks off for no other reason: nothing here
    // unmaps what is being read.
    if (error instanceof DOMException && error.message.includes('mapAsync')) lost ??= lostGpu('');
  }
  try {
    checkGpu();
    return error;
  } catch (reported) {
    return reported;
  }
}

/** The device must agree with the plain composition on the CPU before it is trusted. */
async function selfTest(): Promise<void> {
  const backend = getBackend();
  const got = await miniatureStep(4);
  checkGpu();
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  const expected = await miniatureStep(4);
  await setBackend(backend);
  const worst = expected.reduce((max, e, i) => Math.max(max, Math.abs(e - got[i]) / (1 + Math.abs(e))), 0);
  if (!(worst < 1e-3))
    throw new DeviceUnavailable(
      `${backend}: a test step differs from the CPU by ${worst.toExponential(1)}; this device is not trusted`,
    );
}

/** Milliseconds of a trial, and of one of its slices where several numbers of threads take turns. */
const TRIAL = 500;
const SLICE = 80;

/**
 * Measures the speed of the device in use; of the CPU's kernels, where the number of threads is left to us,
 * that of each number tried, the fastest first and set.
 */
async function measure(
  backend: Candidate['backend'],
  name: string,
  threads: number,
): Promise<{ name: string; imagesPerSecond: number }[]> {
  // The first step compiles.
  await miniatureStep(64);
  if (backend !== 'simd' || threads !== 0 || cpuThreads() === 1) {
    const { images, ms } = await miniatureSteps(TRIAL);
    return [{ name, imagesPerSecond: Math.round((1000 * images) / ms) }];
  }
  const tried = await tryThreads(worthTrying(cpuThreads()), async (count) => {
    await candidates.simd.prepare(count);
    return miniatureSteps(SLICE);
  });
  const named = [];
  for (const { threads: count, imagesPerSecond } of tried)
    named.push({ name: await candidates.simd.prepare(count), imagesPerSecond: Math.round(imagesPerSecond) });
  await candidates.simd.prepare(tried[0].threads);
  return named;
}
