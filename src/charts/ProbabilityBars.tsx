import { use, useRef } from 'react';
import { strings } from '../strings/index.ts';
import { OverlayContext } from './overlay.ts';
import { percent } from './format.ts';
import { SaveMenu } from './SaveMenu.tsx';

const text = strings.charts.probabilities;

/** Class probabilities as horizontal bars; the true class is marked by a tick and in words. */
export function ProbabilityBars({
  title,
  classes,
  probabilities,
  label,
  colour,
}: {
  title: string;
  classes: readonly string[];
  probabilities: readonly number[];
  label: number | null;
  colour: string;
}) {
  const ref = useRef<HTMLElement>(null);
  const ghost = use(OverlayContext)?.collect;
  const top = probabilities.indexOf(Math.max(...probabilities));
  if (ghost) return null;
  return (
    <figure className="bars" ref={ref}>
      <figcaption>
        {title}
        <br />
        <strong>{classes[top] ?? text.none}</strong> {percent(probabilities[top])}
        {label !== null &&
          (top === label ? (
            <span role="img" aria-label={text.right}>
              {' '}
              ✓
            </span>
          ) : (
            <span role="img" aria-label={text.wrong}>
              {' '}
              ✗
            </span>
          ))}
      </figcaption>
      <ul>
        {classes.map((c, i) => (
          <li key={c} className={i === label ? 'true-class' : undefined}>
            <span className="name">
              {c}
              {i === label ? ' ◂' : ''}
            </span>
            <span className="bar">
              <span style={{ width: `${100 * probabilities[i]}%`, background: colour }} />
            </span>
            <span className="number">{percent(probabilities[i])}</span>
          </li>
        ))}
      </ul>
      <SaveMenu
        title={text.title(title)}
        picture={() => ref.current}
        table={() => ({ columns: text.columns, rows: classes.map((c, i) => [c, probabilities[i]]) })}
      />
    </figure>
  );
}
