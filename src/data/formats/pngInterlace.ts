import { unzlibSync } from 'fflate';

/** Adam7 (PNG specification, 8.2): first column and row of each pass, and steps to the next. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/**
 * Samples of an interlaced image of one sample of under 8 bits a pixel, one to a byte. Throws Error for data
 * that does not fill the image.
 */
export function decodeInterlacedBits(
  data: readonly Uint8Array[],
  { height, width }: { height: number; width: number },
  depth: number,
): Uint8Array {
  const passes = PASSES.map(([x, y, dx, dy]) => {
    const columns = Math.max(0, Math.ceil((width - x) / dx));
    const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((height - y) / dy));
    return { x, y, dx, dy, columns, rows, bytes: Math.ceil((columns * depth) / 8) };
  });
  const total = passes.reduce((sum, { rows, bytes }) => sum + rows * (1 + bytes), 0);
  const raw = unzlibSync(joined(data), { out: new Uint8Array(total) });
  if (raw.length < total) throw new Error('its pixels are cut off');
  const out = new Uint8Array(height * width);
  const most = 2 ** depth - 1;
  let at = 0;
  for (const { x, y, dx, dy, columns, rows, bytes } of passes) {
    let above = new Uint8Array(bytes);
    for (let row = 0; row < rows; row++) {
      const line = unfiltered(raw[at], raw.subarray(at + 1, at + 1 + bytes), above);
      for (let column = 0; column < columns; column++) {
        const bit = column * depth;
        const sample = (line[bit >> 3] >> (8 - depth - (bit & 7))) & most;
        out[(y + row * dy) * width + x + column * dx] = sample;
      }
      above = line;
      at += 1 + bytes;
    }
  }
  return out;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A row without its filter (PNG specification, 9.2); the pixel before is the byte before. */
function unfiltered(filter: number, line: Uint8Array, above: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(line.length);
  for (let i = 0; i < line.length; i++) {
    const left = i > 0 ? out[i - 1] : 0;
    const corner = i > 0 ? above[i - 1] : 0;
    out[i] = line[i] + predicted(filter, left, above[i], corner);
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - corner;
      const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
      if (toLeft <= toUp && toLeft <= toCorner) return left;
      return toUp <= toCorner ? up : corner;
    }
    default:
      throw new Error(`unsupported filter ${filter}`);
  }
}
