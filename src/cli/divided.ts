import type { ExperimentSpec } from '../experiments/spec.ts';
import type { ExperimentHost } from '../lab/host.ts';
import { ResultStore } from '../lab/resultStore.ts';
import { shardsOf } from '../lab/shards.ts';
import { blobsAt } from './bucketStore.ts';
import { UsageError } from './usage.ts';

type Divided = Pick<ExperimentHost, 'store' | 'only' | 'joins'>;
interface Shard extends Divided {
  say(): string;
}

export const hasShard = (divided: Divided | undefined): divided is Shard =>
  divided !== undefined && 'say' in divided;

/** Shares of a run, at most. */
export const MOST_SHARDS = 10_000;

/** A number of shards as it is written. Throws UsageError. */
export function shardCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_SHARDS)
    throw new UsageError(`--shards: "${text}" is no number of shards. Use 1 to ${MOST_SHARDS}.`);
  return count;
}

/**
 * What of a run is done here, where it goes through a store; undefined where it does not. Throws UsageError.
 */
export function dividedOf(
  command: string,
  spec: ExperimentSpec,
  {
    store,
    shard,
    cache,
    out,
    export: archive,
    json,
  }: { store?: string; shard?: string; cache?: string; out?: string; export?: string; json?: boolean },
): Divided | Shard | undefined {
  if (store === undefined) {
    if (command === 'merge' || shard !== undefined)
      throw new UsageError(
        `${command === 'merge' ? '"merge"' : '--shard'} needs --store DIR: the folder that all shards share.`,
      );
    return undefined;
  }
  if (cache !== undefined)
    throw new UsageError('--cache does not go with --store, which keeps the same and more.');
  // A machine that finds another device the fastest would not find the results of the others, whose last bits
  // differ.
  if (spec.device === 'auto')
    throw new UsageError(
      '--store: results of different devices are not mixed. Name one with --device: simd for the CPU, webgpu for the GPU.',
    );
  const shared = { store: new ResultStore(blobsAt(store)) };
  if (command === 'merge') return { ...shared, joins: true };
  if (shard === undefined) return shared;
  if (out !== undefined || archive !== undefined || json)
    throw new UsageError('A shard is no whole run: --out, --export and --json go with "merge".');
  const [, k, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(shard) ?? [];
  const count = of === undefined ? 0 : shardCount(of);
  if (!(Number(k) >= 1 && Number(k) <= count))
    throw new UsageError(`--shard: "${shard}" is no shard. Write 2/5 for the second of five.`);
  let titles: string[] = [];
  const only: ExperimentHost['only'] = (parts) => {
    const own = shardsOf(parts, count)[Number(k) - 1];
    titles = own.map((part) => part.title);
    return own;
  };
  return {
    ...shared,
    only,
    say: () =>
      `Shard ${k} of ${of}: ${titles.length ? `${titles.join(', ')}: in the store` : 'nothing is left for it, there are fewer networks than shards'}.\n`,
  };
}
