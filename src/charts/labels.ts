/** Moves label positions apart so that none is nearer than `gap` to the next, staying in [low, high] and near where they want to be. */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = order.map(({ y }) => Math.min(high, Math.max(low, y)));
  for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i], placed[i - 1] + gap);
  const over = placed.length ? placed[placed.length - 1] - high : 0;
  if (over > 0) {
    placed[placed.length - 1] = high;
    for (let i = placed.length - 2; i >= 0; i--) placed[i] = Math.min(placed[i], placed[i + 1] - gap);
  }
  const out = new Array<number>(wanted.length);
  order.forEach(({ i }, k) => { out[i] = placed[k]; });
  return out;
}
