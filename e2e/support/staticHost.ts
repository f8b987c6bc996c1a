import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/**
 * dist/ as a plain static host serves it, under a path: no headers of ours. `instead`: what it has in the
 * place of some files; may be changed.
 */
export async function staticHost(
  under = '/',
  instead: Record<string, string> = {},
): Promise<{ address: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://host').pathname);
    const own = path.slice(under.length);
    const file = join('dist', own === '' || own.endsWith('/') ? `${own}index.html` : own);
    if (!path.startsWith(under) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    const other = instead[file.slice('dist/'.length)];
    if (other !== undefined) response.end(other);
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}${under}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
