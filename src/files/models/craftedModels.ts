/** Small models made for tests, in every format. Not part of the app. */
import { zipSync } from 'fflate';
import { bytesOf } from '../craftedFiles.ts';

/**
 * Written by CPython's pickle with stand-ins for PyTorch's classes, as torch.save writes a state_dict:
 * storage 0 of the floats 0 … 11, storage 1 of the halves 1, −2, ½, 65504, storage 2 of one int64. fc.weight
 * 3 × 4; fc.turned, its transpose by strides; fc.part, rows 1 and 2; half 2 × 2; steps. In the zip under
 * "state_dict" beside "epoch" and "optimizer"; legacy: whole file.
 */
export const TORCH_PICKLE =
  'gAJ9cQAoWAUAAABlcG9jaHEBSwdYCgAAAHN0YXRlX2RpY3RxAmNjb2xsZWN0aW9ucwpPcmRlcmVkRGljdApxAylScQQoWAkAAABmYy53ZWlnaHRxBWN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yX3YyCnEGKChYBwAAAHN0b3JhZ2VxB2N0b3JjaApGbG9hdFN0b3JhZ2UKcQhYAQAAADBxCVgDAAAAY3B1cQpLDHRxC1FLAEsDSwSGcQxLBEsBhnENiWgDKVJxDnRxD1JxEFgJAAAAZmMudHVybmVkcRFoBigoaAdoCGgJaApLDHRxElFLAEsESwOGcRNLAUsEhnEUiWgDKVJxFXRxFlJxF1gHAAAAZmMucGFydHEYaAYoKGgHaAhoCWgKSwx0cRlRSwRLAksEhnEaaA2JaAMpUnEbdHEcUnEdWAQAAABoYWxmcR5oBigoaAdjdG9yY2gKSGFsZlN0b3JhZ2UKcR9YAQAAADFxIGgKSwR0cSFRSwBLAksChnEiSwJLAYZxI4loAylScSR0cSVScSZYBQAAAHN0ZXBzcSdoBigoaAdjdG9yY2gKTG9uZ1N0b3JhZ2UKcShYAQAAADJxKWgKSwF0cSpRSwApKYloAylScSt0cSxScS11fXEuWAkAAABfbWV0YWRhdGFxL2gDKVJxMFgAAAAAcTF9cTJYBwAAAHZlcnNpb25xM0sBc3NzYlgJAAAAb3B0aW1pemVycTR9cTVYBQAAAHN0YXRlcTZ9cTdLAGgGKChoB2gIaAloCksMdHE4UUsAaAxoDYloAylScTl0cTpScTtzc3Uu';
export const LEGACY =
  'gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWA0AAABsaXR0bGVfZW5kaWFucQGIWBAAAABwcm90b2NvbF92ZXJzaW9ucQJN6QN1LoACY2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnEAKVJxAShYCQAAAGZjLndlaWdodHECY3RvcmNoLl91dGlscwpfcmVidWlsZF90ZW5zb3JfdjIKcQMoKFgHAAAAc3RvcmFnZXEEY3RvcmNoCkZsb2F0U3RvcmFnZQpxBVgBAAAAMHEGWAMAAABjcHVxB0sMTnRxCFFLAEsDSwSGcQlLBEsBhnEKiWgAKVJxC3RxDFJxDVgJAAAAZmMudHVybmVkcQ5oAygoaARoBWgGaAdLDE50cQ9RSwBLBEsDhnEQSwFLBIZxEYloAClScRJ0cRNScRRYBwAAAGZjLnBhcnRxFWgDKChoBGgFaAZoB0sMTnRxFlFLBEsCSwSGcRdoColoAClScRh0cRlScRpYBAAAAGhhbGZxG2gDKChoBGN0b3JjaApIYWxmU3RvcmFnZQpxHFgBAAAAMXEdaAdLBE50cR5RSwBLAksChnEfSwJLAYZxIIloAClScSF0cSJScSNYBQAAAHN0ZXBzcSRoAygoaARjdG9yY2gKTG9uZ1N0b3JhZ2UKcSVYAQAAADJxJmgHSwFOdHEnUUsAKSmJaAApUnEodHEpUnEqdX1xK1gJAAAAX21ldGFkYXRhcSxoAClScS1YAAAAAHEufXEvWAcAAAB2ZXJzaW9ucTBLAXNzc2IugAJdcQAoWAEAAAAwcQFYAQAAADFxAlgBAAAAMnEDZS4MAAAAAAAAAAAAAAAAAIA/AAAAQAAAQEAAAIBAAACgQAAAwEAAAOBAAAAAQQAAEEEAACBBAAAwQQQAAAAAAAAAADwAwAA4/3sBAAAAAAAAAGMAAAAAAAAA';
/** A pickled object of class mynet.Net. */
export const MODULE_PICKLE = 'gAJjbXluZXQKTmV0CnEAKYFxAS4=';

export const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
export const twelve = floats(...Array.from({ length: 12 }, (_, i) => i));
export const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff).buffer);

export function safetensors(
  tensors: Record<string, { dtype: string; shape: number[]; bytes: Uint8Array }>,
  change: (header: Record<string, unknown>) => void = () => {},
): Uint8Array {
  let at = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors))
    header[name] = { dtype, shape, data_offsets: [at, (at += bytes.length)] };
  change(header);
  const text = bytesOf(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return bytesOf(length, text, ...Object.values(tensors).map((t) => t.bytes));
}

export const plain = {
  w: { dtype: 'F32', shape: [3, 4], bytes: twelve },
  h: { dtype: 'F16', shape: [2, 2], bytes: halves },
  b: { dtype: 'BF16', shape: [2], bytes: Uint8Array.of(0x80, 0x3f, 0x40, 0xc0) },
  d: { dtype: 'F64', shape: [1], bytes: new Uint8Array(Float64Array.of(0.1).buffer) },
  n: { dtype: 'I64', shape: [1], bytes: new Uint8Array(8) },
};
export const torchZip = (
  pickle = base64(TORCH_PICKLE),
  storages: Record<string, Uint8Array> = { '0': twelve, '1': halves, '2': new Uint8Array(8) },
) =>
  zipSync({
    'archive/data.pkl': [pickle, { level: 0 }],
    'archive/version': bytesOf('3\n'),
    ...Object.fromEntries(
      Object.entries(storages).map(([key, bytes]) => [
        `archive/data/${key}`,
        [bytes, { level: 0 }] as [Uint8Array, { level: 0 }],
      ]),
    ),
  });
export const tfjsJson = (weights: unknown[], paths = ['group1-shard1of1.bin']) =>
  bytesOf(
    JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: [{ paths, weights }] }),
  );
