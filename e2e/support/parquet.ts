import { encode as encodePng } from 'fast-png';
import { parquetWriteBuffer } from 'hyparquet-writer';

export const noise = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => ((i + seed) * 2_654_435_761) >>> 24);
export const png = (seed: number) => encodePng({ width: 12, height: 12, channels: 3, data: noise(432, seed) });

/** So many images of noise in three classes, as a parquet file. */
export const parquet = (rows: number) => new Uint8Array(parquetWriteBuffer({
  columnData: [{ name: 'image', data: Array.from({ length: rows }, (_, i) => png(i)), type: 'BYTE_ARRAY' }, { name: 'label', data: Array.from({ length: rows }, (_, i) => BigInt(i % 3)), type: 'INT64' }], rowGroupSize: 100,
}));
