import { NO_MODULES } from '../lab/workerClient.ts';

/** What this browser lacks, in words, with what works all the same; `severe`: much is lost by it. */
export interface Lack { text: string; severe: boolean }

/** The smallest module with a SIMD instruction: (func (result v128) (i8x16.splat (i32.const 0))). */
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]);

export function lacks(): Lack[] {
  const out: Lack[] = [], say = (text: string, severe = false) => out.push({ text, severe });
  const wasm = typeof WebAssembly === 'object';
  if (typeof Worker === 'undefined') say(NO_MODULES, true);
  else if (!wasm || !WebAssembly.validate(SIMD)) say(`WebAssembly${wasm ? ' has no SIMD here' : ' is missing or switched off here'}: ${'gpu' in navigator ? 'without a GPU ' : ''}plain JavaScript computes, to the same results but many times slower. Choose small experiments, or another browser.`, true);
  if (!('gpu' in navigator)) say('No WebGPU: the CPU computes.');
  if (!globalThis.crossOriginIsolated && wasm) say(`The page is not isolated from others${globalThis.isSecureContext ? '' : ' (that needs https)'}: one thread computes, not ${navigator.hardwareConcurrency || 'several'}.`);
  if (typeof indexedDB === 'undefined') say('No storage: a run does not survive a reload of the page; save it when it is done.');
  return out;
}
