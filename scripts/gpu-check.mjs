// npm run gpu-check [-- --quick] [-- --imitated]: is all right on this machine's GPU, and how fast is it? At
// most 8 minutes; progress on stderr, a table for bench/README.md on stdout. The exit code is 1 where
// something is wrong.
import { spawn, spawnSync } from 'node:child_process';
import os from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureChromium, vulkanOf } from './chromium.mjs';
import { buildBench, buildCli, buildKernels, installPackages, root } from './setup.mjs';

const WHOLE_SECONDS = 8 * 60;
/** Left at the end for what is cut short to end. */
const RESERVE_SECONDS = 10;
const began = performance.now();
const elapsed = () => (performance.now() - began) / 1000;
const say = (text) =>
  process.stderr.write(`${Math.round(elapsed())} of at most ${WHOLE_SECONDS} s · ${text}\n`);

const options = process.argv.slice(2);
const unknown = options.find((option) => !['--quick', '--imitated'].includes(option));
if (unknown) {
  console.error(
    `Unknown option ${unknown}.\n\n--quick     small sizes, to try the command\n--imitated  on SwiftShader, a GPU imitated on the CPU, that comes with Chromium`,
  );
  process.exit(2);
}
const quick = options.includes('--quick');
const imitated = options.includes('--imitated');

installPackages();
buildKernels();
buildBench('gpu');
buildBench('node');
buildBench('page');
buildCli();
const { benchRow, checkRows, runRow, speedRows, tableOf } = await import('../build/bench/gpu/table.js');
const driver = imitated ? vulkanOf(await ensureChromium()) : {};

const small = quick ? ['--quick'] : [];
const smallRun =
  '#v=1&preset=quickstart&data.train=100&data.test=50&training.epochs=1&training.batchSize=50&network.width=0.25&redraw.draws=1&redraw.wideDraws=0&redraw.scales=1&redraw.retrainEpochs=0';
const checks = 'build/bench/gpu/main.js';
/** `seconds`: each part's budget, together less than the whole. */
const parts = [
  {
    title: 'kernels against the reference',
    seconds: 70,
    command: [checks, 'kernels', ...small],
    rows: (lines, total) => checkRows('kernels against plain tfjs on the CPU', lines, total),
  },
  {
    title: 'a step of every architecture',
    seconds: 100,
    command: [checks, 'steps', ...small],
    rows: (lines, total) => checkRows('one step of training, against the CPU kernels', lines, total),
  },
  { title: 'speed', seconds: 70, command: [checks, 'speed', ...small], rows: speedRows },
  {
    title: 'Rainbow in a minute',
    seconds: 110,
    command: ['scripts/lab.mjs', 'run', quick ? smallRun : 'quickstart', '--json', '--device', 'webgpu'],
    whole: (text) => [
      runRow(`*Rainbow in a minute* on WebGPU${quick ? ', made small' : ''}`, JSON.parse(text)),
    ],
  },
  {
    title: 'bench -- train',
    seconds: 90,
    command: ['bench/main.mjs', 'train', '--quick', ...(imitated ? [] : ['--gpu'])],
    line: benchRow,
  },
];

const rows = [];
let adapter = null;
let wrong = false;
for (const [i, part] of parts.entries()) {
  const seconds = Math.min(part.seconds, WHOLE_SECONDS - RESERVE_SECONDS - elapsed());
  const where = `part ${i + 1} of ${parts.length}, ${part.title}`;
  if (seconds < 5) {
    rows.push([part.title, 'left out: no time was left']);
    continue;
  }
  say(where);
  const { lines, text, total, code, cut, complaint } = await runPart(part.command, seconds, where);
  const found = rowsOf(part, { lines, text, total, code });
  rows.push(...found);
  if (cut) rows.push([part.title, `cut short after ${Math.round(seconds)} s`]);
  else if (code !== 0) rows.push([`**failed**: ${part.title}`, complaint]);
  wrong ||= (!cut && code !== 0) || found.some(([what]) => what.startsWith('**'));
}
process.stdout.write(
  tableOf(`${adapter ?? 'No adapter'}${imitated ? ' (imitated)' : ''}, ${machine()}:`, rows),
);
process.exit(wrong ? 1 : 0);

function rowsOf({ rows, whole, line }, { lines, text, total, code }) {
  if (rows) return total === null ? [] : rows(lines, total);
  if (line) return text.split('\n').flatMap((one) => [line(one)].filter(Boolean));
  return code === 0 ? whole(text) : [];
}

function machine() {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout?.trim();
  return `${os.cpus().length} cores of ${os.cpus()[0].model}, Node ${process.version}, ${commit ? `commit ${commit}, ` : ''}${new Date().toISOString().slice(0, 10)}${quick ? ', --quick' : ''}`;
}

/**
 * Runs a command of ours in Node; ends it, and what it started, after `seconds`. Lines of JSON are told as
 * progress.
 */
async function runPart([script, ...args], seconds, where) {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...driver },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the browser of a benchmark ends with it.
    detached: true,
  });
  const lines = [];
  const complaints = [];
  let text = '';
  let total = null;
  let cut = false;
  const timer = setTimeout(() => {
    cut = true;
    process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  createInterface({ input: child.stdout }).on('line', (line) => {
    text += `${line}\n`;
    if (!/^\{"(adapter|name)"/.test(line)) return;
    const told = JSON.parse(line);
    if (told.adapter) {
      adapter = told.adapter;
      total = told.total;
      return say(`${where}: on ${adapter}`);
    }
    lines.push(told);
    say(`${where}: ${lines.length} of ${total}, ${told.name}`);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!line.trim() || /^(=+$|Hi, looks like)/.test(line)) return;
    complaints.push(line);
    if (total === null) say(`${where}: ${line}`);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const error = complaints.findLast((line) => /error/i.test(line)) ?? complaints.at(-1);
  return { lines, text, total, code, cut, complaint: error ?? `it ended with code ${code}` };
}
