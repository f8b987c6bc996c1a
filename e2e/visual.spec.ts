import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from './support/lab.ts';
import {
  boxesOf,
  chromiumOf,
  expected,
  expectedFile,
  moved,
  openRecording,
  saidBy,
  schemes,
  showOnly,
  widths,
  type Expected,
} from './support/visual.ts';

/**
 * Every panel, from recordings, at 390, 1440 and 1920 px (a projector), light and dark, as it was when
 * someone last looked and ran `npm run visual:update`, which keeps the recording that a panel is looked at
 * with. Sentences and the values of charts are to be equal, boxes within 2 px; pixels are compared on the
 * Chromium that the pictures are of: a pixel counts from a difference of 0.1 (Playwright's measure), and 0.3
 * % of them may. One width and scheme of each recording here, others with another RAINBOW_SEED; all six with
 * RAINBOW_LONG=1.
 */
const long = Boolean(process.env.RAINBOW_LONG);
const update = process.env.RAINBOW_VISUAL === 'update';
const seed = Number(process.env.RAINBOW_SEED ?? 1);
const TOLERANCE_PX = 2;
const recordings = JSON.parse(readFileSync('public/recordings/index.json', 'utf8')) as {
  file: string;
  preset: string;
  dataset: string;
}[];
const looks = widths.flatMap((width) => schemes.map((scheme) => ({ width, scheme })));
const made: Expected = { chromium: '', panels: {} };

recordings.forEach((recording, index) => {
  const { file, preset, dataset } = recording;
  const ours = Object.keys(expected.panels).filter((id) => expected.panels[id].recording === file);
  if (!update && ours.length === 0) return;
  test(`${preset}, ${dataset}: panels look as they did`, async ({ page }) => {
    test.setTimeout(300_000);
    const first = recordings.find((entry) => entry.preset === preset)!.file === file;
    const mine = (id: string) =>
      update && !(id in expected.panels) ? (made.panels[id]?.recording ?? file) === file : ours.includes(id);
    const now = chromiumOf(page);
    if (update) made.chromium = now;
    for (const width of widths) {
      const wanted = looks.filter(
        (look, i) => look.width === width && (long || update || i === (index + seed) % looks.length),
      );
      if (wanted.length === 0) continue;
      await openRecording(page, recording, first, width);
      const shown = await page
        .locator('section.card:has(.reading, svg)')
        .evaluateAll((all) => all.map((e) => e.id));
      if (!update)
        expect(
          [...shown, ...ours].filter(
            (id) => !(id in expected.panels) || (ours.includes(id) && !shown.includes(id)),
          ),
          'panels without a picture, or pictures without a panel: npm run visual:update',
        ).toEqual([]);
      for (const id of shown.filter(mine)) {
        await showOnly(page, id);
        const where = `${id} at ${width} px`;
        if (update) {
          await page.waitForTimeout(300);
          made.panels[id] ??= { recording: file, said: await saidBy(page, id), boxes: {} };
          made.panels[id].boxes[width] = await boxesOf(page, id);
        } else {
          expect(await saidBy(page, id), where).toEqual(expected.panels[id].said);
          await expect
            .poll(
              async () => moved(await boxesOf(page, id), expected.panels[id].boxes[width], TOLERANCE_PX),
              where,
            )
            .toEqual([]);
        }
        if (!update && now !== expected.chromium) continue;
        for (const { scheme } of wanted) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page.locator(`#${id}`)).toHaveScreenshot(`${id}-${width}-${scheme}.png`, {
            threshold: 0.1,
            maxDiffPixelRatio: 0.003,
          });
        }
      }
    }
    if (!update) return;
    mkdirSync(dirname(expectedFile), { recursive: true });
    writeFileSync(
      expectedFile,
      `${JSON.stringify(made, null, 1).replaceAll(/\[\s+([-\d,\s]+?)\s+\]/g, (_, numbers: string) => `[${numbers.replaceAll(/\s+/g, ' ')}]`)}\n`,
    );
  });
});
