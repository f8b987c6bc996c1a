import { useRef } from 'react';
import { strings } from '../strings/index.ts';
import { SaveMenu } from './SaveMenu.tsx';

/** Images by class as horizontal bars: training images, and under them, thinner, test images. */
export function ClassCounts({
  title,
  classes,
  train,
  test,
}: {
  title: string;
  classes: readonly string[];
  train: readonly number[];
  test: readonly number[];
}) {
  const ref = useRef<HTMLElement>(null);
  const most = Math.max(1, ...train, ...test);
  const width = (n: number) => ({ width: `${(100 * n) / most}%` });
  return (
    <div className="class-counts">
      {/* A region that scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll" role="region" aria-label={title} tabIndex={0}>
        <figure className="bars" ref={ref}>
          <figcaption>{title}</figcaption>
          <ul>
            {classes.map((c, i) => (
              <li key={i}>
                <span className="name">{c}</span>
                <span className="two">
                  <span className="bar">
                    <span className="train" style={width(train[i])} />
                  </span>
                  <span className="bar thin">
                    <span className="test" style={width(test[i])} />
                  </span>
                </span>
                <span className="number">
                  {train[i].toLocaleString('en')} + {test[i].toLocaleString('en')}
                </span>
              </li>
            ))}
          </ul>
        </figure>
      </div>
      <SaveMenu
        title={title}
        picture={() => ref.current}
        table={() => ({
          columns: strings.charts.counts,
          rows: classes.map((c, i) => [c, train[i], test[i]]),
        })}
      />
    </div>
  );
}
