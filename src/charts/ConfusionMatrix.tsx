import { use, useRef, type CSSProperties } from 'react';
import { strings } from '../strings/index.ts';
import { OverlayContext } from './overlay.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { confusionTable } from './tables.ts';

const text = strings.charts.confusion;

/** From this share of its row on a cell is dark enough for the light ink. */
const DARK_FROM = 0.42;

/**
 * Accent in the mix, in per cent: up to 45 under dark ink, from 80 under light ink; between them neither ink
 * has the contrast of WCAG AA.
 */
const shade = (share: number): number =>
  Math.round(share > DARK_FROM ? 80 + 20 * share : Math.min(45, 75 * Math.sqrt(share)));

/**
 * Counts by true class (rows) and predicted class (columns), shaded by the square root of the share of the
 * row. A table, so readable as one.
 */
export function ConfusionMatrix({
  title,
  classes,
  counts,
}: {
  title: string;
  classes: readonly string[];
  counts: readonly (readonly number[])[];
}) {
  const ref = useRef<HTMLDivElement>(null);
  const ghost = use(OverlayContext)?.collect;
  if (ghost) return null;
  return (
    <>
      {/* A region that scrolls sideways must be reachable by keyboard (axe: scrollable-region-focusable). */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={ref} className="confusion" role="region" aria-label={title} tabIndex={0}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col" className="corner">
                {text.corner[0]}
                <br />
                {text.corner[1]}
              </th>
              {classes.map((c) => (
                <th key={c} scope="col">
                  <span className="upright">{c}</span>
                </th>
              ))}
              <th scope="col">
                <span className="upright">{text.right}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.map((row, i) => {
              const total = row.reduce((a, b) => a + b, 0);
              return (
                <tr key={classes[i]}>
                  <th scope="row">{classes[i]}</th>
                  {row.map((n, k) => {
                    const share = total ? n / total : 0;
                    return (
                      <td
                        key={k}
                        className={i === k ? 'diagonal' : undefined}
                        title={text.taken(classes[i], classes[k], n, total)}
                        style={
                          {
                            '--share': `${shade(share)}%`,
                            color: share > DARK_FROM ? 'var(--accent-ink)' : undefined,
                          } as CSSProperties
                        }
                      >
                        {n || ''}
                      </td>
                    );
                  })}
                  <td className="recall">{total ? `${((100 * row[i]) / total).toFixed(1)}\u00a0%` : '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <SaveMenu title={title} picture={() => ref.current} table={() => confusionTable(classes, counts)} />
    </>
  );
}
