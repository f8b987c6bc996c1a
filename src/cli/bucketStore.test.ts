import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResultStore } from '../lab/resultStore.ts';
import { blobsAt, bucketBlobs } from './bucketStore.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signature Version 4, as its documentation says it, of a request without a query. */
function signatureOf(request: IncomingMessage): string {
  const [, credential, headers] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(
    request.headers.authorization!,
  )!;
  const [date, region, service] = credential.split('/');
  const canonical = [
    request.method,
    request.url,
    '',
    ...headers.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    headers,
    request.headers['x-amz-content-sha256'],
  ].join('\n');
  const text = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    credential,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  return hmac(hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request'), text).toString(
    'hex',
  );
}

describe('a bucket', () => {
  const objects = new Map<string, Buffer>();
  let failures: { status: number; code: string }[] = [];
  let env: Record<string, string> = {};
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const failure = failures.shift();
        const path = request.url!;
        if (failure)
          return response.writeHead(failure.status).end(`<Error><Code>${failure.code}</Code></Error>`);
        if (!request.headers.authorization?.endsWith(`Signature=${signatureOf(request)}`))
          return response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
        if (request.method === 'PUT') objects.set(path, Buffer.concat(parts));
        if (request.method === 'DELETE') objects.delete(path);
        const found = objects.get(path);
        return request.method === 'GET' && !found
          ? response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
          : response.writeHead(200).end(request.method === 'GET' ? found : '');
      });
  });
  beforeAll(async () => {
    await new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(null));
    });
    env = {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: 'eu-west-3',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
  });
  afterAll(() => {
    server.close();
  });
  beforeEach(() => {
    objects.clear();
    failures = [];
  });

  it('keeps results as a folder does, and notices what was cut short', async () => {
    const store = new ResultStore(blobsAt('s3://rainbow/sweeps/one', env));
    expect(await store.told('k', 'a')).toBeNull();
    await store.saveTold('k', 'a', [{ type: 'done', seconds: 1 }]);
    expect([...objects.keys()]).toEqual(['/rainbow/sweeps/one/told-k']);
    expect(await store.told('k', 'a')).toEqual([{ type: 'done', seconds: 1 }]);
    objects.set('/rainbow/sweeps/one/told-k', objects.get('/rainbow/sweeps/one/told-k')!.subarray(0, -3));
    expect(await store.told('k', 'a')).toBeNull();
    const blobs = blobsAt('s3://rainbow', env);
    await blobs.write('a', new Uint8Array([1, 2]));
    await blobs.remove('a');
    await blobs.remove('a');
    expect(await blobs.read('a')).toBeNull();
  });

  it('asks again where the server is overloaded, and says what is wrong where asking does not help', async () => {
    const blobs = bucketBlobs('s3://rainbow', env, 2);
    const bytes = new Uint8Array([7]);
    failures = [{ status: 503, code: 'SlowDown' }];
    await blobs.write('a', bytes);
    expect(await blobs.read('a')).toEqual(bytes);
    failures = [{ status: 403, code: 'AccessDenied' }];
    await expect(blobs.read('a')).rejects.toThrow(
      'The store s3://rainbow cannot be used: the server answered 403 AccessDenied. What was stored before is whole',
    );
    failures = Array.from({ length: 3 }, () => ({ status: 507, code: 'XMinioStorageFull' }));
    await expect(blobs.write('a', bytes)).rejects.toThrow(
      'There is no room left in the store s3://rainbow (the server answered 507 XMinioStorageFull). Free some.',
    );
    await expect(
      bucketBlobs('s3://rainbow', { ...env, AWS_SECRET_ACCESS_KEY: 'other' }).read('a'),
    ).rejects.toThrow(/403 SignatureDoesNotMatch/);
    await expect(
      bucketBlobs('s3://rainbow', { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:65001' }).read('a'),
    ).rejects.toThrow(/cannot be used: .*ECONNREFUSED/);
  });

  it.each([
    's3://',
    's3://a',
    's3:rainbow',
    's3://Bucket',
    's3://rainbow/../other',
    's3://rainbow/a/./b',
    's3://rainbow/a?b',
    's3://user@rainbow',
  ])('is not at %s', (address) => {
    expect(() => blobsAt(address, env)).toThrow(/is no address of a bucket/);
  });
  it('needs keys, and refuses paths for names', async () => {
    expect(() => blobsAt('s3://rainbow', {})).toThrow(/AWS_ACCESS_KEY_ID/);
    expect(() => blobsAt('s3://rainbow', { ...env, AWS_ENDPOINT_URL: 'file:///etc' })).toThrow(
      /AWS_ENDPOINT_URL/,
    );
    for (const key of ['../a', 'a/b', ''])
      await expect(blobsAt('s3://rainbow', env).read(key)).rejects.toThrow(/is no key of a store/);
  });
});
