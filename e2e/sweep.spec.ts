import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'fflate';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/lab.ts';

interface Event {
  type: string;
  net?: string;
  nets?: { id: string }[] | string[];
}
const recorded = (
  JSON.parse(new TextDecoder().decode(gunzipSync(readFileSync('public/recordings/networks.json.gz')))) as {
    events: Event[];
  }
).events;
const [started, ...told] = recorded;
const ids = (started.nets as { id: string }[]).map((net) => net.id);
const part = (i: number, state: string, more: object = {}) => ({
  title: `Net ${i + 1} of ${ids.length} (×1)`,
  state,
  progress: null,
  why: null,
  ...more,
});
const file = (parts: object[], events: Event[]) =>
  Buffer.from(
    JSON.stringify({
      format: 'rainbow-run',
      version: 1,
      events: [started, { type: 'sweep', parts }, ...events],
    }),
  );

test('a sweep is followed while it goes on: networks appear as they are done, and what failed says why', async ({
  page,
}) => {
  // What `lab -- serve` sends (src/cli/serve.test.ts), of a recording.
  let run = file(
    [
      part(0, 'done'),
      part(1, 'running', { progress: { share: 0.4, label: 'Training', worker: 'node-7 (312)' } }),
      part(2, 'failed', { why: 'The loss became infinite at step 12.' }),
      ...ids.slice(3).map((_, i) => part(i + 3, 'waiting')),
    ],
    told.filter(
      (event) => event.type !== 'done' && (!event.net || (event.net === ids[0] && event.nets === undefined)),
    ),
  );
  let watcher: ServerResponse | null = null;
  const server = createServer((request, response) => {
    response
      .setHeader('Access-Control-Allow-Origin', '*')
      .setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.url!.startsWith('/events?token=t')) {
      watcher = response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      watcher.write('event: changed\ndata: {}\n\n');
    } else response.writeHead(request.url!.startsWith('/run.json?token=t') ? 200 : 404).end(run);
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/run.json?token=t`;
    await page.goto(`./?run=${encodeURIComponent(address)}`);
    const line = page.locator('.run-line');
    await expect(line).toContainText(
      `1 of ${ids.length} parts done, 1 running, ${ids.length - 3} waiting · 1 failed`,
    );
    await page.locator('.run-line summary').press('Enter');
    await expect(line.getByRole('listitem').first()).toContainText('The loss became infinite at step 12.');
    await expect(line.getByRole('listitem').nth(1)).toContainText('40 % on node-7 (312)');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(line.getByRole('list')).toBeHidden();
    // Another is done.
    run = file(
      [part(0, 'done'), part(1, 'done'), ...ids.slice(2).map((_, i) => part(i + 2, 'waiting'))],
      told.filter(
        (event) =>
          event.type !== 'done' &&
          (!event.net || (ids.slice(0, 2).includes(event.net) && event.nets === undefined)),
      ),
    );
    watcher!.write('event: changed\ndata: {}\n\n');
    await expect(line).toContainText(`2 of ${ids.length} parts done`);
    // All are.
    run = file(
      ids.map((_, i) => part(i, 'done')),
      told,
    );
    watcher!.write('event: ended\ndata: {}\n\n');
    await expect(line).toContainText('File');
    await expect(page.getByRole('heading', { name: 'What do many networks agree on?' })).toBeVisible();
    watcher!.end();
    await page.goto('about:blank');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
