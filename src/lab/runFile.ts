import { firstError } from '../experiments/errors.ts';
import { packRunFile, RunFileError, unpackRunFile } from '../files/runFile.ts';
import { runEvent, type RunEvent } from './log/runEvent.ts';

export { RunFileError };

/** The bytes of a run file. Progress is left out: it says nothing of the result. */
export function writeRunFile(
  events: readonly RunEvent[],
  options?: { gzip?: boolean },
): Uint8Array<ArrayBuffer> {
  return packRunFile(
    events.filter((event) => event.type !== 'progress'),
    options,
  );
}

/**
 * Reads a run file, gzipped or plain, of at most 64 MiB unpacked. Every event is checked, and that they
 * belong together: one `started` before all that speaks of its nets, as many layers as the net has, the end
 * last. Throws RunFileError naming event and field.
 */
export async function parseRunFile(bytes: Uint8Array): Promise<{ events: RunEvent[] }> {
  const raw = await unpackRunFile(bytes);
  const events = raw.map((item, i) => {
    const result = runEvent.safeParse(item);
    if (result.success) return result.data;
    const { field, message } = firstError(result.error, item);
    throw new RunFileError(
      `event ${i + 1} of ${raw.length}, ${field ? message : message.replace('The experiment', 'it')}`,
    );
  });
  const problem = disorder(events);
  if (problem) throw new RunFileError(problem);
  return { events };
}

function disorder(events: RunEvent[]): string | null {
  const layers = new Map<string, number>();
  const known = (each: string) => layers.has(each);
  let started = false;
  let classes = 0;
  let ended = false;
  for (const [i, event] of events.entries()) {
    const where = `event ${i + 1} of ${events.length} ("${event.type}")`;
    if (ended) return `${where} comes after the end of the run.`;
    if (event.type === 'started') {
      if (started) return `${where} starts a second run.`;
      started = true;
      classes = event.dataset.classes.length;
      event.nets.forEach((each) => layers.set(each.id, each.layers.length));
    } else if (event.type === 'data') {
      if (!started) return `${where} comes before the start of the run.`;
      const { train, test } = event.labels;
      if (
        train.length !== classes ||
        test.length !== classes ||
        event.images.some(({ label }) => label >= classes)
      )
        return `${where}: its labels are not of ${classes} classes.`;
    } else if ('net' in event) {
      const own = layers.get(event.net);
      if (own === undefined) return `${where} speaks of a net, "${event.net}", that the run does not have.`;
      const other =
        'reference' in event
          ? event.reference
          : 'nets' in event
            ? event.nets.find((each) => !known(each))
            : undefined;
      if (other !== undefined && !known(other))
        return `${where} speaks of a net, "${other}", that the run does not have.`;
      if ('layer' in event && event.layer >= own)
        return `${where} speaks of layer ${event.layer + 1}, its net has ${own}.`;
      if (
        event.type === 'universality' &&
        event.pairs.some(
          ({ a, b, layers: each }) => Math.max(a, b) >= event.networks.length || each.length !== own,
        )
      )
        return `${where} has a pair of networks or layers that are not there.`;
      if ('layers' in event && event.layers.length !== own)
        return `${where} has ${event.layers.length} layers, its net has ${own}.`;
      if (
        event.type === 'accuracy' &&
        (event.confusion.length !== classes || event.confusion.some((row) => row.length !== classes))
      )
        return `${where}: its confusion matrix is not ${classes} × ${classes}.`;
    }
    ended = event.type === 'done' || event.type === 'cancelled' || event.type === 'failed';
  }
  return started ? null : 'it has no "started" event: there is no run in it.';
}
