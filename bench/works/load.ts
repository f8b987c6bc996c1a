import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright';
import type { Context } from '../bench.ts';
import { say } from '../contender.ts';
import { median } from '../measure.ts';
import { row } from '../rows.ts';

/**
 * A home connection and a processor a quarter as fast as this one: Lighthouse's desktop network with its
 * phone's processor.
 */
const NETWORK = { latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8, offline: false };
const SLOWER = 4;
const AIMS = { paint: 1000, script: 300, shift: 0 };
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What one visit was like; times in ms from its start. */
interface Visit {
  paint: number;
  picture: number;
  shift: number;
  /** kB of script, gzipped, asked for before the first picture. */ script: number;
}

/** A first visit of the built page as a static host serves it, gzipped, against what it should be. */
export async function load({ options, setup, root, add }: Context): Promise<void> {
  setup.buildPage();
  const host = await compressedHost(join(root, 'dist'));
  const browser = await chromium.launch({
    executablePath: await setup.chromium(),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  const visits: Visit[] = [];
  try {
    for (let i = 0; i < (options.quick ? 3 : 9); i++) {
      visits.push(await visit(browser, host));
      say(`load, visit ${i + 1}: ${JSON.stringify(visits[i])}`);
    }
  } finally {
    await browser.close();
    host.close();
  }
  const of = (key: keyof Visit) => median(visits.map((v) => v[key]));
  const ours = 'ours, 10 Mbit/s, 40 ms, processor 4 times slower';
  add(
    row(
      'first visit, first paint with content',
      'ms',
      { name: ours, value: of('paint') },
      { name: 'aim', value: AIMS.paint },
    ),
  );
  add(
    row(
      'first visit, script before the first picture',
      'kB, gzipped',
      { name: ours, value: of('script') },
      { name: 'aim', value: AIMS.script },
    ),
  );
  add(
    row(
      'first visit, cumulative layout shift',
      'of the window',
      { name: ours, value: of('shift') },
      { name: 'aim', value: AIMS.shift },
    ),
  );
  say(`The first picture was there after ${Math.round(of('picture'))} ms.`);
}

async function visit(browser: Browser, host: Host): Promise<Visit> {
  // The service worker fetches the rest of the build when the page is there: it takes no part in this.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  try {
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(() => {
      const seen = { shift: 0, picture: 0 };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput) seen.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      const look = () => {
        if (document.querySelector('.card svg[role="img"] path')) seen.picture = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    host.asked.length = 0;
    await page.goto(host.address, { waitUntil: 'commit' });
    await page.waitForFunction(() => (window as unknown as { seen: Visit }).seen.picture > 0, undefined, {
      timeout: 120_000,
    });
    const script =
      host.asked.filter(({ path }) => path.endsWith('.js')).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
    await page.waitForTimeout(2000);
    const seen = await page.evaluate(() => ({
      ...(window as unknown as { seen: Visit }).seen,
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    }));
    return { paint: seen.paint, picture: seen.picture, shift: seen.shift, script };
  } finally {
    await context.close();
  }
}

interface Host {
  address: string;
  asked: { path: string; bytes: number }[];
  close(): void;
}

/** A folder as a static host serves it: gzipped. `asked`: what was asked for, and its size on the way. */
async function compressedHost(folder: string): Promise<Host> {
  const asked: Host['asked'] = [];
  const kept = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://host').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    const type = types[extname(file)];
    try {
      const packed = type && extname(file) !== '.woff2';
      const body = kept.get(file) ?? (packed ? gzipSync(readFileSync(file)) : readFileSync(file));
      kept.set(file, body);
      asked.push({ path, bytes: body.length });
      response
        .writeHead(200, {
          'content-type': type ?? 'application/octet-stream',
          'content-length': body.length,
          ...(packed && { 'content-encoding': 'gzip' }),
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  return {
    asked,
    address: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
