import { use, useEffect, useRef, useState } from 'react';
import { Prose, fill } from '../Prose.tsx';
import { StoreContext } from '../store.ts';
import { strings } from '../../strings/index.ts';
import { steps } from './steps.ts';
import { applyStep, go, keepRun, useTour } from './useTour.ts';
import './tour.css';

const text = strings.tour;
/** How long the panel of a step is waited for, in milliseconds: it comes with its recording. */
const PATIENCE = 8000;

/** The card of the tour: text of a step, and the panel it speaks of marked and in sight. */
export default function Tour() {
  const step = useTour((s) => s.step);
  return step === null ? null : <Card step={step} />;
}

function Card({ step }: { step: number }) {
  const store = use(StoreContext)!;
  const heading = useRef<HTMLHeadingElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<{ of: number; problem: string | null } | null>(null);
  const { id, panel, more } = steps[step];
  const last = step === steps.length - 1;
  const ready = state?.of === step;

  useEffect(() => {
    const restore = keepRun(store);
    return () => {
      restore?.();
      store.getState().look({ panel: null });
      // On a phone the button is in the menu, which has closed.
      (
        document.querySelector<HTMLElement>('[data-tour-start]') ??
        document.querySelector<HTMLElement>('header.top .controls > .menu > summary')
      )?.focus({ preventScroll: true });
    };
  }, [store]);

  useEffect(() => {
    let over = false;
    heading.current?.focus({ preventScroll: true });
    applyStep(store, steps[step], () => !over)
      .then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      .then((problem) => {
        if (!over) setState({ of: step, problem });
      });
    return () => {
      over = true;
    };
  }, [store, step]);

  useEffect(() => (ready ? pointAt(panel, card.current) : undefined), [ready, panel]);

  useEffect(() => {
    // Before the page's own shortcuts, which have the same arrows; not while another control or dialog uses
    // the key.
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        !(target === document.body || card.current?.contains(target))
      )
        return;
      const next =
        event.key === 'ArrowRight'
          ? step + 1
          : event.key === 'ArrowLeft'
            ? step - 1
            : event.key === 'Escape'
              ? null
              : undefined;
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (next === null || (next >= 0 && next < steps.length)) go(next);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [step]);

  return (
    <div ref={card} className="tour" role="dialog" aria-label={text.label} aria-describedby="tour-text">
      <p className="fine">{fill(text.step, { step: step + 1, count: steps.length })}</p>
      <h2 ref={heading} tabIndex={-1}>
        {text.steps[id].title}
      </h2>
      <p id="tour-text">
        <Prose text={text.steps[id].text} />
      </p>
      <p className="fine" role="status">
        {!ready ? text.loading : state.problem ? fill(text.failed, { error: state.problem }) : ''}
      </p>
      <div className="tour-buttons">
        <button type="button" className="plain" onClick={() => go(null)}>
          {text.skip}
        </button>
        {more && (
          <a href={more} target="_blank" rel="noreferrer">
            {text.more}
          </a>
        )}
        <span className="gap" />
        <button type="button" disabled={step === 0} onClick={() => go(step - 1)}>
          {text.back}
        </button>
        <button type="button" className="primary" onClick={() => go(last ? null : step + 1)}>
          {last ? text.finish : text.next}
        </button>
      </div>
      <p className="fine keys-hint">{text.keys}</p>
    </div>
  );
}

/**
 * Marks a panel and brings it into the part of the window that the card leaves free; waits until it is there.
 * Returns how to undo it.
 */
function pointAt(panel: string, card: HTMLElement | null): () => void {
  let marked: HTMLElement | null = null;
  let timer = 0;
  const started = performance.now();
  const look = () => {
    marked = document.getElementById(panel);
    if (!marked) {
      if (performance.now() - started < PATIENCE) timer = window.setTimeout(look, 100);
      return;
    }
    marked.dataset.tour = 'here';
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    const box = marked.getBoundingClientRect();
    if (card) card.dataset.side = sideFor(box, card.offsetWidth);
    // Margins in tour.css keep it clear of header and card; of a large panel the title counts.
    marked.scrollIntoView({ block: box.height > innerHeight / 2 ? 'start' : 'center', behavior });
  };
  // After the page has drawn the step's state.
  timer = window.setTimeout(look, 60);
  return () => {
    window.clearTimeout(timer);
    delete marked?.dataset.tour;
  };
}

/** The side of the window where the card hides less of the panel. */
function sideFor(panel: DOMRect, width: number): 'left' | 'right' {
  const hidden = (from: number) =>
    Math.max(0, Math.min(panel.right, from + width) - Math.max(panel.left, from));
  return hidden(16) < hidden(innerWidth - width - 16) ? 'left' : 'right';
}
