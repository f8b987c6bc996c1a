export interface LabelBox {
  /** Left end and wanted middle, in pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Vertical middles of labels, in the order of where they want to be, none touching another or leaving [low,
 * high], and together as near to there as that allows: least squares, by pooling neighbours (Barlow et al.,
 * 1972), earlier labels counting for more. Labels that lie side by side do not move each other; where there
 * is too little room for all, they are as far apart as there is.
 */
export function placeLabels(boxes: readonly LabelBox[], low: number, high: number): number[] {
  const placed = new Array<number>(boxes.length);
  for (const column of columns(boxes)) {
    column.sort((a, b) => boxes[a].y - boxes[b].y || a - b);
    const first = boxes[column[0]].height / 2;
    const last = boxes[column.at(-1)!].height / 2;
    const below = [0];
    for (let k = 1; k < column.length; k++)
      below.push(below[k - 1] + (boxes[column[k - 1]].height + boxes[column[k]].height) / 2);
    const room = Math.max(0, high - low - first - last);
    const needed = below.at(-1)!;
    const shrink = needed > room ? room / needed : 1;
    // With what stands above a label taken off its place, only the order is left to keep.
    const pools: { sum: number; weight: number; count: number }[] = [];
    column.forEach((label, k) => {
      const weight = 2 ** -label;
      let pool = { sum: weight * (boxes[label].y - below[k] * shrink), weight, count: 1 };
      for (
        let above = pools.at(-1);
        above && above.sum / above.weight > pool.sum / pool.weight;
        above = pools.at(-1)
      ) {
        pools.pop();
        pool = {
          sum: above.sum + pool.sum,
          weight: above.weight + pool.weight,
          count: above.count + pool.count,
        };
      }
      pools.push(pool);
    });
    let k = 0;
    for (const { sum, weight, count } of pools) {
      const y = Math.max(low + first, Math.min(low + first + room - needed * shrink, sum / weight));
      for (let end = k + count; k < end; k++) placed[column[k]] = y + below[k] * shrink;
    }
  }
  return placed;
}

/** Labels by column: those whose widths overlap, directly or through others. */
function columns(boxes: readonly LabelBox[]): number[][] {
  const found: { end: number; labels: number[] }[] = [];
  for (const label of boxes.map((_, i) => i).sort((a, b) => boxes[a].x - boxes[b].x)) {
    const { x, width } = boxes[label];
    const column = found.at(-1);
    if (column && x < column.end) {
      column.labels.push(label);
      column.end = Math.max(column.end, x + width);
    } else found.push({ end: x + width, labels: [label] });
  }
  return found.map(({ labels }) => labels);
}

/**
 * A label as one line, or as two of about equal length if it is longer than `most` characters and has a
 * space.
 */
export function wrapLabel(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const spaces = [...text.matchAll(/ /g)].map((m) => m.index);
  if (spaces.length === 0) return [text];
  const at = spaces.sort((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return [text.slice(0, at), text.slice(at + 1)];
}
