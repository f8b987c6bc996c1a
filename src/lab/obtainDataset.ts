import { loadBuiltIn } from '../data/builtIn.ts';
import type { Dataset } from '../data/dataset.ts';
import { applyLabelNoise } from '../data/labelNoise.ts';
import { readFiles } from '../data/formats/readFiles.ts';
import { READ_KINDS } from '../data/formats/readKinds.ts';
import { loadAddress, loadRemote } from '../data/remote/loadRemote.ts';
import { selectDataset } from '../data/select.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { rng } from '../random/rng.ts';
import type { ExperimentHost } from './host.ts';

/**
 * The data set the spec asks for, never another in its place; training labels made as noisy as it says. `say`
 * is told what goes on, in words.
 */
export async function obtainDataset(
  spec: ExperimentSpec,
  host: ExperimentHost,
  onProgress: (done: number, total: number) => void,
  say: (what: string) => void,
): Promise<Dataset> {
  const dataset = await source(spec, host, onProgress, say);
  if (spec.data.labelNoise === 0) return dataset;
  const labels = applyLabelNoise(
    dataset.train.labels,
    spec.data.labelNoise,
    dataset.classes.length,
    rng(spec.seed).fork('label-noise'),
  );
  return {
    ...dataset,
    name: `${dataset.name}, ${Math.round(spec.data.labelNoise * 100)} % of labels replaced`,
    train: { ...dataset.train, labels },
  };
}

async function source(
  spec: ExperimentSpec,
  host: ExperimentHost,
  onProgress: (done: number, total: number) => void,
  say: (what: string) => void,
): Promise<Dataset> {
  const { data, seed } = spec;
  if (data.source === 'shapes-easy' || data.source === 'shapes-medium' || data.source === 'shapes-hard') {
    const difficulty = data.source.slice('shapes-'.length) as 'easy' | 'medium' | 'hard';
    return loadBuiltIn(
      { difficulty, train: data.train, test: data.test, seed },
      { signal: host.signal, onProgress },
    );
  }
  if (data.source !== 'file') {
    const options = { signal: host.signal, store: host.spans, onBytes: fetchReport(onProgress, say) };
    return selectDataset(
      data.source === 'address'
        ? await loadAddress(data.address, data, options)
        : await loadRemote(data.source, data, options),
      data,
      seed,
    );
  }
  const images =
    host.images ??
    (host.files?.length
      ? await readFiles(host.files, { signal: host.signal, onProgress, expects: data.expects })
      : null);
  if (!images) {
    const what = data.expects === 'any' ? `images (${READ_KINDS})` : data.expects;
    throw new Error(
      `This experiment runs on a file of yours: drop ${what} on the page (or pass --data FILE), then run it again.`,
    );
  }
  return selectDataset(images, data, seed);
}

/** Bytes fetched, of how many, and the time left at the rate so far. */
function fetchReport(
  onProgress: (done: number, total: number) => void,
  say: (what: string) => void,
): (done: number, total: number) => void {
  const started = performance.now();
  return (done, total) => {
    const seconds = (performance.now() - started) / 1000;
    const left = seconds > 1 && done > 0 ? (seconds / done) * (total - done) : null;
    onProgress(done, total);
    say(
      `fetching, ${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB${left === null ? '' : `, about ${Math.ceil(left)} s left`}`,
    );
  };
}
