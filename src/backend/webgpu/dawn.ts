/**
 * Gives Node the GPU as a browser has it, through Dawn, on the machine's own driver. An adapter is found by
 * whoever asks for it, or none.
 */
export async function offerDawn(): Promise<GPU> {
  const offered = (globalThis.navigator as Navigator | undefined)?.gpu as GPU | undefined;
  if (offered) return offered;
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  return gpu;
}

/** What the GPU reported: tfjs 4.22 only warns, and a kernel that did not compile can look right. */
export const gpuErrors: string[] = [];

/**
 * For tests in Node: WebGPU through Dawn, on SwiftShader where scripts/test.mjs found a Vulkan driver beside
 * Chromium. False, saying why, where there is none. Has to come before anything asks for the backend.
 */
export async function startDawn(): Promise<boolean> {
  const gpu = await offerDawn();
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) {
    console.warn(
      'skipped: no WebGPU adapter in Node. scripts/test.mjs points to the Vulkan driver that comes with Chromium.',
    );
    return false;
  }
  const request = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (descriptor) => {
    const device = await request(descriptor);
    device.addEventListener('uncapturederror', (event) => gpuErrors.push(event.error.message));
    return device;
  };
  gpu.requestAdapter = async () => adapter;
  await import('@tensorflow/tfjs-backend-webgpu');
  return true;
}
