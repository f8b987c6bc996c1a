// npm run visual:update: every picture of the page made again from its recordings: those that
// e2e/visual.spec.ts compares with, and of them, and of the whole page, those in docs/. Look at them before
// they are committed.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './browsers.mjs';
import { bin, buildKernels, buildPage, installPackages, orExit, root } from './setup.mjs';

const folder = join(root, 'e2e/visual');
const docs = join(root, 'docs');
installPackages();
buildKernels();
buildPage();
const executablePath = await ensureChromium();
for (const name of readdirSync(folder).filter((name) => name.endsWith('.png'))) rmSync(join(folder, name));
orExit(
  bin(
    'playwright',
    ['test', 'e2e/visual.spec.ts', '--update-snapshots=all', '--workers=1', '--reporter=line'],
    { env: { CHROMIUM_PATH: executablePath, RAINBOW_VISUAL: 'update' } },
  ),
);

const { smallPng } = await import('./smallPng.mjs');
const pictures = readdirSync(folder)
  .filter((name) => name.endsWith('.png'))
  .map((name) => join(folder, name));
for (const path of pictures) writeFileSync(path, smallPng(readFileSync(path)));

const { chromium } = await import('playwright');
const { preview } = await import('vite');
const server = await preview({ root, logLevel: 'warn', preview: { port: 4291, strictPort: false } });
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  await page.goto(server.resolvedUrls.local[0]);
  await page.getByRole('button', { name: 'No, thanks' }).click();
  await page.locator('#redraw .reading').waitFor();
  await page.screenshot({ path: join(docs, 'screenshot.png') });

  await page.setViewportSize({ width: 1600, height: 900 });
  await page.goto('about:blank');
  await page.setContent(sheet());
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const session = await page.context().newCDPSession(page);
  const {
    cssContentSize: { width, height },
  } = await session.send('Page.getLayoutMetrics');
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 85,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  writeFileSync(join(docs, 'panels.webp'), Buffer.from(data, 'base64'));
} finally {
  await browser.close();
  await server.close();
}
console.log(`${pictures.length} pictures of panels, docs/screenshot.png and docs/panels.webp made`);

/** The panels as on a screen, a phone in the dark and a projector in the dark. */
function sheet() {
  const panels = Object.keys(JSON.parse(readFileSync(join(folder, 'panels.json'), 'utf8')).panels);
  const part = ([width, scheme, zoom, ground]) =>
    `<section style="background: ${ground}">${panels.map((id) => `<img style="zoom: ${zoom}" src="data:image/png;base64,${readFileSync(join(folder, `${id}-${width}-${scheme}.png`)).toString('base64')}">`).join('')}</section>`;
  return `<!doctype html><style>body { margin: 0 } section { display: flex; flex-wrap: wrap; gap: 10px; padding: 14px; align-items: start }</style>${[
    [1440, 'light', 0.68, '#faf9f7'],
    [390, 'dark', 0.5, '#121215'],
    [1920, 'dark', 0.41, '#121215'],
  ]
    .map(part)
    .join('')}`;
}
