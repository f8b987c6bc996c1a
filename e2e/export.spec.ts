import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expect, linkTo, test, tinySpec } from './support/lab.ts';

/** The file a press of the button gives. */
async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer; text: string }> {
  const [download] = (await Promise.all([page.waitForEvent('download'), button.click()])) as [Download, void];
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}

/** The same from the menu of a chart. */
async function savedAs(page: Page, chart: string | RegExp, format: string) {
  const menu = page.locator('details.save', { has: page.locator('summary').and(page.getByLabel(chart)) });
  await menu.locator('summary').click();
  return saved(page, menu.getByRole('button', { name: format, exact: true }));
}

/** The table of values of a chart, as the page tells them. */
const readings = async (page: Page) => ({
  redraw: await page.locator('#redraw .reading').innerText(),
  weights: await page.locator('#weights .reading').innerText(),
  training: await page.locator('#training .reading').innerText(),
});

test('each kind of chart leaves as SVG, PNG, CSV and JSON that say where they come from', async ({
  page,
}) => {
  // The page itself turns no text into a document.
  const blank = await page.context().newPage();
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page.getByRole('group').getByRole('button', { name: 'Density' }).click();
  for (const chart of [
    'Save: Accuracy over epochs',
    /^Save: Density of the weight spectrum/,
    'Save: Confusion matrix, trained',
    'Save: Class probabilities, redrawn',
  ]) {
    const svg = await savedAs(page, chart, 'SVG');
    expect(svg.name).toMatch(/^rainbow-[a-z0-9-]+-[0-9a-f]{12}\.svg$/);
    const hash = svg.name.slice(-16, -4);
    expect(svg.text).toContain(`spec ${hash}`);
    expect(svg.text.replaceAll(/<[^>]+>|\s+/g, ' ')).toMatch(/data set Built-in shapes.*seed 7.*commit/);
    // It stands alone: nothing of the page's styles is needed, and it is well-formed.
    expect(svg.text).not.toMatch(/var\(|class=|style=/);
    expect(
      await blank.evaluate(
        (text) =>
          new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent ??
          null,
        svg.text,
      ),
    ).toBeNull();

    const png = await savedAs(page, chart, 'PNG');
    expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const [width, height] = [/ width="(\d+)"/, / height="(\d+)"/].map((pattern) =>
      Number(pattern.exec(svg.text)![1]),
    );
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);

    const csv = await savedAs(page, chart, 'CSV');
    const json = JSON.parse((await savedAs(page, chart, 'JSON')).text) as {
      dataset: string;
      seed: number;
      specHash: string;
      columns: string[];
      rows: unknown[][];
    };
    expect(csv.text).toMatch(
      /^# .*\n# data set Built-in shapes.*seed 7, commit .*, spec [0-9a-f]{12}\n# http.*#v=1.*\n/,
    );
    expect(json).toMatchObject({ seed: 7, specHash: hash });
    expect(csv.text.trim().split('\n').length).toBe(4 + json.rows.length);
    expect(json.rows.every((row) => row.length === json.columns.length)).toBe(true);
  }
});

test('a picture is the same in the dark, and its menu goes by keyboard', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  const inBoth = async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    const { text } = await savedAs(page, 'Save: Accuracy over epochs', 'SVG');
    await page.emulateMedia({ colorScheme: 'dark' });
    return { light: text, dark: (await savedAs(page, 'Save: Accuracy over epochs', 'SVG')).text };
  };
  // A font that came late (font-display: optional) is taken up when the scheme first changes, and moves the
  // chart by some pixels: then once more.
  let { light, dark } = await inBoth();
  if (dark !== light) ({ light, dark } = await inBoth());
  expect(dark).toBe(light);
  const summary = page.getByLabel('Save: Accuracy over epochs');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Save as' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'SVG', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('group', { name: 'Save as' })).toBeHidden();
  await expect(summary).toBeFocused();
});

test('a live run leaves whole, and comes back with the same numbers, by file and by address', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // Before there are threads: one that waits for work answers nothing, not even that its requests are to be
  // looked at.
  const address = 'https://runs.example/tiny.json.gz';
  let served: Buffer = Buffer.alloc(0);
  await context.route(address, (route) =>
    route.fulfill({
      body: served,
      contentType: 'application/gzip',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  await page.goto(linkTo(tinySpec));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 90_000 });
  const told = await readings(page);
  await page.getByRole('button', { name: 'Share' }).click();
  const zip = await saved(page, page.getByRole('button', { name: 'Save everything as a zip' }));
  const again = await saved(page, page.getByRole('button', { name: 'Save everything as a zip' }));
  const run = await saved(page, page.getByRole('button', { name: 'Save the run file' }));
  expect(again.bytes.equals(zip.bytes)).toBe(true);
  const files = unzipSync(zip.bytes);
  expect(Object.keys(files).sort()).toEqual([
    'CITATION.bib',
    'README.txt',
    'alignments.npz',
    'covariances.npz',
    'open_run.py',
    'redrawn.safetensors',
    'run.rainbow.json.gz',
    'spec.json',
    'spectra.npz',
    'weights.safetensors',
  ]);
  expect(run.bytes.equals(files['run.rainbow.json.gz'])).toBe(true);
  const header = new TextDecoder().decode(
    files['weights.safetensors'].subarray(
      8,
      8 +
        new DataView(files['weights.safetensors'].buffer, files['weights.safetensors'].byteOffset).getUint32(
          0,
          true,
        ),
    ),
  );
  expect(Object.keys(JSON.parse(header) as object)).toEqual(
    expect.arrayContaining(['L1.weight', 'L1.running_mean', 'L1.running_var', 'classifier.weight']),
  );

  await page.getByRole('button', { name: 'Copy BibTeX of the paper' }).click();
  await expect(page.getByText('BibTeX of the paper copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('@article{guth2024rainbow');
  await page.getByRole('button', { name: 'Copy as a sentence' }).click();
  await expect(page.getByText('Sentence copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^Rainbow Lab, run [0-9a-f]{12} .*seed 7, commit .*http.*#v=1.*data\.train=200/,
  );
  await page.getByRole('button', { name: 'Done' }).click();

  // By file, over another run.
  await page.goto('./');
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: run.name, mimeType: 'application/gzip', buffer: run.bytes });
  await expect(page.locator('.run-line')).toContainText('File');
  expect(await readings(page)).toEqual(told);

  // By address; the link behind it chooses what is looked at, and both are in what is shared.
  served = run.bytes;
  await page.goto(`./?run=${encodeURIComponent(address)}#v=1&view.epoch=1`);
  await expect(page.locator('.run-line')).toContainText(address);
  await expect(page.locator('.timeline output')).toHaveText('1 / 2');
  await expect(page.getByRole('textbox', { name: 'Training images', exact: true })).toHaveValue('200');
  await page.getByRole('button', { name: 'Share' }).click();
  const shared = new URL(
    await page.getByRole('textbox', { name: 'Address of this experiment' }).inputValue(),
  );
  expect(shared.searchParams.get('run')).toBe(address);
  expect(shared.hash).toContain('view.epoch=1');
  // A file holds no weights.
  expect(
    Object.keys(
      unzipSync((await saved(page, page.getByRole('button', { name: 'Save everything as a zip' }))).bytes),
    ).sort(),
  ).toEqual(['CITATION.bib', 'README.txt', 'open_run.py', 'run.rainbow.json.gz', 'spec.json', 'spectra.npz']);
});

test('an address that gives no run is told by name, and the recording is shown instead', async ({
  page,
  context,
}) => {
  await context.route('https://runs.example/**', (route) =>
    route.fulfill({
      body: '<!doctype html>',
      contentType: 'text/html',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  await page.goto('./?run=https://runs.example/page.html');
  await expect(page.getByRole('alert')).toContainText(
    'https://runs.example/page.html could not be opened: The run file cannot be read',
  );
  await expect(page.getByText(/Recording of this experiment/)).toBeVisible();
  await page.goto('./?run=http://runs.example/run.json');
  await expect(page.getByRole('alert')).toContainText('only addresses that begin with https:');
});
