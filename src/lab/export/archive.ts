import { specHash } from '../../experiments/plan.ts';
import type { NamedArray } from '../../files/namedArray.ts';
import { writeNpz } from '../../files/npzWriter.ts';
import { writeSafetensors } from '../../files/safetensorsWriter.ts';
import { writeZip } from '../../files/zipWriter.ts';
import { covarianceOf } from '../../rainbow/covariance.ts';
import type { RunEvent, RunStarted, Spectra } from '../events.ts';
import { writeRunFile } from '../runFile.ts';
import type { LayerWeights, NetWeights, RunWeights } from '../weights.ts';
import { citeRun, PAPER_BIBTEX, runBibtex } from './citation.ts';
import { metadataOf } from './ownModel.ts';
import openRun from './open_run.py?raw';
import { readme } from './readme.ts';

/** The name under which a run leaves. */
export const archiveName = (started: RunStarted): string => `rainbow-run-${specHash(started.spec)}.zip`;

/**
 * Everything of a run as one zip, described in its README.txt; the same run gives the same bytes. `address`:
 * the link that runs it again. `weights`: null for a run that was not made here. Throws RangeError for a log
 * without `started`.
 */
export function runArchive(
  events: readonly RunEvent[],
  address: string,
  weights: RunWeights | null,
): Uint8Array<ArrayBuffer> {
  const started = events.find((e) => e.type === 'started');
  if (!started) throw new RangeError('the log has no "started" event');
  const utf8 = (text: string) => new TextEncoder().encode(text);
  return writeZip({
    'README.txt': utf8(readme(started, citeRun(started, address), weights)),
    'CITATION.bib': utf8(`${PAPER_BIBTEX}\n${runBibtex(started, address)}`),
    'spec.json': utf8(`${JSON.stringify(started.spec, null, 2)}\n`),
    'open_run.py': utf8(openRun),
    'run.rainbow.json.gz': writeRunFile(events),
    'spectra.npz': writeNpz(spectraOf(events, started)),
    ...(weights && weightFiles(weights, started)),
  });
}

/** Eigenvalues by net, layer and epoch: one row an epoch. */
function spectraOf(events: readonly RunEvent[], { nets }: RunStarted): NamedArray[] {
  return nets.flatMap(({ id, layers }) => {
    const found = events.filter((e): e is Spectra => e.type === 'spectra' && e.net === id);
    if (found.length === 0) return [];
    const table = (name: string, rows: number[][]): NamedArray => ({
      name: `${id}/${name}`,
      shape: [rows.length, rows[0].length],
      data: Float64Array.from(rows.flat()),
    });
    return [
      { name: `${id}/epochs`, shape: [found.length], data: Float64Array.from(found, (e) => e.epoch) },
      ...layers.flatMap(({ name }, i) => [
        table(
          `${name}/weight`,
          found.map((e) => e.layers[i].weight.eigenvalues),
        ),
        table(
          `${name}/activation`,
          found.map((e) => e.layers[i].activation.eigenvalues),
        ),
      ]),
    ];
  });
}

function weightFiles({ trained, redrawn }: RunWeights, started: RunStarted): Record<string, Uint8Array> {
  const looked = trained.find((net) => net.net === redrawn?.net) ?? trained[0];
  return {
    ...Object.fromEntries(
      trained.map((net) => [
        trained.length > 1 ? `weights/${net.net}.safetensors` : 'weights.safetensors',
        safetensorsOf(net, started),
      ]),
    ),
    'covariances.npz': writeNpz(looked.layers.slice(0, -1).map((layer) => covariance(looked.net, layer))),
    ...(redrawn && {
      'redrawn.safetensors': safetensorsOf(redrawn, started),
      'alignments.npz': writeNpz(
        redrawn.layers.flatMap(({ name, channels }, j) => {
          const a = redrawn.alignments[j];
          return a
            ? [
                {
                  name: `${redrawn.net}/${name}`,
                  shape: [a.length / channels, channels],
                  data: Float32Array.from(a),
                },
              ]
            : [];
        }),
      ),
    }),
  };
}

const safetensorsOf = (weights: NetWeights, started: RunStarted): Uint8Array =>
  writeSafetensors(
    weights.layers.flatMap(({ name, shape, weight, statistics }) => [
      { name: `${name}.weight`, shape, data: weight },
      ...(statistics
        ? [
            { name: `${name}.running_mean`, shape: [statistics.mean.length], data: statistics.mean },
            { name: `${name}.running_var`, shape: [statistics.variance.length], data: statistics.variance },
          ]
        : []),
    ]),
    metadataOf(weights, started),
  );

/** C = WᵀW/n (D4 on one network), inputs × inputs. */
const covariance = (net: string, { name, inputs, weight }: LayerWeights): NamedArray => ({
  name: `${net}/${name}`,
  shape: [inputs, inputs],
  data: Float32Array.from(covarianceOf(Float64Array.from(weight), inputs)),
});
