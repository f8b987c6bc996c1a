import { fromJson, packNet, toJson, unpackNet } from './netCache.ts';
import type { SavedNet } from './checkpoint.ts';
import type { RunEvent } from './events.ts';

/**
 * Named bytes that several machines share: a folder, a bucket. `write` leaves the old bytes or the new ones,
 * never a part.
 */
export interface Blobs {
  /** Null where there is nothing of the name. */
  read(key: string): Promise<Uint8Array | null>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Results cannot be kept; says why and what to do. */
export class StoreError extends Error {}

/** Small letters, digits and hyphens: a name that is no path on any system. Throws RangeError for another. */
export function checkKey(key: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,199}$/.test(key))
    throw new RangeError(
      `${JSON.stringify(key.slice(0, 80))} is no key of a store: these are small letters, digits and hyphens.`,
    );
  return key;
}

const HEAD = 'rainbow-sha256 ';
const HEAD_LENGTH = HEAD.length + 64 + 1;

const sha256 = async (bytes: Uint8Array): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)), (b) =>
    b.toString(16).padStart(2, '0'),
  ).join('');

/** The bytes behind a line that holds their SHA-256. */
export async function seal(bytes: Uint8Array): Promise<Uint8Array> {
  const out = new Uint8Array(HEAD_LENGTH + bytes.length);
  out.set(new TextEncoder().encode(`${HEAD}${await sha256(bytes)}\n`));
  out.set(bytes, HEAD_LENGTH);
  return out;
}

/** What was sealed; null for anything cut short or altered since. */
export async function unseal(sealed: Uint8Array): Promise<Uint8Array | null> {
  const bytes = sealed.subarray(HEAD_LENGTH);
  return new TextDecoder().decode(sealed.subarray(0, HEAD_LENGTH)) === `${HEAD}${await sha256(bytes)}\n`
    ? bytes
    : null;
}

/**
 * Trained nets and what was told, each under the hash of what it comes from, sealed: what was cut short or
 * altered is not there, and is done again. `checkpoints`: seconds between two checkpoints of a net that is
 * being trained.
 */
export class ResultStore {
  constructor(
    private readonly blobs: Blobs,
    readonly checkpoints = 60,
  ) {}

  async net(key: string): Promise<SavedNet | null> {
    const bytes = await this.#read(`net-${key}`);
    return bytes && unpackNet(bytes);
  }

  /** A net that was not trained to its end. */
  async unfinished(key: string): Promise<SavedNet | null> {
    const bytes = await this.#read(`unfinished-${key}`);
    return bytes && unpackNet(bytes);
  }

  async saveNet(key: string, net: SavedNet, finished: boolean): Promise<void> {
    await this.#write(`${finished ? 'net' : 'unfinished'}-${key}`, packNet(net));
    if (finished) await this.blobs.remove(`unfinished-${key}`);
  }

  /** What was told under a key, where it comes from `source`. */
  async told(key: string, source: string): Promise<RunEvent[] | null> {
    const bytes = await this.#read(`told-${key}`);
    if (!bytes) return null;
    const found = fromJson(new TextDecoder().decode(bytes)) as { source: string; events: RunEvent[] };
    return found.source === source ? found.events : null;
  }

  saveTold(key: string, source: string, events: RunEvent[]): Promise<void> {
    return this.#write(`told-${key}`, new TextEncoder().encode(toJson({ source, events })));
  }

  async #read(key: string): Promise<Uint8Array | null> {
    const sealed = await this.blobs.read(checkKey(key));
    return sealed && unseal(sealed);
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    await this.blobs.write(checkKey(key), await seal(bytes));
  }
}
