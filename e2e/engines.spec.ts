import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, expect, test } from '@playwright/test';
import { floats, safetensors } from '../src/files/models/craftedModels.ts';
import { strings } from '../src/strings/index.ts';
import { runTexts } from '../src/strings/run.ts';
import type { Engine } from './support/engine.ts';
import { firefoxPath, startFirefox } from './support/firefox.ts';
import { linkTo, tinySpec } from './support/lab.ts';
import { startWebKit, webkitPath } from './support/webkit.ts';

/*
 * What a person does with the page, in every engine that is here: scripts/engines.mjs makes docs/engines.md
 * of the results. Each test goes on where the one before it left the page.
 */

const long = Boolean(process.env.RAINBOW_LONG);
const KERNELS = { threads: /CPU, .*SIMD, \d+ threads?/, one: /CPU, .*SIMD, 1 thread/ };

interface Kind {
  name: string;
  /** What it needs, or null where it is here. */
  missing(): string | null;
  start(): Promise<Engine>;
  kernels: RegExp;
  /** True where the browser gives the page no storage. */
  keepsNothing?: true;
}
const webkit = (sharedMemory: boolean) => ({
  missing: () =>
    webkitPath()
      ? null
      : 'needs WebKitGTK: Debian’s webkit2gtk-driver, xvfb and dbus; or name its MiniBrowser in WEBKIT_PATH',
  start: () => startWebKit(webkitPath()!, { sharedMemory }),
});
const kinds: Kind[] = [
  { name: 'Chromium', missing: () => null, start: startChromium, kernels: KERNELS.threads },
  {
    name: 'Firefox',
    missing: () => (firefoxPath() ? null : 'needs Firefox: install it, or name it in FIREFOX_PATH'),
    start: () => startFirefox(firefoxPath()!),
    kernels: KERNELS.threads,
  },
  {
    name: 'Firefox without storage',
    missing: () => (firefoxPath() ? null : 'needs Firefox: install it, or name it in FIREFOX_PATH'),
    // "Block all cookies": asking for IndexedDB throws at once there.
    start: () => startFirefox(firefoxPath()!, { 'network.cookie.cookieBehavior': 2 }),
    kernels: KERNELS.threads,
    keepsNothing: true,
  },
  { name: 'WebKit', ...webkit(true), kernels: KERNELS.threads },
  { name: 'WebKit without shared memory', ...webkit(false), kernels: KERNELS.one },
];

async function startChromium(): Promise<Engine> {
  const { launchOptions } = test.info().project.use;
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    version: `Chromium ${browser.version()}`,
    errors,
    open: async (address) => void (await page.goto(address)),
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}

const button = (name: string) =>
  `[...document.querySelectorAll('button')].find((b) => b.textContent.trim().startsWith(${JSON.stringify(name)}))`;
const textOf = (selector: string) => `document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`;
const ENDED = /^(Done in|Failed|Cancelled)/i;
/** A run that is under way: beyond the search for a device and the images, both of which start workers. */
const UNDER_WAY = new RegExp(
  `^(?!${strings.shell.runLine.starting}|${runTexts.device}|${runTexts.data})[^]*\\n[\\d.]+\\s%|^Done in|^Failed`,
);

for (const kind of kinds) {
  test.describe.serial(kind.name, () => {
    let engine: Engine;
    let home: string;

    const line = () => engine.evaluate<string>(textOf('.run-line'));
    const wait = (expression: string, timeout = 30_000) =>
      expect.poll(() => engine.evaluate<string>(expression), { timeout, intervals: [200] });
    const click = async (name: string) => {
      await wait(`Boolean(${button(name)})`).toBe(true);
      await engine.evaluate(`${button(name)}.click()`);
    };
    const reload = async () => {
      await engine.evaluate('void (window.before = true, setTimeout(() => location.reload()))');
      const loaded = () => engine.evaluate<boolean>('!window.before').catch(() => false);
      await expect.poll(loaded, { timeout: 30_000, intervals: [200] }).toBe(true);
    };
    const ended = async (timeout: number) => {
      await expect.poll(line, { timeout, intervals: [500] }).toMatch(ENDED);
      expect(await line()).toMatch(/^Done in/);
      expect(await line()).toMatch(kind.kernels);
    };
    /**
     * Tries three times: with its remote agent on, Firefox 153 stops in about one of a hundred constructors of a
     * worker within a worker (in an empty page too; without the agent in none of 590). A run has all of them
     * behind it at its first look at the network.
     */
    const again = async (attempt: () => Promise<void>) => {
      for (let tries = 3; ; tries--) {
        try {
          await attempt();
          return;
        } catch (error) {
          if (tries === 1) throw error;
          console.log(`${kind.name} stood where workers start: once more.`);
        }
      }
    };
    const underWay = (begin: () => Promise<void>) =>
      again(async () => {
        await begin();
        await expect.poll(line, { timeout: long ? 90_000 : 30_000, intervals: [300] }).toMatch(UNDER_WAY);
      });
    const run = (link: string) =>
      underWay(async () => {
        await engine.open('about:blank');
        await engine.open(new URL(link, home).href);
        await click('Run');
      });

    test.beforeAll(async ({ baseURL }) => {
      const missing = kind.missing();
      test.skip(missing !== null, missing ?? '');
      home = baseURL!;
      engine = await kind.start();
    });
    test.afterAll(async () => engine?.close());
    test.beforeEach(() => test.setTimeout(300_000));

    test('opens with its recording in the panels', async () => {
      test.info().annotations.push({ type: 'version', description: engine.version });
      await engine.open(new URL('./', home).href);
      await wait(textOf('#redraw .reading')).toContain('purely random weights');
      expect(
        await engine.evaluate<number>('document.querySelectorAll(".card .chart path").length'),
      ).toBeGreaterThan(4);
    });

    test('runs a tiny experiment on the SIMD kernels', async () => {
      await run(linkTo(tinySpec));
      await ended(100_000);
      test
        .info()
        .annotations.push({ type: 'device', description: /CPU, .*thread\w*/.exec(await line())![0] });
      // The paper's order: the redrawn network keeps most of what was learned, the unaligned one nothing.
      expect(await engine.evaluate<string>(textOf('#redraw .reading'))).toContain('purely random weights');
    });

    test('runs again with a new seed', async () => {
      const before = await line();
      await click(strings.shell.controls.newSeed);
      await click('Run');
      await expect.poll(line, { timeout: 30_000 }).not.toBe(before);
      await ended(100_000);
      expect(await line()).not.toContain('seed 7');
    });

    test('goes on after the page was left in the middle, and loaded again', async () => {
      test.skip(kind.keepsNothing === true, 'nothing is kept there');
      await run(linkTo({ ...tinySpec, training: { ...tinySpec.training, epochs: 40 } }));
      await wait(textOf('#training .reading'), 60_000).toMatch(/After epoch ([3-9]|\d\d) /);
      await engine.open('about:blank');
      await engine.open(new URL('./', home).href);
      await wait(`Boolean(${button('Go on from epoch')})`).toBe(true);
      await underWay(async () => {
        await reload();
        await click('Go on from epoch');
      });
      await expect.poll(line, { timeout: 60_000 }).toMatch(/trained to epoch \d+ on CPU/);
      await ended(100_000);
    });

    test('says so where nothing is kept', async () => {
      test.skip(!kind.keepsNothing, 'it keeps runs');
      const said = `[...document.querySelectorAll('[role=status]')].map((e) => e.textContent).join()`;
      expect(await engine.evaluate<string>(said)).toContain('This run cannot be kept on this machine');
    });

    test('measures the file of a model', async () => {
      const weights = Array.from({ length: 64 * 80 }, (_, i) => Math.sin((i + 1) ** 2));
      const file = safetensors({ 'fc.weight': { dtype: 'F32', shape: [64, 80], bytes: floats(...weights) } });
      const base64 = Buffer.from(file).toString('base64');
      // Decompositions have a worker within a worker too: begun again where Firefox stops in its constructor.
      await again(async () => {
        await engine.open('about:blank');
        await engine.open(new URL('./?page=models', home).href);
        await wait(`Boolean(document.querySelector('.open-model input[type="file"]'))`).toBe(true);
        await engine.evaluate(`(() => {
          const bytes = Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0));
          const chosen = new DataTransfer();
          chosen.items.add(new File([bytes], 'model.safetensors'));
          const input = document.querySelector('.open-model input[type="file"]');
          input.files = chosen.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        })()`);
        await wait(textOf('main'), 30_000).toContain('1 of 1 layers measured');
      });
    });

    test('answers in a playground', async () => {
      await engine.open(new URL('./?page=play&n=300&d=150&spikes=2', home).href);
      await wait(textOf('.play .reading'), 60_000).toMatch(/\d/);
    });

    test('shows a panel in a page of others', async () => {
      const parent = createServer((_, response) => {
        const origin = encodeURIComponent(`http://localhost:${(parent.address() as AddressInfo).port}`);
        const panel = new URL(`./?embed=weights&origin=${origin}#v=1&preset=quickstart`, home).href;
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<!doctype html><iframe src="${panel}" width="640" height="520"></iframe>
          <script>heard = []; addEventListener('message', ({ data }) => heard.push(data));</script>`);
      });
      await new Promise<void>((resolve) => {
        parent.listen(0, resolve);
      });
      try {
        await engine.open(`http://localhost:${(parent.address() as AddressInfo).port}/`);
        const told = `JSON.stringify(heard.filter(({ type }) => type === 'state').at(-1) ?? null)`;
        await wait(`heard.some(({ type }) => type === 'ready')`, 60_000).toBe(true);
        await wait(told, 30_000).toContain('"run":"recording"');
        await wait(told, 30_000).toContain('"panel":"weights"');
      } finally {
        parent.close();
      }
    });

    test('Rainbow in a minute', async () => {
      test.skip(!long, 'long: npm run test:long');
      test.setTimeout(1_200_000);
      await run('./#v=1&preset=quickstart');
      const speeds: number[] = [];
      await expect
        .poll(
          async () => {
            const speed = await engine.evaluate<string>(textOf('.device summary'));
            const found = /^([\d,]+) images\/s/.exec(speed)?.[1];
            if (found) speeds.push(Number(found.replaceAll(',', '')));
            return line();
          },
          { timeout: 1_100_000, intervals: [300] },
        )
        .toMatch(ENDED);
      await ended(1000);
      const median = speeds.sort((a, b) => a - b)[speeds.length >> 1];
      test
        .info()
        .annotations.push(
          { type: 'images/s', description: String(median) },
          { type: 'seconds', description: /^Done in (.*?), in/i.exec(await line())![1] },
        );
    });

    test('logged no error', () => {
      // Firefox itself logs that a page without storage has no service worker either.
      const own = engine.errors.filter((error) => !(kind.keepsNothing && error.includes('ServiceWorker')));
      expect(own).toEqual([]);
    });
  });
}
