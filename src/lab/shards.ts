import type { Part } from './parts.ts';

const unitsOf = (part: Part): number => part.tasks.reduce((sum, task) => sum + task.units, 0);

/**
 * The parts that train nets, divided into `count` shares of about the same work: the longest first, each to
 * the share that has least. The same plan is divided alike everywhere.
 */
export function shardsOf(parts: readonly Part[], count: number): Part[][] {
  const shards = Array.from({ length: count }, () => ({ units: 0, parts: [] as Part[] }));
  const networks = parts
    .filter((part) => part.kind === 'networks')
    .map((part, at) => ({ part, at, units: unitsOf(part) }));
  for (const { part, units } of networks.sort((a, b) => b.units - a.units || a.at - b.at)) {
    const least = shards.reduce((a, b) => (b.units < a.units ? b : a));
    least.parts.push(part);
    least.units += units;
  }
  return shards.map((shard) => shard.parts);
}
