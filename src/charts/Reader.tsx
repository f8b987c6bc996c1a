import { strings } from '../strings/index.ts';

/**
 * Reads a chart by keyboard: a native slider over its data points, seen only while it has the focus. Screen
 * readers speak its value text, which holds the numbers; the same are shown beside the crosshair.
 */
export function Reader({
  title,
  count,
  at,
  spoken,
  onAt,
}: {
  title: string;
  count: number;
  at: number | null;
  spoken: string;
  onAt(at: number | null): void;
}) {
  if (count < 2) return null;
  return (
    <input
      type="range"
      className="reader"
      min={0}
      max={count - 1}
      step={1}
      value={at ?? 0}
      aria-label={strings.charts.read(title)}
      aria-valuetext={spoken || strings.charts.readHow}
      onFocus={() => onAt(at ?? 0)}
      onChange={(event) => onAt(Number(event.target.value))}
      onBlur={() => onAt(null)}
    />
  );
}
