/** What a contender did in one go. */
export interface Block {
  /** Wall clock, until the last result was there. */
  seconds: number;
  /** Of these, seconds spent in our thread's JavaScript starting the work. */
  script?: number;
  /** The most memory its process has had (RSS), where it is asked. */
  peakMegabytes?: number;
}

/** Something that does one piece of work again and again. */
export interface Runner {
  name: string;
  /** What a repetition took the last time it was done, if it was. */
  seconds?: number;
  run(repetitions: number): Promise<Block>;
}

export interface Timing {
  /** Medians over the repeats, per repetition. */
  seconds: number;
  script: number | null;
  peakMegabytes: number | null;
  /** Every repeat's seconds per repetition, in order. */
  all: number[];
}

export interface Plan {
  /** How long a block should take. */
  blockSeconds: number;
  repeats: number;
  /** No further round begins once this much time has gone, after `atLeast` rounds. */
  budgetSeconds: number;
  atLeast: number;
}

export const fullPlan: Plan = { blockSeconds: 1, repeats: 7, budgetSeconds: 180, atLeast: 3 };
export const quickPlan: Plan = { blockSeconds: 0.3, repeats: 3, budgetSeconds: 20, atLeast: 1 };

export function median(values: readonly number[]): number {
  if (!values.length) throw new RangeError('median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times the runners in turn, A B C A B C …, so that a slow spell of the machine falls on all of them alike. A
 * runner that throws is left out from then on and reported by `onFailure`; the others go on.
 */
export async function interleave<R extends Runner>(
  runners: readonly R[],
  plan: Plan,
  onFailure: (runner: R, error: unknown) => void,
): Promise<Map<R, Timing>> {
  const entries: { runner: R; repetitions: number; blocks: Block[] }[] = [];
  const attempt = async (runner: R, repetitions: number): Promise<Block | null> =>
    runner.run(repetitions).catch((error: unknown) => {
      onFailure(runner, error);
      return null;
    });
  for (const runner of runners) {
    let seconds = runner.seconds ?? (await attempt(runner, 1))?.seconds;
    if (seconds === undefined) continue;
    if (seconds < plan.blockSeconds) {
      // Short ones warm up for longer, and are then known better.
      const some = fitting(seconds, plan.blockSeconds / 2);
      const block = await attempt(runner, some);
      if (!block) continue;
      seconds = block.seconds / some;
    }
    entries.push({ runner, repetitions: fitting(seconds, plan.blockSeconds), blocks: [] });
  }
  const failed = new Set<R>();
  let spent = 0;
  for (let round = 0; round < plan.repeats && (round < plan.atLeast || spent < plan.budgetSeconds); round++) {
    for (const entry of entries) {
      if (failed.has(entry.runner)) continue;
      const block = await attempt(entry.runner, entry.repetitions);
      if (!block) failed.add(entry.runner);
      else {
        spent += block.seconds;
        entry.blocks.push(block);
      }
    }
  }
  return new Map(
    entries
      .filter((e) => !failed.has(e.runner))
      .map(({ runner, repetitions, blocks }) => {
        const all = blocks.map((b) => b.seconds / repetitions);
        const scripts = blocks
          .map((b) => b.script)
          .filter((s) => s !== undefined)
          .map((s) => s / repetitions);
        const peaks = blocks.flatMap((b) => b.peakMegabytes ?? []);
        return [
          runner,
          {
            seconds: median(all),
            script: scripts.length ? median(scripts) : null,
            peakMegabytes: peaks.length ? Math.max(...peaks) : null,
            all,
          },
        ];
      }),
  );
}

/** How often something that takes `seconds` fits into `total`: at least once. */
const fitting = (seconds: number, total: number): number =>
  Math.max(1, Math.min(2000, Math.round(total / Math.max(seconds, 1e-5))));

/** Do two checks of the same work agree? Relative to the size of the values. */
export function agrees(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  const size = Math.max(...a.map(Math.abs), ...b.map(Math.abs), 1e-30);
  return a.length === b.length && a.every((x, i) => Math.abs(x - b[i]) <= tolerance * size);
}
