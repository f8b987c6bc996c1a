import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from './craftedFiles.ts';
import { download } from './download.ts';

let close = () => {};
afterEach(() => close());

/** The address of a server that answers so. */
async function serving(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/run.json.gz`);
}

describe('a file by its address', () => {
  it('comes whole, and tells how far it is', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    const seen: [number, number][] = [];
    const address = await serving((_, response) => {
      response.setHeader('content-length', bytes.length);
      response.end(bytes);
    });
    expect(
      await download(address, { limit: 2 ** 20, onProgress: (done, total) => seen.push([done, total]) }),
    ).toEqual(bytes);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  });

  it.each<[string, RequestListener, string]>([
    [
      'said to be too large',
      (_, r) => {
        r.setHeader('content-length', 5 * 2 ** 20);
        r.end(new Uint8Array(5 * 2 ** 20));
      },
      'larger than the limit of 1 MiB',
    ],
    [
      'too large without saying so',
      (_, r) => {
        for (let i = 0; i < 40; i++) r.write(new Uint8Array(65_536));
        r.end();
      },
      'larger than the limit of 1 MiB',
    ],
    [
      'not there',
      (_, r) => {
        r.statusCode = 404;
        r.end();
      },
      'the server answered 404 Not Found. Check the address, or download the file and drop it on the page',
    ],
    [
      'cut off',
      (_, r) => {
        r.setHeader('content-length', 1000);
        r.write(new Uint8Array(10), () => r.destroy());
      },
      'the connection ended after',
    ],
  ])('is refused by name when it is %s', async (_, answer, problem) => {
    const address = await serving(answer);
    const error = await refusal(download(address, { limit: 2 ** 20 }));
    expect(error.file).toBe(address.href);
    expect(error.message).toContain(problem);
  });

  it('is refused where no one answers, and where it is not https', async () => {
    const address = await serving(() => {});
    close();
    expect((await refusal(download(address, { limit: 9 }))).message).toContain('could not be fetched');
    for (const bad of [
      'http://a.example/x',
      'ftp://a.example/x',
      'file:///etc/passwd',
      'data:,x',
      'javascript:1',
    ])
      expect((await refusal(download(new URL(bad), { limit: 9 }))).message).toContain(
        'only addresses that begin with https:',
      );
  });
});
