import type { Progress, RunEvent } from '../lab/events.ts';

/** Where progress is written; process.stderr is one. */
export interface ProgressSink {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Seconds between lines of unchanged work where lines cannot be rewritten. */
const SPARSE_SECONDS = 10;

/**
 * Tells a person how the run goes: one line that rewrites itself on a terminal, a line per piece of work
 * elsewhere. What is worth keeping (device, data, each epoch, warnings, the end) gets a line of its own in
 * both.
 */
export function progressWriter(
  sink: ProgressSink,
  now: () => number = () => performance.now() / 1000,
): (event: RunEvent) => void {
  const isTerminal = sink.isTTY === true;
  let shown = { label: '', at: -Infinity };
  // Named only where there are several.
  const netNames = new Map<string, string>();
  const keep = (line: string) => sink.write(`${isTerminal ? '\r\x1b[2K' : ''}${line}\n`);
  const status = (event: Progress) => {
    const line = statusLine(event);
    if (isTerminal) sink.write(`\r\x1b[2K${line.slice(0, (sink.columns ?? 80) - 1)}`);
    else if (event.label !== shown.label || now() - shown.at >= SPARSE_SECONDS) {
      sink.write(`${line}\n`);
      shown = { label: event.label, at: now() };
    }
  };
  return (event) => {
    if (event.type === 'progress') return status(event);
    if (event.type === 'started' && event.nets.length > 1)
      event.nets.forEach((net) => netNames.set(net.id, `Net ${net.label}, `));
    const line = lineOf(event, netNames);
    if (line !== null) keep(line);
  };
}

function statusLine({ label, overall, secondsLeft, imagesPerSecond }: Progress): string {
  return [
    `${String(Math.floor(100 * overall)).padStart(3)} %  ${label}`,
    ...(imagesPerSecond === null ? [] : [`${Math.round(imagesPerSecond)} images/s`]),
    ...(secondsLeft === null ? [] : [`${Math.ceil(secondsLeft)} s left`]),
  ].join(' · ');
}

function lineOf(event: RunEvent, netNames: ReadonlyMap<string, string>): string | null {
  switch (event.type) {
    case 'started':
      return `Images: ${event.dataset.name}, ${event.dataset.train} to train on, ${event.dataset.test} to test on\nDevice: ${event.device.name} (${event.device.reason})`;
    case 'epoch': {
      const loss = event.trainLoss === null ? '' : `, loss ${event.trainLoss.toFixed(3)}`;
      return `${netNames.get(event.net) ?? ''}epoch ${event.epoch}: test accuracy ${(100 * event.testAccuracy).toFixed(1)} %${loss}`;
    }
    case 'warning':
      return `Warning: ${event.message}`;
    case 'failed':
      return `Failed: ${event.message}`;
    case 'cancelled':
      return `Cancelled after ${event.seconds.toFixed(1)} s`;
    case 'done':
      return `Done in ${event.seconds.toFixed(1)} s`;
    default:
      return null;
  }
}
