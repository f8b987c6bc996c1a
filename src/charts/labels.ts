export interface LabelBox {
  /** Left end and wanted middle, in pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Vertical middles of labels, each as near to where it wants to be as it can be without touching another or leaving [low, high]. Earlier
 * labels choose first. Where there is no room left a label stays where it wants to be.
 */
export function placeLabels(boxes: readonly LabelBox[], low: number, high: number): number[] {
  const placed: LabelBox[] = [];
  return boxes.map((box) => {
    const half = box.height / 2, inside = (y: number) => Math.min(high - half, Math.max(low + half, y));
    const wanted = inside(box.y);
    const neighbours = placed.filter((p) => p.x < box.x + box.width && box.x < p.x + p.width);
    const free = (y: number) => y >= low + half - 1e-9 && y <= high - half + 1e-9 && neighbours.every((p) => Math.abs(p.y - y) >= (p.height + box.height) / 2 - 1e-9);
    // The nearest free place is where it wants to be or just touching a neighbour.
    const places = [wanted, ...neighbours.flatMap((p) => [p.y - (p.height + box.height) / 2, p.y + (p.height + box.height) / 2])];
    const y = places.filter(free).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? wanted;
    placed.push({ ...box, y });
    return y;
  });
}

/** A label as one line, or as two of about equal length if it is longer than `most` characters and has a space. */
export function wrapLabel(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const spaces = [...text.matchAll(/ /g)].map((m) => m.index);
  if (spaces.length === 0) return [text];
  const at = spaces.sort((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return [text.slice(0, at), text.slice(at + 1)];
}
