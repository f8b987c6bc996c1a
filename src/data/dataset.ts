/** Images as bytes with their classes; the one form every source ends in. */
export interface Dataset {
  name: string;
  /** Where it came from, for every export: file names, or generator and seed. */
  source: string;
  classes: string[];
  size: number;
  channels: 1 | 3;
  train: LabelledImages;
  test: LabelledImages;
}

export interface LabelledImages {
  count: number;
  /** count · size · size · channels bytes, row-major, channels last (NHWC). */
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** One after another; all of one size. At least one part. */
export function joinImages(parts: LabelledImages[]): LabelledImages {
  if (parts.length === 1) return parts[0];
  const count = parts.reduce((sum, p) => sum + p.count, 0);
  const length = parts[0].pixels.length / parts[0].count;
  const pixels = new Uint8Array(count * length);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at * length);
    labels.set(part.labels, at);
    at += part.count;
  }
  return { count, pixels, labels };
}
