/**
 * Bars whose areas add up to the share of `total` they hold, so that they compare with a density of all
 * values.
 */
export function histogram(
  values: readonly number[],
  low: number,
  high: number,
  total: number,
): { from: number; to: number; density: number }[] {
  if (values.length === 0 || !(high > low)) return [];
  const count = Math.max(6, Math.min(30, Math.round(Math.sqrt(values.length) * 1.8)));
  const size = (high - low) / count;
  const bins = Array.from({ length: count }, (_, i) => ({
    from: low + i * size,
    to: low + (i + 1) * size,
    density: 0,
  }));
  for (const v of values)
    bins[Math.min(count - 1, Math.max(0, Math.floor((v - low) / size)))].density += 1 / (total * size);
  return bins;
}

/** The density of the law where it is drawn. */
export const lawCurve = ({
  low,
  high,
  density,
}: {
  low: number;
  high: number;
  density(x: number): number;
}): { x: number; y: number }[] =>
  Array.from({ length: 200 }, (_, i) => low + ((high - low) * (i + 0.5)) / 200)
    .map((x) => ({ x, y: density(x) }))
    .filter((p) => Number.isFinite(p.y));
