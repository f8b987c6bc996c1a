/** A server that behaves as public hubs do, well or badly, for tests. Not part of the app. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerManners {
  /** Answer 302 to another address, as hubs do. */
  redirect?: boolean;
  /** Ignore the Range header and send everything. */
  noRange?: boolean;
  /** Answer ranges with 416. */
  refuseRanges?: boolean;
  /** Close the connection after so many bytes, this many times. */
  cut?: { after: number; times: number };
  /** Answer 503 this many times. */
  busy?: number;
  /** Bytes a second of each answer. */
  slow?: number;
  /** Milliseconds before every answer. */
  delay?: number;
}

export interface RangeServer {
  address(path: string): string;
  requests: string[];
  manners: ServerManners;
  close(): Promise<void>;
}

/** Ten pieces a second, until it is sent or nobody listens. */
async function trickle(response: ServerResponse, bytes: Uint8Array, perSecond: number): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += perSecond / 10) {
    response.write(bytes.subarray(at, at + perSecond / 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  response.end();
}

/**
 * Serves `files` by path on a free port of this machine, to any origin. `manners` can be changed while it
 * runs.
 */
export async function startRangeServer(
  files: Record<string, Uint8Array>,
  manners: ServerManners = {},
): Promise<RangeServer> {
  const out: RangeServer = { address: () => '', requests: [], manners, close: () => Promise.resolve() };
  const server: Server = createServer((request, response) => {
    const respond = () => {
      const { manners: how } = out;
      const path = request.url!;
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      const open = {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'Content-Range, Content-Length, ETag, Accept-Ranges',
        'cross-origin-resource-policy': 'cross-origin',
      };
      out.requests.push(`${path} ${request.headers.range ?? 'whole'}`);
      if (how.busy) {
        how.busy--;
        return response.writeHead(503, open).end();
      }
      if (how.redirect && !path.startsWith('/signed'))
        return response.writeHead(302, { ...open, location: `/signed${path}` }).end();
      const bytes = files[path.replace(/^\/signed/, '')];
      if (!bytes) return response.writeHead(404, open).end();
      if (range && how.refuseRanges) return response.writeHead(416, open).end();
      const from = range && !how.noRange ? Number(range[1]) : 0;
      const to = range && !how.noRange ? Math.min(bytes.length - 1, Number(range[2])) : bytes.length - 1;
      const part = bytes.subarray(from, to + 1);
      response.writeHead(range && !how.noRange ? 206 : 200, {
        ...open,
        'content-length': part.length,
        ...(range && !how.noRange && { 'content-range': `bytes ${from}-${to}/${bytes.length}` }),
      });
      if (how.cut && how.cut.times > 0 && part.length > how.cut.after) {
        how.cut.times--;
        response.write(part.subarray(0, how.cut.after), () => response.destroy());
      } else if (how.slow) void trickle(response, part, how.slow);
      else response.end(part);
    };
    setTimeout(respond, out.manners.delay ?? 0);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  out.address = (path) => `http://127.0.0.1:${port}${path}`;
  out.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return out;
}
