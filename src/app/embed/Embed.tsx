import { use, useCallback, useEffect, useRef, useState } from 'react';
import { panels } from '../../panels/index.ts';
import { pageAddress } from '../address.ts';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { Messages } from '../Messages.tsx';
import { fill, Prose } from '../Prose.tsx';
import { StoreContext, useApp } from '../store.ts';
import { strings } from '../../strings/index.ts';
import { steps } from '../tour/steps.ts';
import { applyStep, stepOf } from '../tour/useTour.ts';
import { originOf } from './messages.ts';
import { talk } from './talk.ts';
import './embed.css';

const text = strings.embed;

/**
 * One panel of a run, or one step of the tour (`?embed=tour&tour=3`), for a frame in somebody's page;
 * docs/embedding.md.
 */
export default function Embed({ panel: named }: { panel: string }) {
  const store = use(StoreContext)!;
  const [shown, setShown] = useState(named);
  const current = useRef(shown);
  const run = useApp((s) => s.run);
  const view = useApp((s) => s.view);
  const look = useApp((s) => s.look);
  const link = useApp((s) => s.link);
  const runLink = useApp((s) => s.runLink);
  const live = useApp((s) => s.source?.kind === 'live' && s.run.end?.type === 'done');
  const classify = useApp((s) => s.classify);
  const query = new URLSearchParams(location.search);
  const origin = query.get('origin');
  const allowed = originOf(origin);
  const step = named === 'tour' ? steps[stepOf(location.search) ?? 0] : null;
  const id = step && shown === 'tour' ? step.panel : shown;
  const definition = panels.find((p) => p.id === id);
  const net = run.nets[Math.min(view.net, run.nets.length - 1)];
  const layer = Math.min(view.layer, (net?.info.layers.length ?? 1) - 1);
  const onSelectLayer = useCallback((next: number) => look({ layer: next }), [look]);
  useEffect(() => {
    current.current = id;
  }, [id]);
  useEffect(
    () =>
      allowed !== null && window.parent !== window
        ? talk(store, window, allowed, {
            all: panels.map((p) => p.id),
            shown: () => current.current,
            show: (next) => {
              current.current = next;
              setShown(next);
            },
          })
        : undefined,
    [store, allowed],
  );
  useEffect(() => {
    let over = false;
    if (step)
      applyStep(store, step, () => !over).catch((error: unknown) =>
        store
          .getState()
          .tell(
            'error',
            fill(strings.tour.failed, { error: error instanceof Error ? error.message : String(error) }),
          ),
      );
    return () => {
      over = true;
    };
  }, [store, step]);
  const Panel = definition?.component;
  return (
    <main className="embed">
      <Messages />
      {origin !== null && allowed === null && (
        <p className="problem" role="alert">
          {fill(text.badOrigin, { origin: origin.slice(0, 100) })}
        </p>
      )}
      {step && (
        <section className="embed-step">
          <h1>{strings.tour.steps[step.id].title}</h1>
          <p>
            <Prose text={strings.tour.steps[step.id].text} />
          </p>
        </section>
      )}
      {!definition || !Panel ? (
        <p className="empty" role="alert">
          {fill(text.unknown, { panel: id.slice(0, 40), panels: panels.map((p) => p.id).join(', ') })}
        </p>
      ) : (
        <section id={definition.id} className="card wide" aria-labelledby="embed-title">
          <h2 id="embed-title">{definition.title}</h2>
          {!net ? (
            <p className="empty" role="status">
              {run.end?.type === 'failed' ? run.end.message : text.waiting}
            </p>
          ) : definition.shows?.(run, run.started!.spec) === false ? (
            <p className="empty">{fill(text.notHere, { title: definition.title })}</p>
          ) : (
            <ErrorBoundary link={link} small>
              <Panel
                run={run}
                net={net}
                layer={layer}
                epoch={view.epoch}
                onSelectLayer={onSelectLayer}
                classify={live ? classify : undefined}
              />
            </ErrorBoundary>
          )}
        </section>
      )}
      <Foot address={`${pageAddress()}${runLink(true)}`} />
    </main>
  );
}

/** Where the numbers come from, the run's one button, and the way to the whole page. */
function Foot({ address }: { address: string }) {
  const started = useApp((s) => s.run.started);
  const kind = useApp((s) => s.source?.kind);
  const status = useApp((s) => s.status);
  const progress = useApp((s) => s.run.progress);
  const start = useApp((s) => s.start);
  const pause = useApp((s) => s.pause);
  const resume = useApp((s) => s.resume);
  return (
    <footer className="embed-foot">
      <span role="status">
        {status !== 'idle' && progress
          ? progress.label
          : started
            ? fill(kind === 'live' ? text.live : text.recording, {
                dataset: started.dataset.name,
                seed: started.spec.seed,
                commit: started.commit,
                device: started.device.name,
              })
            : text.empty}
      </span>
      {status !== 'idle' && (
        <progress max={1} value={progress?.overall ?? 0} aria-label={strings.shell.runLine.progress} />
      )}
      <button type="button" onClick={status === 'idle' ? start : status === 'running' ? pause : resume}>
        {status === 'idle' ? text.run : status === 'running' ? text.pause : text.resume}
      </button>
      <a href={address} target="_blank" rel="noreferrer">
        {text.open}
      </a>
    </footer>
  );
}
