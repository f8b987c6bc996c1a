import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { OriginContext, type Origin } from '../../charts/origin.ts';
import { claims } from '../../claims/claims.ts';
import { verdictsOf } from '../../claims/verdict.ts';
import { encodeLink } from '../../experiments/link.ts';
import { specHash } from '../../experiments/plan.ts';
import { describeImages } from '../../lab/describeImages.ts';
import { parseRunFile } from '../../lab/runFile.ts';
import { panels } from '../../panels/index.ts';
import { foldRun, type RunView } from '../../state/runView.ts';
import { pageAddress } from '../address.ts';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { fill, Prose } from '../Prose.tsx';
import { fetchRecording } from '../recordings.ts';
import { strings } from '../../strings/index.ts';
import { chapters, type Beat, type Chapter } from './chapters.ts';
import './story.css';

const text = strings.story;

/**
 * The lesson as one text, its figures the panels of the lab drawn from the recordings; every number in it is
 * read from them.
 */
export default function StoryPage() {
  const { runs, problem } = useRuns();
  const inline = useInline();
  return (
    <article className="story">
      <header>
        <h2>{text.title}</h2>
        <p className="by">
          <Prose text={text.by} />
        </p>
        {text.opening.map((p, i) => (
          <p key={i}>
            <Prose text={p} />
          </p>
        ))}
        {problem && (
          <p className="problem" role="alert">
            {fill(text.failed, { error: problem })}
          </p>
        )}
      </header>
      {chapters.map((chapter, i) => (
        <ChapterView
          key={chapter.id}
          chapter={chapter}
          number={i + 1}
          run={runs.get(chapter.recording)}
          inline={inline}
        />
      ))}
      <Ending runs={runs} />
    </article>
  );
}

function ChapterView({
  chapter,
  number,
  run,
  inline,
}: {
  chapter: Chapter;
  number: number;
  run: RunView | undefined;
  inline: boolean;
}) {
  const section = useRef<HTMLElement>(null);
  const [active, setActive] = useState(0);
  const words = text.chapters[chapter.id];
  useEffect(() => {
    if (inline || !section.current) return;
    // The passage that crosses the middle of the window is the one being read.
    const observer = new IntersectionObserver(
      (entries) =>
        entries.forEach((entry) => {
          if (entry.isIntersecting) setActive(Number((entry.target as HTMLElement).dataset.beat));
        }),
      { rootMargin: '-45% 0px -50% 0px' },
    );
    section.current.querySelectorAll('[data-beat]').forEach((beat) => observer.observe(beat));
    return () => observer.disconnect();
  }, [inline, run]);
  const net = run?.nets[chapter.net ?? 0];
  const figure = (beat: Beat) => <Figure chapter={chapter} beat={beat} run={run} />;
  return (
    <section ref={section} className="chapter" aria-labelledby={`story-${chapter.id}`}>
      <div className="passages">
        <h3 id={`story-${chapter.id}`}>
          {number}. {words.title}
        </h3>
        {words.beats.map((passage, i) => {
          const beat = chapter.beats[i];
          const before = chapter.beats[i - 1];
          const { numbers } = beat;
          return (
            <div key={i} data-beat={i} className={`passage ${!inline && i === active ? 'now' : ''}`}>
              {run && net ? (
                fill(passage, numbers?.(run, net) ?? {})
                  .split('\n\n')
                  .map((p, k) => (
                    <p key={k}>
                      <Prose text={p} />
                    </p>
                  ))
              ) : (
                <p className="fine">{text.loading}</p>
              )}
              {inline &&
                (!before || before.layer !== beat.layer || before.epoch !== beat.epoch) &&
                figure(beat)}
            </div>
          );
        })}
      </div>
      {!inline && (
        <div className="beside">
          <div className="sticky">{figure(chapter.beats[active])}</div>
        </div>
      )}
    </section>
  );
}

/** The panel of a chapter in the state of a passage, and the run its numbers come from. */
function Figure({ chapter, beat, run }: { chapter: Chapter; beat: Beat; run: RunView | undefined }) {
  const { title, component: Panel } = panels.find((p) => p.id === chapter.panel)!;
  // A reader may choose another layer; the next passage takes it back.
  const [chosen, setChosen] = useState<{ beat: Beat; layer: number } | null>(null);
  const layer = chosen?.beat === beat ? chosen.layer : beat.layer;
  const started = run?.started;
  const hash = started
    ? encodeLink(
        started.spec,
        {
          layer,
          epoch: beat.epoch === 'last' ? undefined : beat.epoch,
          panel: chapter.panel,
          net: chapter.net,
        },
        started.preset,
      )
    : '';
  const origin = useMemo<Origin | null>(
    () =>
      started
        ? {
            dataset: started.dataset.name,
            images: describeImages(started.dataset),
            seed: started.spec.seed,
            commit: started.commit,
            date: started.date,
            specHash: specHash(started.spec),
            address: () => pageAddress() + hash,
          }
        : null,
    [started, hash],
  );
  return (
    <figure className="card" aria-label={title}>
      <p className="figure-title">{title}</p>
      {run && started ? (
        <OriginContext value={origin}>
          <ErrorBoundary link={() => hash} small>
            <Panel
              run={run}
              net={run.nets[chapter.net ?? 0]}
              layer={layer}
              epoch={beat.epoch}
              onSelectLayer={(next) => setChosen({ beat, layer: next })}
            />
          </ErrorBoundary>
        </OriginContext>
      ) : (
        <p className="empty" role="status">
          {text.loading}
        </p>
      )}
      {started && (
        <figcaption className="fine">
          {fill(text.source, {
            dataset: started.dataset.name.split(' from ')[0],
            networks: run.nets.length,
            epochs: started.spec.training.epochs,
            seed: started.spec.seed,
            commit: started.commit,
            date: started.date.slice(0, 10),
          })}{' '}
          <a href={`./${hash}`}>{text.open}</a>
        </figcaption>
      )}
    </figure>
  );
}

/** What the recordings of this page do not show, by the claims fixed beforehand; and what comes next. */
function Ending({ runs }: { runs: ReadonlyMap<string, RunView> }) {
  const files = [...new Set(chapters.map((c) => c.recording))];
  const complete = files.every((file) => runs.has(file));
  const verdicts = useMemo(
    () => (complete ? verdictsOf([...runs].map(([source, run]) => ({ run, source }))) : []),
    [complete, runs],
  );
  const missing = verdicts.filter((v) => v.verdict === 'does-not-show');
  return (
    <section className="chapter ending" aria-labelledby="story-ending">
      <div className="passages">
        <h3 id="story-ending">{text.ending.title}</h3>
        {complete ? (
          <>
            <p>
              <Prose
                text={fill(text.ending.count, {
                  claims: new Set(verdicts.map((v) => v.id)).size,
                  shows: verdicts.filter((v) => v.verdict === 'shows').length,
                  missing: missing.length,
                  verdicts: verdicts.length,
                })}
              />
            </p>
            <ul>
              {missing.map((v) => {
                const { note } = claims.find((c) => c.id === v.id)!;
                return (
                  <li key={v.id + v.source}>
                    {v.claim}{' '}
                    <span className="fine">
                      ({v.figure}, {v.dataset.split(' from ')[0]}){note ? ` ${note}` : ''}
                    </span>
                  </li>
                );
              })}
            </ul>
          </>
        ) : (
          <p className="fine">{text.loading}</p>
        )}
        {text.ending.text.map((p, i) => (
          <p key={i}>
            <Prose text={p} />
          </p>
        ))}
      </div>
    </section>
  );
}

/** The recordings of the chapters, in order, one after the other so that the page stays free in between. */
function useRuns(): { runs: ReadonlyMap<string, RunView>; problem: string | null } {
  const [runs, setRuns] = useState<ReadonlyMap<string, RunView>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let over = false;
    void (async () => {
      for (const file of new Set(chapters.map((c) => c.recording))) {
        const { events } = await parseRunFile(await fetchRecording({ file }));
        if (over) return;
        const run = foldRun(events);
        setRuns((before) => new Map(before).set(file, run));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    })().catch((error: unknown) => {
      if (!over) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => {
      over = true;
    };
  }, []);
  return { runs, problem };
}

let printing = false;

/** Figures between the passages, not beside them: on a narrow window and on paper. */
function useInline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => printing || matchMedia('print').matches || matchMedia('(max-width: 980px)').matches,
  );
}

function subscribe(changed: () => void): () => void {
  // The paper takes the page as it is when the handler returns.
  const print = (on: boolean) => () => {
    printing = on;
    flushSync(changed);
  };
  const before = print(true);
  const after = print(false);
  const queries = [matchMedia('print'), matchMedia('(max-width: 980px)')];
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  queries.forEach((q) => q.addEventListener('change', changed));
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
    queries.forEach((q) => q.removeEventListener('change', changed));
  };
}
