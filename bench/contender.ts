import { agrees, interleave, type Block, type Plan, type Timing } from './measure.ts';
import type { Ready, Work } from './work.ts';

/** Someone who can do work: a worker of the page, or a process. */
export interface Contender {
  /** For messages, before it has said its own name. */
  label: string;
  prepare(work: Work): Promise<Ready>;
  run(repetitions: number): Promise<Block>;
  close(): Promise<void>;
}

/** How a contender comes to be: it may be missing here. */
export interface Entrant {
  label: string;
  open(): Promise<Contender>;
}

export interface Standing {
  label: string;
  ready: Ready;
  timing: Timing;
}

/** Progress and what could not be measured go to stderr. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** The first line of what went wrong. */
export function reason(error: unknown): string {
  const text =
    error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
  return text.replace(/^page\.evaluate: (Error: )?/, '').split('\n')[0];
}

/** Contenders, opened once; one that cannot be is told and left out. */
export async function openAll(entrants: readonly Entrant[]): Promise<Contender[]> {
  const open: Contender[] = [];
  for (const entrant of entrants) {
    try {
      open.push(await entrant.open());
    } catch (error) {
      say(`  left out: ${entrant.label}: ${reason(error)}`);
    }
  }
  return open;
}

/**
 * The same work by all contenders in turn; the first is ours. Those that cannot do it, or come to another
 * result, are told and left out. Empty where ours is not there to be compared.
 */
export async function compete(
  title: string,
  contenders: readonly Contender[],
  work: Work,
  plan: Plan,
  tolerance: number,
): Promise<Standing[]> {
  say(title);
  const runners: { label: string; name: string; seconds: number; ready: Ready; run: Contender['run'] }[] = [];
  for (const contender of contenders) {
    try {
      const ready = await contender.prepare(work);
      if (runners.length && !agrees(runners[0].ready.check, ready.check, tolerance)) {
        throw new Error(
          `it computes something else: ${ready.check.slice(0, 3).join(', ')} … where ours has ${runners[0].ready.check.slice(0, 3).join(', ')} …`,
        );
      }
      runners.push({
        label: contender.label,
        name: ready.name,
        seconds: ready.seconds,
        ready,
        run: (n) => contender.run(n),
      });
    } catch (error) {
      say(`  left out: ${contender.label}: ${reason(error)}`);
      if (contender === contenders[0]) return [];
    }
  }
  const timings = await interleave(runners, plan, (runner, error) =>
    say(`  left out: ${runner.name}: ${reason(error)}`),
  );
  for (const [runner, { all }] of timings)
    say(`  ${runner.name}: ${all.map((s) => `${(s * 1000).toPrecision(3)} ms`).join(', ')}`);
  if (!timings.has(runners[0])) return [];
  return [...timings].map(([runner, timing]) => ({ label: runner.label, ready: runner.ready, timing }));
}
