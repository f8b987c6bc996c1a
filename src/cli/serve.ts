import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunEvent } from '../lab/events.ts';
import { ResultStore, type Blobs } from '../lab/resultStore.ts';
import { runExperiment } from '../lab/runExperiment.ts';
import { writeRunFile } from '../lab/runFile.ts';
import { readStatus, type SweepStatus } from './sweepStatus.ts';
import { UsageError } from './usage.ts';

/** Milliseconds between looks at the store; between signs of life to those who watch. */
const LOOK = 1000;
const ALIVE = 15_000;

export interface ServeOptions {
  blobs: Blobs;
  host: string;
  port: number;
  token: string | null;
}
export interface RunServer {
  address: string;
  close(): Promise<void>;
}

/**
 * Serves the run that is swept into a store, as far as it is: /run.json, the log so far with how its parts
 * stand; /events, server-sent events that say "changed" when there is more, and "ended" when it is whole.
 * With a token, only to those who name it (?token=… or Authorization: Bearer).
 */
export async function serve({ blobs, host, port, token }: ServeOptions): Promise<RunServer> {
  const watchers = new Set<ServerResponse>();
  const stopping = new AbortController();
  let file: { bytes: Uint8Array; whole: boolean } | null = null;
  const tell = (response: ServerResponse) => {
    if (file) response.write(`event: ${file.whole ? 'ended' : 'changed'}\ndata: {}\n\n`);
  };

  const keepUp = async () => {
    let told = '';
    for (
      let before = '';
      !stopping.signal.aborted;
      await wait(LOOK, undefined, { signal: stopping.signal }).catch(() => undefined)
    ) {
      try {
        const status = await readStatus(blobs);
        const now = JSON.stringify(status);
        if (!status || now === before) continue;
        file = {
          bytes: writeRunFile(await logSoFar(status, blobs, stopping.signal), { gzip: true }),
          whole: status.whole,
        };
        before = now;
        watchers.forEach(tell);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        // It is looked at again: once is enough to say.
        if (!stopping.signal.aborted && message !== told) process.stderr.write(`${(told = message)}\n`);
      }
    }
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // What is served are numbers for whoever may ask: the page can be at any address.
    response
      .setHeader('Access-Control-Allow-Origin', '*')
      .setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
      .setHeader('X-Content-Type-Options', 'nosniff')
      .setHeader('Cache-Control', 'no-store');
    const url = new URL(request.url ?? '/', 'http://server');
    const refuse = (code: number, why: string) =>
      response.writeHead(code, { 'Content-Type': 'text/plain' }).end(`${why}\n`);
    if (request.method === 'OPTIONS')
      return response
        .writeHead(204, {
          'Access-Control-Allow-Methods': 'GET',
          'Access-Control-Allow-Headers': 'Authorization',
        })
        .end();
    if (request.method !== 'GET') return refuse(405, 'There is only GET.');
    const given =
      url.searchParams.get('token') ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (token !== null && !same(given, token))
      return refuse(401, 'This server wants its token: add ?token=… to the address.');
    switch (url.pathname) {
      case '/run.json':
        if (!file) return refuse(503, 'Nothing was swept into this store yet. Ask again in a moment.');
        return response
          .writeHead(200, { 'Content-Type': 'application/gzip', 'Content-Length': file.bytes.length })
          .end(file.bytes);
      case '/events':
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        // Who watches knows at once that it is heard.
        response.flushHeaders();
        watchers.add(response);
        response.on('close', () => watchers.delete(response));
        return tell(response);
      default:
        return refuse(404, 'There are /run.json and /events.');
    }
  };
  const server = createServer(answer);
  const alive = setInterval(() => watchers.forEach((response) => response.write(': alive\n\n')), ALIVE);
  await new Promise<void>((resolve, reject) => {
    server
      .once('error', (error) =>
        reject(new UsageError(`--port, --host: the server cannot listen there: ${error.message}.`)),
      )
      .listen(port, host, resolve);
  });
  const working = keepUp();
  const { port: at } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${at}/run.json${token === null ? '' : `?token=${encodeURIComponent(token)}`}`,
    close: async () => {
      stopping.abort();
      clearInterval(alive);
      watchers.forEach((response) => response.end());
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await working;
    },
  };
}

/** Compares in a time that says nothing about the token. */
const same = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

/**
 * The log of the parts that are done, put together from the store alone; the end only where all are. Throws
 * Error where the store lacks one of them.
 */
async function logSoFar(
  { spec, preset, parts, whole }: SweepStatus,
  blobs: Blobs,
  signal: AbortSignal,
): Promise<RunEvent[]> {
  const done = new Set(parts.filter((part) => part.state === 'done').map((part) => part.title));
  const events: RunEvent[] = [];
  await runExperiment(
    spec,
    {
      signal,
      preset,
      store: new ResultStore(blobs),
      joins: true,
      turn: () =>
        new Promise<void>((resolve) => {
          setImmediate(resolve);
        }),
      only: (all) => all.filter((part) => done.has(part.title)),
    },
    (event) => {
      if (event.type !== 'progress') events.push(event);
    },
  );
  const end = events.at(-1)!;
  if (end.type !== 'done')
    throw new Error(end.type === 'failed' ? end.message : 'The server is told to end.');
  const [started, ...rest] = whole ? events : events.slice(0, -1);
  return [started, { type: 'sweep', parts }, ...rest];
}
