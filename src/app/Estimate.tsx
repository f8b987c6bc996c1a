import { useEffect, useRef, useState } from 'react';
import { smaller } from '../experiments/smaller.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { marked } from '../panels/shared.tsx';
import { strings } from '../strings/index.ts';
import { duration } from './duration.ts';
import { specDifference } from './specDifference.ts';
import { useApp } from './store.ts';

/**
 * How long the settings have to stand still, ms; and how long a page that has only begun to load is left to
 * its pictures: to estimate takes the whole engine.
 */
const STILL = 250;
const LOADING = 3000;

/** Seconds from which on a smaller variant is offered, and that it should take at most. */
const LONG = 180;
const SHORT = 120;
const text = strings.shell.estimate;

type Found = { networks: number; bytes: number; seconds: number | null };
interface Variant {
  spec: ExperimentSpec;
  seconds: number;
}

/**
 * What the next Run will take on this machine; where that is long, a smaller variant, which says what it
 * leaves out.
 */
export function Estimate() {
  const spec = useApp((s) => s.spec);
  const status = useApp((s) => s.status);
  const estimate = useApp((s) => s.estimate);
  const edit = useApp((s) => s.edit);
  const [found, setFound] = useState<{ whole: Found; variant: Variant | null } | null>(null);
  const shown = useApp((s) => s.run.started !== null);
  const begun = useRef(false);
  useEffect(() => {
    if (status !== 'idle') return;
    let over = false;
    const look = async () => {
      const whole = await estimate(spec);
      const variant = whole.seconds !== null && whole.seconds > LONG ? await variantOf(spec, estimate) : null;
      if (!over) setFound({ whole, variant });
    };
    // A spec that cannot be run is told about when it is run, with the field's name.
    const timer = setTimeout(
      () => {
        begun.current = true;
        look().catch(() => {
          if (!over) setFound(null);
        });
      },
      shown || begun.current ? STILL : LOADING,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [spec, status, estimate, shown]);
  if (!found) return null;
  const {
    whole: { networks, seconds, bytes },
    variant,
  } = found;
  return (
    <div className="estimate">
      <p className="fine">
        {marked(
          text.whole(
            text.networks(networks),
            seconds === null ? text.unknown : text.about(duration(seconds)),
            text.memory(bytes),
          ),
        )}
      </p>
      {variant && status === 'idle' && (
        <p className="fine">
          <button type="button" className="plain" onClick={() => edit(() => variant.spec)}>
            {text.smaller(duration(variant.seconds))}
          </button>{' '}
          {text.smallerBy(specDifference(spec, variant.spec).join('; '))}
        </p>
      )}
    </div>
  );
}

/** Reduced step by step until it is short, or until nothing is left to reduce. */
async function variantOf(
  spec: ExperimentSpec,
  estimate: (spec: ExperimentSpec) => Promise<Found>,
): Promise<Variant | null> {
  let best: Variant | null = null;
  for (let next = smaller(spec); next && (best === null || best.seconds > SHORT); next = smaller(next)) {
    const { seconds } = await estimate(next);
    if (seconds !== null) best = { spec: next, seconds };
  }
  return best;
}
