import type { MozJPEGModule } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { decode as decodeInScript } from 'jpeg-js';

/** What the frame header (SOF) says. */
export interface JpegFrame {
  height: number;
  width: number;
  components: number;
  byte: number;
}

/**
 * Finds the frame header, the first segment FFC0 … FFCF that is no table (ITU T.81, B.2.2); bytes between
 * segments are passed over, as libjpeg does.
 */
export function jpegFrame(bytes: Uint8Array): JpegFrame | null {
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return {
        height: bytes[at + 5] * 256 + bytes[at + 6],
        width: bytes[at + 7] * 256 + bytes[at + 8],
        components: bytes[at + 9],
        byte: at + 5,
      };
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return null;
}

interface Decoder {
  module: MozJPEGModule;
  /** What libjpeg said since it was last asked. */
  said: string[];
}
let decoder: Promise<Decoder> | null = null;

/**
 * libjpeg-turbo in WebAssembly, the same in a page and in Node: the same file is the same bytes everywhere.
 * Loaded with the first JPEG.
 */
async function start(): Promise<Decoder> {
  const [{ default: loadDecoder }, { default: wasm }] = await Promise.all([
    import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
    import('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?base64'),
  ]);
  const compiled = await WebAssembly.compile(Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0)));
  const said: string[] = [];
  const module = await loadDecoder({
    noInitialRun: true,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance);
      return instance.exports;
    },
    printErr: (line) => said.push(line),
  });
  return { module, said };
}

/**
 * Height · width · 4 bytes, RGBA. Throws Error in libjpeg's words where the image is damaged or cut off, also
 * where libjpeg would fill it up with grey.
 */
export async function decodeJpeg(bytes: Uint8Array, { components }: JpegFrame): Promise<Uint8Array> {
  // Four inks: libjpeg leaves their mixing to others.
  if (components === 4)
    return decodeInScript(bytes, { useTArray: true, maxResolutionInMP: 17, maxMemoryUsageInMB: 512 }).data;
  const { module, said } = await (decoder ??= start());
  said.length = 0;
  let image: ImageData | null;
  try {
    image = module.decode(bytes as Uint8Array<ArrayBuffer>, false);
  } catch {
    // What an error leaves behind in its memory is not used again.
    decoder = null;
    throw new Error(said.join('; ') || 'it cannot be decoded');
  }
  const damage = said.find((line) => !/extraneous bytes before marker|Unknown Adobe|JFIF/.test(line));
  if (damage) throw new Error(damage);
  if (!image) throw new Error('it cannot be decoded');
  return new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.length);
}
