import { env, type DataId, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * What we use of tfjs's WebGPUBackend (4.22); much of it is private there, so check it with every new
 * version. May go once it offers several outputs a dispatch.
 */
interface Backend {
  device: GPUDevice;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  commandQueueOwnedIds: WeakSet<DataId>;
  tensorMap: { get(id: DataId): { resource: GPUBuffer; values: unknown } };
  incRef(id: DataId): void;
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
  uploadToGPU(id: DataId): void;
  disposeData(id: DataId): boolean;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Threads in a workgroup of kernels that need no other number. */
export const THREADS = 256;
/** Workgroups along one axis that every device has. */
const AXIS = 65_535;
/** Bind groups kept of a pipeline: steps of training take the same buffers again from tfjs's pool. */
const BIND_GROUPS = 64;

export interface Dispatch {
  /** Tells pipelines apart: the kernel and all shapes that are written into its code. */
  key: string;
  inputs: Record<string, TensorInfo>;
  outputs: Record<string, TensorInfo>;
  /** Workgroups; none: no work. */
  groups: [x: number, y: number, z: number];
  /** WGSL with an entry point `main`; bindings are declared from the names above. */
  code: () => string;
}

/**
 * Records compute work of our own on tfjs's WebGPU backend, in order with tfjs's. Unlike `runWebGPUProgram`
 * it takes several outputs and no uniforms: shapes are constants of the code, so that a dispatch costs little
 * JavaScript.
 */
export class Recorder {
  readonly #pipelines = new Map<
    string,
    { pipeline: GPUComputePipeline; layout: GPUBindGroupLayout; bindGroups: Map<string, GPUBindGroup> }
  >();
  readonly #names = new WeakMap<GPUBuffer, string>();
  #buffers = 0;
  readonly #backend: Backend;

  constructor(backend: unknown) {
    this.#backend = backend as Backend;
  }

  allocate(shape: number[], dtype: DataType = 'float32'): TensorInfo {
    return this.#backend.makeTensorInfo(shape, dtype);
  }

  /** Gives a tensor back once the work recorded so far is done. */
  release(info: TensorInfo): void {
    this.#backend.disposeData(info.dataId);
  }

  /** A tensor that was an output of `run` and is an input of the kernel as well, as the kernel's result. */
  again({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape, dtype };
  }

  #nameOf(buffer: GPUBuffer): string {
    let name = this.#names.get(buffer);
    if (name === undefined) this.#names.set(buffer, (name = (this.#buffers++).toString(36)));
    return name;
  }

  run({ key, inputs, outputs, groups, code }: Dispatch): void {
    const backend = this.#backend;
    const tensors = [...Object.values(inputs), ...Object.values(outputs)];
    if (groups.some((n) => n === 0)) return;
    if (groups.some((n) => n > AXIS))
      throw new RangeError(
        `${key}: too much work for one dispatch (${groups.join(' × ')} workgroups). Use a smaller batch.`,
      );
    let made = this.#pipelines.get(key);
    if (!made) {
      const names = [...Object.keys(inputs), ...Object.keys(outputs)];
      const reads = Object.keys(inputs).length;
      const bindings = names
        .map((name, i) => {
          const access = i < reads ? 'read' : 'read_write';
          const type = tensors[i].dtype === 'int32' ? 'i32' : 'f32';
          return `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${type}>;`;
        })
        .join('\n');
      const module = backend.device.createShaderModule({ code: `${bindings}\n${code()}`, label: key });
      const pipeline = backend.device.createComputePipeline({
        layout: 'auto',
        label: key,
        compute: { module, entryPoint: 'main' },
      });
      made = { pipeline, layout: pipeline.getBindGroupLayout(0), bindGroups: new Map() };
      this.#pipelines.set(key, made);
    }
    // Uploads may end the compute pass: all before it is begun.
    for (const { dataId } of tensors) {
      backend.uploadToGPU(dataId);
      backend.commandQueueOwnedIds.add(dataId);
    }
    // What was read back before is out of date for a tensor changed in place.
    for (const { dataId } of Object.values(outputs)) backend.tensorMap.get(dataId).values = null;
    const buffers = tensors.map(({ dataId }) => backend.tensorMap.get(dataId).resource);
    const names = buffers.map((buffer) => this.#nameOf(buffer)).join();
    let bindGroup = made.bindGroups.get(names);
    if (!bindGroup) {
      bindGroup = backend.device.createBindGroup({
        layout: made.layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      if (made.bindGroups.size >= BIND_GROUPS) made.bindGroups.clear();
      made.bindGroups.set(names, bindGroup);
    }
    backend.ensureCommandEncoderReady();
    backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass();
    backend.computePassEncoder.setPipeline(made.pipeline);
    backend.computePassEncoder.setBindGroup(0, bindGroup);
    backend.computePassEncoder.dispatchWorkgroups(...groups);
    backend.dispatchCountInPass++;
    if ((env().get('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE') as number) <= backend.dispatchCountInPass) {
      backend.endComputePassEncoder();
      backend.submitQueue();
    }
  }
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Workgroups for one thread an element; the code begins with `elementwise`. */
export const groupsFor = (elements: number): [number, number, number] => {
  const groups = Math.ceil(elements / THREADS);
  return [Math.min(groups, AXIS), Math.ceil(groups / AXIS), 1];
};

/** Entry point of one thread an element: declares `i`, and ends the threads beyond the last. */
export const elementwise = (elements: number, body: string): string => `
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * ${AXIS}u + group.x) * ${THREADS}u + local;
  if (i >= ${elements}u) { return; }
  ${body}
}`;

/** A number as WGSL writes an f32. */
export const f32 = (x: number): string => {
  const text = String(Math.fround(x));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
};
