import type { Tensor } from '@tensorflow/tfjs-core';
import { CHECK_STEPS, type Ready } from '../../work.ts';
import type { Job } from '../worker.ts';

/**
 * A job of steps that start work and return what is worth waiting for. Reads the first results one by one,
 * for the check; a timed block waits only for the last.
 */
export async function tfjsSteps(
  name: string,
  step: () => Tensor[],
  options: { software?: boolean; dispose(): void },
): Promise<Job> {
  const check: number[] = [];
  let seconds = 0;
  for (let i = 0; i < CHECK_STEPS; i++) {
    const start = performance.now();
    const losses = step();
    for (const loss of losses) check.push(...(await loss.data()));
    losses.forEach((loss) => loss.dispose());
    seconds = (performance.now() - start) / 1000;
  }
  const ready: Ready = { name, check, seconds, software: options.software };
  return {
    ready,
    dispose: () => options.dispose(),
    async run(repetitions) {
      const start = performance.now();
      let script = 0;
      for (let i = 1; i <= repetitions; i++) {
        const from = performance.now();
        const losses = step();
        script += performance.now() - from;
        if (i === repetitions) await Promise.all(losses.map((loss) => loss.data()));
        losses.forEach((loss) => loss.dispose());
      }
      return { seconds: (performance.now() - start) / 1000, script: script / 1000 };
    },
  };
}

/** Is there a GPU behind WebGPU, or its imitation on the CPU? */
export async function softwareGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error('no GPU adapter is offered here');
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info as GPUAdapterInfo & {
    isFallbackAdapter?: boolean;
  };
  return (
    isFallbackAdapter === true ||
    /swiftshader|llvmpipe|lavapipe|software/i.test(`${vendor} ${architecture} ${description}`)
  );
}
