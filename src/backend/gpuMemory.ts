import { DeviceUnavailable } from './deviceUnavailable.ts';

/** What of a WebGPU device says how large a buffer may be, in bytes. */
export type BufferLimits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Where tfjs's WebGPU backend has all its buffers from. */
interface BufferManager {
  acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
}

/** GPUBufferUsage.STORAGE, by its number: Node has no such global. */
const STORAGE = 0x80;

/** The most bytes a tensor can have: kernels bind its buffer whole. */
export const largestTensor = ({ maxBufferSize, maxStorageBufferBindingSize }: BufferLimits): number =>
  Math.min(maxBufferSize, maxStorageBufferBindingSize);

/** In MiB, as the limits of devices are. */
const size = (bytes: number): string =>
  `${(bytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`;

const tooLittle = (why: string, advice: string): string =>
  `The GPU has too little memory for this: ${why}. ${advice}, or choose the CPU.`;
const ADVICE = 'Use a smaller batch, fewer images to align on or a narrower network';

/** For something of this many bytes, more than the `limit`; `advice` says what to lower. */
export const tooLarge = (what: string, bytes: number, limit: number, advice = ADVICE): DeviceUnavailable =>
  new DeviceUnavailable(
    tooLittle(`${what} takes ${size(bytes)}, and it holds at most ${size(limit)} in one piece`, advice),
  );

/**
 * From now on a buffer beyond the limits is refused with DeviceUnavailable before it is asked for. Engines
 * refuse it later, as something invalid and each in words of its own.
 */
export function guardBuffers(manager: BufferManager, limits: BufferLimits): void {
  const acquire = manager.acquireBuffer.bind(manager);
  manager.acquireBuffer = (bytes, usage, mapped, reuse) => {
    const limit = usage & STORAGE ? largestTensor(limits) : limits.maxBufferSize;
    if (bytes > limit) throw tooLarge('one of its tensors', bytes, limit);
    return acquire(bytes, usage, mapped, reuse);
  };
}

/**
 * What an error that the GPU reported means to a person: sizes within the limits can still be more than it
 * has left.
 */
export const gpuProblem = (error: GPUError): string =>
  error instanceof GPUOutOfMemoryError
    ? tooLittle(error.message.split('\n')[0].replace(/\.$/, ''), ADVICE)
    : `WebGPU reported an error: ${error.message}`;
