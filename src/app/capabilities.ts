import { canKeep } from '../data/browserStore.ts';
import { NO_MODULES } from '../lab/workerClient.ts';
import { strings } from '../strings/index.ts';

/** What this browser lacks, in words, with what works all the same; `severe`: much is lost by it. */
export interface Lack {
  text: string;
  severe: boolean;
}

/** The smallest module with a SIMD instruction: (func (result v128) (i8x16.splat (i32.const 0))). */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

const words = strings.shell.browser;

/** Null: the browser keeps what it is given. */
export const lacksStorage = async (): Promise<Lack | null> =>
  (await canKeep()) ? null : { text: words.noStorage, severe: false };

export function lacks(): Lack[] {
  const out: Lack[] = [];
  const say = (text: string, severe = false) => out.push({ text, severe });
  const wasm = typeof WebAssembly === 'object';
  if (typeof Worker === 'undefined') say(NO_MODULES, true);
  else if (!wasm || !WebAssembly.validate(SIMD)) say(words.noSimd(wasm, 'gpu' in navigator), true);
  if (!('gpu' in navigator)) say(words.noGpu);
  if (!globalThis.crossOriginIsolated && wasm)
    say(words.notIsolated(globalThis.isSecureContext, navigator.hardwareConcurrency));
  else if (wasm && typeof SharedArrayBuffer === 'undefined') say(words.noSharedMemory);
  return out;
}
