/** The decoder of @jsquash/jpeg as it is used here: its own types stand on globals that it does not bring. */
declare module '@jsquash/jpeg/codec/dec/mozjpeg_dec.js' {
  export interface MozJPEGModule {
    decode(data: BufferSource, preserveOrientation: boolean): ImageData | null;
  }
  export default function load(options: {
    noInitialRun: boolean;
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports;
    printErr(line: string): void;
  }): Promise<MozJPEGModule>;
}

/** Bytes of a file as base64 (vite/decoder.ts). */
declare module '*?base64' {
  const bytes: string;
  export default bytes;
}
