import type { RunView } from '../state/runView.ts';
import { claims, type Claim } from './claims.ts';
import { deviation, mean } from '../spectra/statistics.ts';

export type Outcome = 'shows' | 'does-not-show' | 'too-few-seeds';

/** A claim held against one run. */
export interface Verdict {
  figure: string;
  id: string;
  claim: string;
  paper: number | null;
  /** Mean over networks, layers or widths, as the claim says. */
  here: number;
  /** Sample standard deviation of the same; null for one value. */
  spread: number | null;
  verdict: Outcome;
  dataset: string;
  /** Where the numbers come from: a recording, or a run. */
  source: string;
}

/** Null where the run does not measure the claim. */
export function verdictOf(claim: Claim, run: RunView, source: string): Verdict | null {
  const found = run.started && claim.measure(run);
  if (!run.started || !found) return null;
  const { values, networks } = found;
  const here = mean(values);
  const { atLeast = -Infinity, atMost = Infinity } = claim.threshold;
  return {
    figure: claim.figure,
    id: claim.id,
    claim: claim.claim,
    paper: claim.paper,
    here,
    spread: values.length > 1 ? deviation(values) : null,
    verdict:
      networks < claim.networks
        ? 'too-few-seeds'
        : here >= atLeast && here <= atMost
          ? 'shows'
          : 'does-not-show',
    dataset: run.started.dataset.name,
    source,
  };
}

/** All claims that the runs measure, in the order of the list. */
export const verdictsOf = (runs: readonly { run: RunView; source: string }[]): Verdict[] =>
  claims.flatMap((claim) => runs.flatMap(({ run, source }) => verdictOf(claim, run, source) ?? []));
