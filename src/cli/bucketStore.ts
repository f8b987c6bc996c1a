import { AwsClient } from 'aws4fetch';
import { checkKey, StoreError, type Blobs } from '../lab/resultStore.ts';
import { folderBlobs } from './folderStore.ts';
import { UsageError } from './usage.ts';

/**
 * Where a store is: "s3://BUCKET/PREFIX", else a folder. Throws UsageError or StoreError where it cannot be.
 */
export const blobsAt = (store: string, env: Record<string, string | undefined> = process.env): Blobs =>
  store.startsWith('s3:') ? bucketBlobs(store, env) : folderBlobs(store);

/**
 * Named bytes as objects of an S3-compatible bucket, with the environment's AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and, for another service than Amazon's,
 * AWS_ENDPOINT_URL. An object is put whole or not at all; answers of an overloaded server are asked for
 * again.
 */
export function bucketBlobs(address: string, env: Record<string, string | undefined>, retries = 6): Blobs {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*))?\/?$/.exec(
      address,
    ) ?? [];
  if (!bucket || prefix.split('/').some((part) => /^\.+$/.test(part)))
    throw new UsageError(
      `--store: "${address}" is no address of a bucket. Write s3://BUCKET or s3://BUCKET/PREFIX.`,
    );
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region = 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
  } = env;
  if (!accessKeyId || !secretAccessKey)
    throw new UsageError(
      '--store: a bucket needs the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  if (endpoint !== undefined && !/^https?:\/\/[^/\s]+\/?$/.test(endpoint))
    throw new UsageError(`AWS_ENDPOINT_URL: "${endpoint}" is no address of a server. Write https://HOST.`);
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    retries,
    ...(sessionToken && { sessionToken }),
  });
  const root = `${endpoint ? `${endpoint.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`}/${prefix && `${prefix}/`}`;
  const ask = async (method: 'GET' | 'PUT' | 'DELETE', key: string, body?: Uint8Array): Promise<Response> => {
    const response = await client
      .fetch(root + checkKey(key), { method, ...(body && { body: body as Uint8Array<ArrayBuffer> }) })
      .catch((error: unknown) => {
        const { cause } = error as Error;
        throw problem(cause instanceof Error ? cause.message : String(error));
      });
    if (response.ok || (response.status === 404 && method !== 'PUT')) return response;
    const said = (await response.text()).slice(0, 2000);
    const code = /<Code>(\w+)<\/Code>/.exec(said)?.[1] ?? response.statusText;
    throw problem(
      `the server answered ${response.status} ${code}`,
      response.status === 507 || /StorageFull|QuotaExceeded/.test(code),
    );
  };
  const problem = (what: string, full = false): StoreError =>
    new StoreError(
      `${full ? `There is no room left in the store ${address} (${what}). Free some.` : `The store ${address} cannot be used: ${what}.`} What was stored before is whole; run the same command again and it goes on from there.`,
    );
  return {
    read: async (key) => {
      const response = await ask('GET', key);
      return response.status === 404 ? null : new Uint8Array(await response.arrayBuffer());
    },
    write: async (key, bytes) => {
      await ask('PUT', key, bytes);
    },
    remove: async (key) => {
      await ask('DELETE', key);
    },
  };
}
