import { expect, test } from '@playwright/test';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

// Recording a trace runs scripts in the page, which count as the person's doing.
test.use({ trace: 'off' });

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

/** dist/ as a plain static host serves it: no headers of ours. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://host').pathname), file = join('dist', path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, () => resolve(server)));
}

test('a static host gets threads too, through the service worker', async ({ page }) => {
  const server = await serve();
  try {
    // Not asked for in between: a script of the test's counts as the person's doing, after which the page is not loaded again.
    let navigations = 0;
    const again = new Promise<void>((resolve) => page.on('framenavigated', () => { if (++navigations === 2) resolve(); }));
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`, { waitUntil: 'commit' });
    await again;
    await page.waitForLoadState();
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
