import { join } from 'node:path';
import type { Page } from 'playwright';
import { openBuilt } from '../browser.ts';
import type { Context } from '../bench.ts';
import { say } from '../contender.ts';
import { median } from '../measure.ts';
import { row, type Row } from '../rows.ts';

/** What the page's own thread went through. */
interface Smoothness {
  /** Of tasks over 50 ms, the only ones a browser reports; 0 where there were none. */
  longestTask: number;
  tasks: number;
  longestFrame: number;
  frames: number;
  /** Frames that took over 20 ms: at 60 Hz, one was missed. */
  late: number;
}

/** Recordings that are scrubbed: the first that people see, and those with the most to draw. */
const SCRUBBED = ['quickstart', 'deep', 'dynamics', 'laws', 'widths'];
/** Milliseconds from one epoch to the next: faster than the stops of a slider pass under a pointer. */
const SCRUB = 50;

/**
 * The app while it trains, and while somebody scrubs through the epochs of a recording, against the same page
 * showing the recording, in turn.
 */
export async function page({ options, setup, root, add }: Context): Promise<void> {
  setup.buildPage();
  const seconds = options.quick ? 6 : 20;
  const repeats = options.quick ? 1 : 3;
  const app = await openBuilt(join(root, 'dist'), { chromium: await setup.chromium(), gpu: options.gpu });
  const idle: Smoothness[] = [];
  const training: Smoothness[] = [];
  const scrubbing = new Map(SCRUBBED.map((preset) => [preset, [] as Smoothness[]]));
  try {
    for (let i = 0; i < repeats; i++) {
      say(`page, round ${i + 1} of ${repeats}: idle, then training, ${seconds} s each`);
      // A document of its own each time: nothing is left of the round before.
      await app.page.goto('about:blank');
      await app.page.goto(app.address);
      await app.page.getByText(/Recording of this experiment/).waitFor();
      await app.page.waitForTimeout(1500);
      idle.push(await watch(app.page, seconds));
      await startTraining(app.page);
      training.push(await watch(app.page, seconds));
      if (await app.page.getByText(/^Done in/).isVisible())
        say('  the run ended while it was watched: the rest of the time it was idle');
      say(`  idle ${JSON.stringify(idle[i])}\n  training ${JSON.stringify(training[i])}`);
      for (const [preset, seen] of scrubbing) {
        await app.page.goto('about:blank');
        await app.page.goto(`${app.address}#v=1&preset=${preset}`);
        await app.page.getByText(/Recording of this experiment/).waitFor();
        await app.page.waitForTimeout(1500);
        await app.page.evaluate(scrub, SCRUB);
        seen.push(await watch(app.page, seconds / 2));
        say(`  scrubbing ${preset} ${JSON.stringify(seen[i])}`);
      }
    }
  } finally {
    await app.close();
  }
  smoothnessRows('training', training, idle).forEach(add);
  for (const [preset, seen] of scrubbing) smoothnessRows(`scrubbing ${preset}`, seen, idle).forEach(add);
}

const of = (all: readonly Smoothness[], value: (s: Smoothness) => number): number => median(all.map(value));

export function smoothnessRows(
  busy: string,
  seen: readonly Smoothness[],
  idle: readonly Smoothness[],
): Row[] {
  const compared = (
    work: string,
    unit: Row['unit'],
    value: (s: Smoothness) => number,
    note: (all: readonly Smoothness[]) => string,
  ) =>
    row(
      work,
      unit,
      { name: `${busy}${note(seen)}`, value: of(seen, value) },
      { name: `idle${note(idle)}`, value: of(idle, value) },
    );
  return [
    compared(
      'page, longest task (0: none over 50 ms)',
      'ms',
      (s) => s.longestTask,
      (all) => ` (${of(all, (s) => s.tasks)} tasks)`,
    ),
    compared(
      'page, longest frame',
      'ms',
      (s) => s.longestFrame,
      () => '',
    ),
    compared(
      'page, frames over 20 ms',
      '% of frames',
      (s) => (100 * s.late) / s.frames,
      (all) => ` (${of(all, (s) => s.late)} of ${of(all, (s) => s.frames)})`,
    ),
  ];
}

/** Presses Run and waits for the first batches on the chart. */
async function startTraining(page: Page): Promise<void> {
  const drawn = page.locator('#training [data-series="batches"] path').first();
  const recorded = await drawn.getAttribute('d');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.waitForFunction(
    (old) => {
      const d = document.querySelector('#training [data-series="batches"] path')?.getAttribute('d');
      return d && d !== old;
    },
    recorded,
    { timeout: 120_000 },
  );
}

/** Moves the slider of the epochs to and fro, as long as the document stands. */
function scrub(pause: number): void {
  const slider = document.querySelector<HTMLInputElement>('.timeline input[type="range"]')!;
  const last = Number(slider.max);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
  let at = 0;
  let step = 1;
  setInterval(() => {
    if (at + step < 0 || at + step > last) step = -step;
    at += step;
    set.call(slider, String(at));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }, pause);
}

function watch(page: Page, seconds: number): Promise<Smoothness> {
  return page.evaluate(
    (milliseconds) =>
      new Promise<Smoothness>((resolve) => {
        const seen: Smoothness = { longestTask: 0, tasks: 0, longestFrame: 0, frames: 0, late: 0 };
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) {
            seen.tasks++;
            seen.longestTask = Math.max(seen.longestTask, duration);
          }
        });
        observer.observe({ type: 'longtask' });
        const start = performance.now();
        let last = 0;
        const frame = (now: number) => {
          if (last) {
            seen.frames++;
            seen.longestFrame = Math.max(seen.longestFrame, now - last);
            if (now - last > 20) seen.late++;
          }
          last = now;
          if (performance.now() - start < milliseconds) requestAnimationFrame(frame);
          else {
            // Reports of tasks come after the tasks.
            setTimeout(() => {
              observer.disconnect();
              resolve(seen);
            }, 200);
          }
        };
        requestAnimationFrame(frame);
      }),
    seconds * 1000,
  );
}
