import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  env,
  registerBackend,
  util,
  type DataId,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** A program as the GPU would be given it. */
export interface Program {
  /** What tells it apart: the kernel and the shapes written into its code. */
  key: string;
  /** WGSL, with the declarations of its buffers. */
  code: string;
  /** Workgroups of its first dispatch. */
  groups: number[];
}

const codes = new Map<string, string>();
let dispatched = new Map<string, Program>();

/** Takes the place of a GPU: keeps the text of every program and computes nothing. */
const device = {
  createShaderModule: ({ label, code }: { label: string; code: string }) => void codes.set(label, code),
  createComputePipeline: ({ label }: { label: string }) => ({ label, getBindGroupLayout: () => ({}) }),
  createBindGroup: () => ({}),
};

/** A compute pass that notes what would be dispatched. */
class PaperPass {
  #key = '';
  setPipeline({ label }: { label: string }): void {
    this.#key = label;
  }
  setBindGroup(): void {}
  dispatchWorkgroups(...groups: number[]): void {
    if (dispatched.has(this.#key)) return;
    dispatched.set(this.#key, { key: this.#key, code: codes.get(this.#key)!, groups });
  }
}

/**
 * tfjs's CPU backend with the members of its WebGPU backend that the recorder uses. What our kernels make
 * stays 0.
 */
class PaperBackend extends MathBackendCPU {
  readonly device = device;
  readonly computePassEncoder = new PaperPass();
  readonly commandQueueOwnedIds = new WeakSet<DataId>();
  readonly tensorMap = { get: () => ({ resource: {}, values: null }) };
  dispatchCountInPass = 0;

  override makeTensorInfo(
    shape: number[],
    dtype: DataType,
    values?: Parameters<MathBackendCPU['makeTensorInfo']>[2],
  ): TensorInfo {
    const zeros = util.makeZerosTypedArray(util.sizeFromShape(shape), dtype as 'float32');
    return super.makeTensorInfo(shape, dtype, values ?? zeros);
  }

  uploadToGPU(): void {}
  ensureCommandEncoderReady(): void {}
  endComputePassEncoder(): void {}
  submitQueue(): void {}
}

/**
 * For tests without a GPU: puts a backend that only writes programs down in the place of tfjs's 'webgpu'. Ops
 * that are not ours are those of the CPU. Has to come before anything asks for the real one.
 */
export function registerPaperBackend(): void {
  env().registerFlag('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', () => 64);
  copyRegisteredKernels('cpu', 'webgpu');
  registerBackend('webgpu', () => new PaperBackend());
}

/** The programs that `run` has dispatched, each once, in order. */
export function programsOf(run: () => void): Program[] {
  dispatched = new Map();
  run();
  return [...dispatched.values()];
}
