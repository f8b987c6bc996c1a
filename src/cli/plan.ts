import { specHash } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { Phase } from '../lab/events.ts';
import { macsOfPart, planOnPaper } from '../lab/onPaper.ts';
import { paperExamples, type PaperExample } from '../lab/paperSizes.ts';
import { shardsOf } from '../lab/shards.ts';
import { trainingSpeed } from '../lab/speed.ts';
import { shardCount } from './divided.ts';

/**
 * What a data-centre GPU is taken to sustain here, in multiply–accumulates a second: a tenth of some 20
 * TFLOP/s in f32. It was not measured.
 */
const GPU_SPEED = 1e12;

interface Speed {
  device: string;
  macsPerSecond: number;
  measured: boolean;
}
interface Hours extends Speed {
  hours: number;
  /** Hours of the longest shard, with all shards at once. */ longestShard?: number;
}
export interface PlanResult {
  spec: string;
  commit: string;
  device: string;
  networks: number;
  /** What is left out or done otherwise, and why, in sentences. */
  notes: string[];
  macs: number;
  flops: number;
  macsOf: Partial<Record<Phase, number>>;
  bytes: { stored: number; memory: number };
  expected: Hours[];
  parts: {
    id: string;
    kind: 'networks' | 'comparison';
    title: string;
    networks: string[];
    needs: string[];
    macs: number;
    shard: number | null;
  }[];
  shards: number | null;
}
export interface PaperResult {
  speeds: Speed[];
  examples: (PaperExample & {
    expected: { device: string; hours: Record<keyof PaperExample['macsOf'], number> }[];
  })[];
}

/**
 * What an experiment takes, or, without one, those of the paper. The CPU's speed is measured here, for two
 * seconds.
 */
export async function planResult(
  spec: ExperimentSpec | null,
  options: { shards?: string; threads?: string },
): Promise<PlanResult | PaperResult> {
  const count = options.shards === undefined ? null : shardCount(options.shards);
  const plan = spec && planOnPaper(spec);
  const { device, macsPerSecond } = await trainingSpeed('simd', spec?.threads ?? 0);
  const speeds: Speed[] = [
    { device: device.name, macsPerSecond, measured: true },
    { device: 'a data-centre GPU', macsPerSecond: GPU_SPEED, measured: false },
  ];
  const hoursAt = ({ macsPerSecond }: Speed, macs: number) => macs / macsPerSecond / 3600;
  if (!spec || !plan) {
    return {
      speeds,
      examples: paperExamples().map((example) => ({
        ...example,
        expected: speeds.map((speed) => ({
          device: speed.device,
          hours: {
            training: hoursAt(speed, example.macsOf.training),
            activations: hoursAt(speed, example.macsOf.activations),
            decompositions: hoursAt(speeds[0], example.macsOf.decompositions),
          },
        })),
      })),
    };
  }
  const shards = count === null ? null : shardsOf(plan.parts, count);
  const longest =
    shards && Math.max(...shards.map((own) => own.reduce((sum, part) => sum + macsOfPart(part), 0)));
  return {
    spec: specHash(spec),
    commit: __COMMIT__,
    device: spec.device,
    networks: plan.networks,
    notes: plan.notes,
    macs: plan.macs,
    flops: 2 * plan.macs,
    macsOf: plan.macsOf,
    bytes: plan.bytes,
    expected: speeds.map((speed) => ({
      ...speed,
      hours: hoursAt(speed, plan.macs),
      ...(longest !== null && { longestShard: hoursAt(speed, longest) }),
    })),
    parts: plan.parts.map((part) => ({
      id: part.id,
      kind: part.kind,
      title: part.title,
      networks: part.kind === 'networks' ? part.group.nets.map((net) => net.id) : [],
      needs: part.needs,
      macs: macsOfPart(part),
      shard: shards && part.kind === 'networks' ? 1 + shards.findIndex((own) => own.includes(part)) : null,
    })),
    shards: count,
  };
}

const short = (value: number): string => value.toPrecision(3);
const bytesText = (n: number): string =>
  n < 1e6 ? `${short(n / 1e3)} kB` : n < 1e9 ? `${short(n / 1e6)} MB` : `${short(n / 1e9)} GB`;
const time = (hours: number): string =>
  hours < 1 / 60
    ? `${Math.ceil(hours * 3600)} s`
    : hours < 1
      ? `${Math.ceil(hours * 60)} min`
      : hours < 48
        ? `${hours.toFixed(1)} h`
        : `${Math.round(hours / 24).toLocaleString('en')} days`;
const speedText = ({ device, macsPerSecond, measured }: Speed): string =>
  `${device}, ${(macsPerSecond / 1e9).toPrecision(3)} G multiply–adds/s ${measured ? 'measured here' : 'assumed, not measured'}`;
const phases: Record<Phase, string> = {
  data: 'images',
  device: 'device',
  train: 'training',
  spectra: 'looking at untrained networks',
  redraw: 'drawing again',
  retrain: 'new classifiers',
  wider: 'drawing wider',
  compare: 'comparing',
};

export function planText({
  networks,
  notes,
  parts,
  macs,
  flops,
  macsOf,
  bytes,
  expected,
  shards,
}: PlanResult): string {
  const number = (n: number) => `${n}`.padStart(4);
  return [
    `${networks} network${networks === 1 ? '' : 's'}, ${parts.length} parts, ${short(macs)} multiply–adds (${short(flops)} FLOP)\n`,
    ...notes.map((note) => `${note}\n`),
    ...Object.entries(macsOf).map(
      ([phase, units]) =>
        `  ${phases[phase as Phase].padEnd(30)}${`${Math.round((100 * units) / macs)} %`.padStart(5)}\n`,
    ),
    `Store: ${bytesText(bytes.stored)} of weights; memory of a process: about ${bytesText(bytes.memory)}\n\nExpected\n`,
    ...expected.map(
      (e) =>
        `  ${speedText(e)}: ${time(e.hours)}${e.longestShard === undefined ? '' : `; with all ${shards} shards at once ${time(e.longestShard)} and the comparisons`}\n`,
    ),
    `\n${shards === null ? '' : 'shard '} work  part\n`,
    ...parts.map(
      (part) =>
        `${shards === null ? '' : `${part.shard === null ? 'merge' : `${part.shard}`.padStart(5)} `}${number(Math.round((100 * part.macs) / macs))}%  ${part.title}${part.needs.length ? ` (needs ${part.needs.length} part${part.needs.length === 1 ? '' : 's'})` : ''}\n`,
    ),
  ].join('');
}

export function paperText({ speeds, examples }: PaperResult): string {
  const names = {
    training: 'training',
    activations: 'second moments of activations',
    decompositions: 'decompositions (on the CPU)',
  };
  return [
    ...speeds.map((speed) => `${speedText(speed)}\n`),
    ...examples.flatMap(({ title, networks, macsOf, bytes, expected }) => [
      `\n${title}\n  ${networks} network${networks === 1 ? '' : 's'}; ${bytesText(bytes.stored)} of weights; largest covariance ${bytesText(bytes.largestMatrix)}\n`,
      ...(Object.keys(names) as (keyof typeof names)[]).map(
        (part) =>
          `  ${names[part].padEnd(32)}${short(2 * macsOf[part]).padStart(9)} FLOP${expected
            .map(({ device, hours }) => `  ${time(hours[part])} on ${device}`)
            .filter((_, i) => i === 0 || part !== 'decompositions')
            .join('')}\n`,
      ),
    ]),
  ].join('');
}
