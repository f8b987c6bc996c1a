import { lazy, Suspense } from 'react';
import { fill } from '../Prose.tsx';
import { useApp } from '../store.ts';
import { strings } from '../../strings/index.ts';
import { steps } from './steps.ts';
import { decline, go, remembered, useTour } from './useTour.ts';

const Card = lazy(() => import('./Tour.tsx'));
const text = strings.tour;

/** The tour, where one is on; its code is fetched then. */
export function Tour() {
  const on = useTour((s) => s.step !== null);
  return on ? (
    <Suspense>
      <Card />
    </Suspense>
  ) : null;
}

/** Starts the tour, or goes on where it was left. */
export function TourButton() {
  const busy = useApp((s) => s.status !== 'idle');
  const on = useTour((s) => s.step !== null);
  useTour((s) => s.version);
  const before = remembered();
  const left = typeof before === 'object' && before !== null && before.left > 0 ? before.left : null;
  return (
    <button
      type="button"
      data-tour-start=""
      disabled={busy || on}
      title={
        busy
          ? text.busy
          : left !== null
            ? `${text.resume} (${fill(text.step, { step: left + 1, count: steps.length })})`
            : text.startHelp
      }
      onClick={() => go(left ?? 0)}
    >
      {text.start}
    </button>
  );
}

/** One line to who has never been here; gone for good when it is declined or the tour taken. */
export function TourOffer() {
  const on = useTour((s) => s.step !== null);
  const idle = useApp((s) => s.status === 'idle');
  useTour((s) => s.version);
  // Somebody with a link came for what is in it.
  if (on || remembered() !== null || location.hash !== '' || location.search !== '') return null;
  return (
    <div className="tour-offer" role="note">
      <p>{fill(text.offer, { count: steps.length })}</p>
      <button type="button" disabled={!idle} title={idle ? undefined : text.busy} onClick={() => go(0)}>
        {text.accept}
      </button>
      <button type="button" className="plain" onClick={decline}>
        {text.decline}
      </button>
    </div>
  );
}
