import { memo } from 'react';
import type { ModelLayer } from '../../lab/modelSpectra.ts';
import { strings } from '../../strings/index.ts';

const WIDTH = 96;
const HEIGHT = 30;
const POINTS = 52;
/**
 * Drawn down to the eigenvalue of this share of the ranks, and so many decades: a few dead directions must
 * not flatten the rest.
 */
const SHARE = 0.9;
const FLOOR = 1e-4;

/**
 * A spectrum in a row: log eigenvalue by rank, a Gaussian matrix of the same shape behind, the
 * Marchenko–Pastur edge as a line. Its numbers stand beside it.
 */
export const SmallSpectrum = memo(function SmallSpectrum({
  layer: { eigenvalues, gaussian, marchenkoPastur },
}: {
  layer: ModelLayer;
}) {
  const top = Math.max(eigenvalues[0], gaussian[0]);
  const n = eigenvalues.length;
  if (!(top > 0)) return <span className="of">{strings.models.table.zero}</span>;
  const low = Math.max(
    top * FLOOR,
    0.7 * Math.min(...[eigenvalues, gaussian].map((values) => values[Math.floor(SHARE * (n - 1))])),
  );
  const y = (value: number) =>
    2 + ((HEIGHT - 4) * Math.log(Math.max(value, low) / top)) / Math.log(low / top);
  const path = (values: readonly number[]) =>
    Array.from({ length: Math.min(n, POINTS) }, (_, i) =>
      Math.round((i * (n - 1)) / Math.max(1, Math.min(n, POINTS) - 1)),
    )
      .map(
        (r, i) =>
          `${i ? 'L' : 'M'}${((r / Math.max(1, n - 1)) * (WIDTH - 2) + 1).toFixed(1)} ${y(values[r]).toFixed(1)}`,
      )
      .join('');
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path(gaussian)} className="null" />
      {marchenkoPastur.upper > low && (
        <line x1={0} x2={WIDTH} y1={y(marchenkoPastur.upper)} y2={y(marchenkoPastur.upper)} className="mp" />
      )}
      <path d={path(eigenvalues)} className="own" />
    </svg>
  );
});
