import { planExperiment } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { useApp } from './store.ts';

/** What the next Run will leave out of what is asked for, and why: said before it is run. */
export function PlanNotes() {
  const spec = useApp((s) => s.spec);
  return notesOf(spec).map((note) => (
    <p key={note} className="differs" role="status">
      {note}
    </p>
  ));
}

/** A spec that cannot be run has none: it is told about when it is run, with the field's name. */
function notesOf(spec: ExperimentSpec): string[] {
  try {
    return planExperiment(spec).notes;
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
