import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import type { Engine } from './engine.ts';

/** Where Debian and others put WebKitGTK's small browser. */
const BROWSERS = [
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
];
const PROGRAMS = ['WebKitWebDriver', 'xvfb-run', 'dbus-run-session'];
const isThere = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** WebKitGTK's browser where all that runs it without a screen is there too, or null. */
export function webkitPath(): string | null {
  const path = [process.env.WEBKIT_PATH, ...BROWSERS].find((file) => file && existsSync(file));
  return path && PROGRAMS.every(isThere) ? path : null;
}

/** How long the driver may take to listen, in tries of 100 ms. */
const TRIES = 200;

/**
 * Starts it without a screen and speaks WebDriver with its driver.
 *
 * @param sharedMemory as in Safari, where an isolated page has SharedArrayBuffer; WebKitGTK itself gives none
 */
export async function startWebKit(
  path: string,
  { sharedMemory }: { sharedMemory: boolean },
): Promise<Engine> {
  const port = await freePort();
  const { JSC_useSharedArrayBuffer: _, ...env } = process.env;
  const command = ['-a', 'dbus-run-session', '--', 'WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'];
  const driver = spawn('xvfb-run', command, {
    stdio: 'ignore',
    // A group of its own: the screen, the bus and the browser end with it.
    detached: true,
    env: { ...env, ...(sharedMemory && { JSC_useSharedArrayBuffer: '1' }) },
  });
  const end = () => {
    try {
      process.kill(-driver.pid!);
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', end);
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const answers = await fetch(`${base}/status`).then(
      () => true,
      () => false,
    );
    if (answers) break;
    if (tries === TRIES) throw new Error('WebKitWebDriver does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const call = async <T>(method: string, to: string, body?: object): Promise<T> => {
    const response = await fetch(base + to, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (value?.error) throw new Error(`${method} ${to}: ${value.error}: ${value.message}`);
    return value;
  };
  const options = { 'webkitgtk:browserOptions': { binary: path, args: ['--automation'] } };
  const { sessionId, capabilities } = await call<{
    sessionId: string;
    capabilities: { browserVersion: string };
  }>('POST', '/session', { capabilities: { alwaysMatch: options } });
  const session = `/session/${sessionId}`;
  await call('POST', `${session}/timeouts`, { script: 600_000, pageLoad: 120_000 });
  await call('POST', `${session}/window/rect`, { width: 1440, height: 900 });
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    // Its driver does not pass on what the page logs; the page itself tells of what it did not catch.
    errors: [],
    async open(address) {
      await call('POST', `${session}/url`, { url: address });
    },
    async evaluate<T>(expression: string) {
      const answer = await call<{ thrown?: string; json?: string }>('POST', `${session}/execute/async`, {
        script: `const done = arguments[0];
          (async () => JSON.stringify((await (${expression})) ?? null))()
            .then((json) => done({ json }), (error) => done({ thrown: String(error) }));`,
        args: [],
      });
      if (answer.thrown) throw new Error(answer.thrown);
      return JSON.parse(answer.json!) as T;
    },
    async close() {
      await call('DELETE', session).catch(() => {});
      process.off('exit', end);
      end();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
