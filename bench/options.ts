/** What can be measured. */
export const works = ['train', 'gemm', 'eigh', 'ensemble', 'page', 'load', 'data', 'sweep'] as const;
export type WorkName = (typeof works)[number];

export interface Options {
  work: WorkName;
  /** Only the rows, as JSON, on stdout. */
  json: boolean;
  /** Fewer repeats and smaller sizes. */
  quick: boolean;
  /** The machine's GPU instead of WebGPU imitated on the CPU. */
  gpu: boolean;
}

export const usage = `npm run bench -- WORK [--json] [--quick] [--gpu]

WORK
  train      images/s of training steps: a small CNN, Scat-J3 and Scat-J7
  gemm       GFLOP/s of matrix products on the CPU
  eigh       ms of a symmetric eigendecomposition, an SVD, a polar factor, all with vectors
  ensemble   8 networks as one batch against one after another
  page       the page's own thread while it trains, and while a recording is scrubbed, against the same page idle
  sweep      12 networks by two workers against one; what the queue costs, up to 100,000 jobs (needs redis-server)
  load       a first visit of the page on a slow line: paint, script, shifts, against what they should be
  data       10,000 PNG from a parquet file at an address, and one layer of a model of 500 MB

  --json     only {"rows": […]} on stdout
  --quick    fewer repeats, smaller sizes
  --gpu      use this machine's GPU; without it WebGPU runs in software (SwiftShader)
`;

/** The options, or what is wrong with them. */
export function parseOptions(args: readonly string[]): Options | { problem: string } {
  const flags = { json: false, quick: false, gpu: false };
  const names: string[] = [];
  for (const arg of args) {
    const flag = arg.startsWith('--') ? arg.slice(2) : null;
    if (flag === null) names.push(arg);
    else if (Object.hasOwn(flags, flag)) flags[flag as keyof typeof flags] = true;
    else return { problem: `Unknown option ${arg}.` };
  }
  const [name, ...more] = names;
  if (name === undefined) return { problem: 'Name what to measure.' };
  if (more.length) return { problem: `One at a time: ${names.join(', ')}.` };
  const work = works.find((w) => w === name);
  return work ? { work, ...flags } : { problem: `There is no benchmark "${name}".` };
}
