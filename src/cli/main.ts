import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { presets } from '../experiments/presets.ts';
import { FileError } from '../files/inputFile.ts';
import type { RunEvent } from '../lab/events.ts';
import { StoreError } from '../lab/resultStore.ts';
import { parseRunFile, RunFileError } from '../lab/runFile.ts';
import { claimsOf, claimsTable } from './claims.ts';
import { chooseSpec } from './chooseSpec.ts';
import { reportOf } from './report.ts';
import { dividedOf, hasShard } from './divided.ts';
import { paperText, planResult, planText } from './plan.ts';
import { isWhole, resultOf } from './result.ts';
import { checkPlace, run, writeArchive } from './run.ts';
import { spectraOf, spectraTable } from './spectra.ts';
import { help, UsageError } from './usage.ts';

interface Outcome {
  stdout: string;
  code: 0 | 1;
}

async function main(args: string[]): Promise<Outcome> {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help || command === 'help') return { stdout: help, code: 0 };
  const allow = (...options: (keyof typeof values)[]) => {
    const other = (Object.keys(values) as (keyof typeof values)[]).find((key) => !options.includes(key));
    if (other) throw new UsageError(`--${other} does not go with "${command}".`);
  };
  switch (command) {
    case 'list':
      allow('json');
      if (rest.length) throw new UsageError('"list" takes no arguments.');
      return {
        stdout: values.json
          ? json(presets)
          : presets
              .map(({ id, title, question }) => `${id.padEnd(14)}${title}\n${''.padEnd(14)}${question}\n`)
              .join(''),
        code: 0,
      };
    case 'show': {
      allow('json', 'export');
      if (rest.length !== 1) throw new UsageError('"show" takes one run file.');
      if (values.export !== undefined) checkPlace('--export', values.export);
      const { events } = await parseRunFile(readInput(rest[0]));
      if (values.export !== undefined) writeArchive(values.export, events, null);
      return outcome(events, values.json);
    }
    case 'claims': {
      allow('json', 'run');
      const verdicts = await claimsOf(rest, values.run);
      return { stdout: values.json ? json({ claims: verdicts }) : claimsTable(verdicts), code: 0 };
    }
    case 'plan': {
      allow('json', 'device', 'seed', 'threads', 'shards', 'paper');
      if (values.paper ? rest.length : rest.length !== 1)
        throw new UsageError('"plan" takes a preset, a spec.json or a link; or --paper alone.');
      const chosen = values.paper
        ? null
        : chooseSpec(rest[0], {
            device: values.device,
            seed: values.seed,
            threads: values.threads,
            hasData: false,
            onPaper: true,
          });
      const result = await planResult(chosen?.spec ?? null, values);
      return {
        stdout: values.json ? json(result) : 'spec' in result ? planText(result) : paperText(result),
        code: 0,
      };
    }
    case 'run':
    case 'merge': {
      allow(
        'json',
        'out',
        'export',
        'device',
        'data',
        'seed',
        'threads',
        'no-images',
        'model',
        'store',
        ...(command === 'run' ? (['cache', 'shard'] as const) : []),
      );
      if (command === 'merge' && values.out === undefined)
        throw new UsageError('"merge" writes a run: say where with --out FILE.');
      // "--data a b c": all but the first file arrive as arguments of their own.
      const [what, ...more] = rest;
      if (what === undefined) throw new UsageError(`"${command}" takes a preset, a spec.json or a link.`);
      if (more.length && !values.data)
        throw new UsageError(`"${command}" takes one experiment; "${more[0]}" is one too many.`);
      const data = [...(values.data ?? []), ...more];
      const chosen = chooseSpec(what, {
        device: values.device,
        seed: values.seed,
        threads: values.threads,
        hasData: data.length > 0,
        hasModel: values.model !== undefined,
      });
      const divided = dividedOf(command, chosen.spec, values);
      const events = await run(chosen, {
        data,
        model: values.model,
        out: values.out,
        archive: values.export,
        cache: values.cache,
        images: !values['no-images'],
        divided,
      });
      if (hasShard(divided))
        return { stdout: isWhole(events) ? divided.say() : '', code: isWhole(events) ? 0 : 1 };
      // A run cut short has no result: nothing on stdout that could be taken for one.
      return isWhole(events) ? outcome(events, values.json) : { stdout: '', code: 1 };
    }
    case 'sweep': {
      allow('device', 'seed', 'threads', 'queue', 'store', 'out', 'priority', 'cancel', 'no-images', 'json');
      if (rest.length !== 1) throw new UsageError('"sweep" takes a preset, a spec.json or a link.');
      const { commandSweep } = await import('./sweepCommand.ts');
      const { events, stdout } = await commandSweep(
        chooseSpec(rest[0], {
          device: values.device,
          seed: values.seed,
          threads: values.threads,
          hasData: false,
        }),
        { ...values, images: !values['no-images'] },
      );
      return events
        ? isWhole(events)
          ? outcome(events, values.json)
          : { stdout: '', code: 1 }
        : { stdout, code: 0 };
    }
    case 'worker': {
      allow('queue', 'store', 'threads', 'stalled');
      if (rest.length) throw new UsageError('"worker" takes no arguments.');
      const { commandWorker } = await import('./sweepCommand.ts');
      await commandWorker(values);
      return { stdout: '', code: 0 };
    }
    case 'serve': {
      allow('store', 'port', 'host', 'token');
      if (rest.length) throw new UsageError('"serve" takes no arguments.');
      const { commandServe } = await import('./sweepCommand.ts');
      await commandServe(values);
      return { stdout: '', code: 0 };
    }
    case 'spectra': {
      allow('json', 'with', 'axes');
      if (rest.length === 0) throw new UsageError('"spectra" takes the file of a model.');
      const { axes } = values;
      if (axes !== undefined && axes !== 'pytorch' && axes !== 'tensorflow')
        throw new UsageError(
          '--axes is "pytorch" (out × in × height × width) or "tensorflow" (height × width × in × out).',
        );
      const result = await spectraOf(rest, values.with ?? [], axes);
      return { stdout: values.json ? json(result) : spectraTable(result), code: 0 };
    }
    case undefined:
      throw new UsageError(
        'Say what to do: run, list, show, claims, spectra, plan, merge, sweep, worker or serve.',
      );
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}

function outcome(events: RunEvent[], asJson: boolean | undefined): Outcome {
  const result = resultOf(events);
  return { stdout: asJson ? json(result) : reportOf(result), code: isWhole(events) ? 0 : 1 };
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        axes: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        out: { type: 'string' },
        export: { type: 'string' },
        device: { type: 'string' },
        seed: { type: 'string' },
        threads: { type: 'string' },
        run: { type: 'string' },
        cache: { type: 'string' },
        store: { type: 'string' },
        shard: { type: 'string' },
        shards: { type: 'string' },
        paper: { type: 'boolean' },
        queue: { type: 'string' },
        priority: { type: 'string' },
        stalled: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        token: { type: 'string' },
        cancel: { type: 'boolean' },
        'no-images': { type: 'boolean' },
        data: { type: 'string', multiple: true },
        with: { type: 'string', multiple: true },
        model: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError(`There is no file ${path}.`);
  }
}

// Libraries that log (tfjs does) must not end up in the result; nor is tfjs's advice to install another
// backend any of ours.
for (const level of ['log', 'info', 'debug', 'warn'] as const) {
  console[level] = (...parts: unknown[]) => {
    if (!String(parts[0]).includes('tfjs-node')) console.error(...parts);
  };
}

main(process.argv.slice(2)).then(
  // Pipes are written in the background: leave only when the result is out.
  ({ stdout, code }) => process.stdout.write(stdout, () => process.exit(code)),
  (error: unknown) => {
    if (error instanceof UsageError)
      process.stderr.write(`${error.message}\nnpm run lab -- help  shows how.\n`);
    else if (error instanceof RunFileError || error instanceof FileError || error instanceof StoreError)
      process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
