/** What the GPU reported: tfjs itself only warns, and a kernel that did not compile can look right. */
export const gpuErrors: string[] = [];

/**
 * For tests in Node: WebGPU through Dawn, on SwiftShader where scripts/test.mjs found a Vulkan driver beside Chromium. False,
 * saying why, where there is none. Has to come before anything asks for the backend.
 */
export async function startDawn(): Promise<boolean> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) {
    console.warn('skipped: no WebGPU adapter in Node. scripts/test.mjs points to the Vulkan driver that comes with Chromium.');
    return false;
  }
  const request = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (descriptor) => {
    const device = await request(descriptor);
    device.addEventListener('uncapturederror', (event) => gpuErrors.push(event.error.message));
    return device;
  };
  gpu.requestAdapter = async () => adapter;
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  return true;
}
