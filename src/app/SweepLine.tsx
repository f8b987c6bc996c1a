import type { SweepPart } from '../lab/events.ts';
import { strings } from '../strings/index.ts';
import { Menu } from './Menu.tsx';
import { useApp } from './store.ts';

/**
 * How a run stands that goes on on other machines: how much is done; and, in a list, what runs where, what
 * waits, and what failed and why.
 */
export function SweepLine({ parts }: { parts: readonly SweepPart[] }) {
  const name = useApp((s) => s.source?.name ?? '');
  const text = strings.shell.sweep;
  const count = (state: SweepPart['state']) => parts.filter((part) => part.state === state).length;
  // A part that runs counts as far as it is.
  const share =
    parts.reduce(
      (sum, part) =>
        sum + (part.state === 'done' ? 1 : part.state === 'running' ? (part.progress?.share ?? 0) : 0),
      0,
    ) / Math.max(1, parts.length);
  const failed = count('failed');
  return (
    <>
      <p role="status" title={name}>
        <strong className="badge">{text.badge}</strong>
        {text.counts(count('done'), parts.length, count('running'), count('waiting'))}
        {failed > 0 && (
          <>
            {' '}
            · <strong className="badge bad">{text.failed(failed)}</strong>
          </>
        )}
      </p>
      <progress max={1} value={share} aria-label={text.progress} />
      <Menu label={text.parts} title={text.list} icon={text.parts} className="runs sweep">
        {() => (
          // It scrolls, by keys too.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <ul tabIndex={0} aria-label={text.list}>
            {(['failed', 'running', 'waiting', 'done'] as const)
              .flatMap((state) => parts.filter((part) => part.state === state))
              .map(({ title, state, why, progress }) => (
                <li key={title}>
                  <span>
                    <strong>{text.states[state]}</strong> · {title}
                  </span>
                  {progress && (
                    <span className="fine">{text.at(Math.round(100 * progress.share), progress.worker)}</span>
                  )}
                  {why !== null && <span className="fine">{why}</span>}
                </li>
              ))}
          </ul>
        )}
      </Menu>
    </>
  );
}
