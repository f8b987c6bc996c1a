import { z } from 'zod';
import { firstError } from '../experiments/errors.ts';
import { experimentSpec } from '../experiments/spec.ts';
import { packRunFile, RunFileError, unpackRunFile } from '../files/runFile.ts';
import type { RunEvent } from './events.ts';

export { RunFileError };

const text = z.string().max(500);
const longText = z.string().max(20_000);
const count = z.int().min(0).max(1e9);
const fraction = z.number().min(0).max(1);
/** A measured or fitted number: NaN and infinity cannot be written in JSON, they stand as null and are read as NaN. */
const measured = z.number().or(z.null().transform(() => NaN));
const spectrum = z.array(measured).max(65_536);
const perLayer = <T extends z.ZodType>(item: T) => z.array(item).max(128);
const net = z.string().regex(/^[0-9a-z-]{1,64}$/);
const epoch = z.number().min(0).max(300);
const networkKind = z.enum([
  'trained',
  'rainbow',
  'rainbow-pooled',
  'unaligned',
  'unaligned-identity',
  'rainbow-retrained',
  'random-retrained',
]);

const powerLaw = z.strictObject({
  index: measured,
  intercept: measured,
  from: count,
  to: count,
  r2: measured,
});
const exponential = z.strictObject({
  scale: measured,
  intercept: measured,
  from: count,
  to: count,
  r2: measured,
});
const marchenkoPastur = z.strictObject({
  ratio: measured,
  variance: measured,
  lower: measured,
  upper: measured,
  below: count,
  above: count,
  ks: measured,
});
const layerInfo = z.strictObject({
  name: text,
  neurons: count,
  inputs: count,
  channels: count,
  taps: count,
  positions: count.optional(),
  shortcut: z.boolean().optional(),
  sampled: z.boolean(),
});
const layerSpectra = z.strictObject({
  activation: z.strictObject({ eigenvalues: spectrum, powerLaw: powerLaw.nullable(), images: count }),
  weight: z.strictObject({
    eigenvalues: spectrum,
    marchenkoPastur,
    exponential: exponential.nullable(),
    entryVariance: measured,
  }),
});
const reading = z.strictObject({
  powerLaw: z.strictObject({ alpha: measured, xmin: measured, ks: measured, count, p: measured }).nullable(),
  preference: z.strictObject({ z: measured, p: measured }).nullable(),
  exponential: exponential.nullable(),
  spiked: marchenkoPastur,
  spikeShare: measured,
});
const bulk = z.strictObject({ spacings: spectrum, wigner: measured, poisson: measured, vectors: spectrum });
const histogram = z.strictObject({
  low: measured,
  high: measured,
  counts: z.array(count).max(1000),
  nan: count,
  infinite: count,
  mean: measured,
  sd: measured,
});
const trace = z.strictObject({ output: spectrum, gradient: measured, weights: measured, update: measured });
const shares = z.array(measured).max(64);
const errors = z.strictObject({ train: measured, test: measured });
const along = z.strictObject({ loss: shares, accuracy: shares });
const ids = z.array(net).min(1).max(64);
const rows = (length: number) => z.array(z.array(measured).max(length)).max(64);
const square = z.array(z.array(count).max(256)).max(256);

/** One event as it stands in a file; `satisfies` below keeps it the same type as `RunEvent`. */
const runEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    spec: experimentSpec,
    preset: text.nullable(),
    commit: text,
    date: z.iso.datetime(),
    device: z.strictObject({
      name: text,
      reason: longText,
      trials: z
        .array(
          z.strictObject({ name: text, imagesPerSecond: z.number().nullable(), note: longText.optional() }),
        )
        .max(20),
    }),
    dataset: z.strictObject({
      name: text,
      source: longText.optional(),
      train: count,
      test: count,
      classes: z.array(text).max(256),
      channels: z.int().min(1).max(4),
      size: z.int().min(1).max(512),
    }),
    nets: z
      .array(
        z.strictObject({
          id: net,
          label: text,
          width: z.number(),
          member: count.default(0),
          layers: perLayer(layerInfo),
          parameters: count,
        }),
      )
      .min(1)
      .max(64),
    model: z.strictObject({ title: text, fingerprint: text }).optional(),
  }),
  z.strictObject({
    type: z.literal('data'),
    images: z
      .array(z.strictObject({ pixels: z.base64().max(2 ** 20), label: z.int().min(0).max(255) }))
      .max(1000),
    labels: z.strictObject({ train: z.array(count).max(256), test: z.array(count).max(256) }),
    channels: z.strictObject({ mean: z.array(measured).max(4), deviation: z.array(measured).max(4) }),
    spectrum: z.strictObject({ eigenvalues: spectrum, powerLaw: powerLaw.nullable(), images: count }),
  }),
  z.strictObject({
    type: z.literal('progress'),
    phase: z.enum(['data', 'device', 'train', 'spectra', 'redraw', 'retrain', 'wider', 'compare']),
    label: text,
    done: measured,
    total: measured,
    overall: measured,
    secondsLeft: z.number().nullable(),
    imagesPerSecond: z.number().nullable(),
  }),
  z.strictObject({ type: z.literal('step'), net, step: count, epoch, loss: measured, accuracy: fraction }),
  z.strictObject({
    type: z.literal('step-trace'),
    net,
    step: count,
    epoch,
    images: count,
    learningRate: z.number(),
    loss: measured,
    accuracy: fraction,
    layers: perLayer(trace),
    classifier: trace,
  }),
  z.strictObject({
    type: z.literal('epoch'),
    net,
    epoch,
    trainLoss: z.number().nullable(),
    trainAccuracy: fraction.nullable(),
    testLoss: measured,
    testAccuracy: fraction,
    learningRate: z.number(),
  }),
  z.strictObject({ type: z.literal('spectra'), net, epoch, layers: perLayer(layerSpectra) }),
  z.strictObject({
    type: z.literal('histograms'),
    net,
    epoch,
    layers: perLayer(z.strictObject({ weights: histogram, activations: histogram })),
  }),
  z.strictObject({
    type: z.literal('null-band'),
    net,
    layers: perLayer(z.strictObject({ lower: spectrum, median: spectrum, upper: spectrum })),
    matrices: count,
  }),
  z.strictObject({
    type: z.literal('accuracy'),
    net,
    kind: networkKind,
    scale: z.number().positive().max(64),
    draw: count,
    accuracy: fraction,
    confusion: square,
  }),
  z.strictObject({
    type: z.literal('sampling'),
    net,
    scale: z.number().positive().max(64),
    draw: count,
    unexplained: perLayer(measured),
    alignmentImages: count,
  }),
  z.strictObject({
    type: z.literal('gallery'),
    net,
    images: z
      .array(
        z.strictObject({
          pixels: z.base64().max(2 ** 20),
          label: z.int().min(0).max(255),
          probabilities: z.partialRecord(networkKind, z.array(measured).max(256)),
        }),
      )
      .max(1000),
  }),
  z.strictObject({
    type: z.literal('activations'),
    net,
    images: count,
    layers: perLayer(z.strictObject({ eigenvalues: spectrum, powerLaw: powerLaw.nullable() })),
  }),
  z.strictObject({
    type: z.literal('convergence'),
    net,
    reference: net,
    kind: z.enum(['trained', 'untrained', 'shuffled']),
    layers: perLayer(errors.extend({ standardised: errors.optional() }).nullable()),
    images: z.strictObject({ train: count, test: count }),
  }),
  z.strictObject({
    type: z.literal('pooled'),
    net,
    nets: ids,
    images: count,
    layers: perLayer(
      z.strictObject({
        spectra: z.array(z.strictObject({ networks: count, eigenvalues: spectrum })).max(16),
        unaligned: spectrum,
        initial: spectrum,
        exponential: exponential.nullable(),
        marchenkoPastur,
        unexplained: shares,
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('width-covariance'),
    net,
    reference: net,
    networks: count,
    layers: perLayer(
      z
        .strictObject({
          eigenvalues: spectrum,
          exponential: exponential.nullable(),
          distance: z.number().nullable(),
        })
        .nullable(),
    ),
  }),
  z.strictObject({
    type: z.literal('truncation'),
    net,
    layer: count,
    basis: z.enum(['weights', 'kpca', 'agop', 'random']),
    networks: count,
    ranks: z.array(count).max(1000),
    accuracy: z.array(fraction).max(1000),
    explained: z.array(measured).max(1000),
  }),
  z.strictObject({
    type: z.literal('marginals'),
    net,
    networks: count,
    layers: perLayer(
      z.strictObject({
        neurons: count,
        ks: spectrum,
        skewness: spectrum,
        kurtosis: spectrum,
        samples: z.array(z.strictObject({ rank: count, quantiles: spectrum })).max(16),
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('whitening'),
    net,
    networks: count,
    layers: perLayer(
      z
        .strictObject({
          ratio: measured,
          raw: spectrum,
          inSample: spectrum,
          leaveOneOut: spectrum,
          nullLeaveOneOut: spectrum,
          outside: z.strictObject({
            raw: shares,
            inSample: shares,
            leaveOneOut: shares,
            nullInSample: shares,
            nullLeaveOneOut: shares,
          }),
        })
        .nullable(),
    ),
  }),
  z.strictObject({
    type: z.literal('dynamics'),
    net,
    epochs: z.array(epoch).max(64),
    layers: perLayer(
      z.strictObject({
        amplification: rows(8192),
        cosine: rows(8192),
        planes: z
          .array(
            z.strictObject({
              ranks: z.tuple([count, count]),
              paths: z.array(z.array(z.tuple([measured, measured])).max(64)).max(1024),
            }),
          )
          .max(8),
        spectra: rows(8192),
        above: z.array(count).max(64),
        similarity: shares,
        residual: measured,
      }),
    ),
    rebuilt: z.strictObject({ trained: fraction, alone: fraction, aligned: fraction }),
  }),
  z.strictObject({
    type: z.literal('additivity'),
    net,
    draws: count,
    images: count,
    layers: perLayer(
      z
        .strictObject({
          all: measured,
          alone: z.array(z.strictObject({ drawn: count, unexplained: measured })).max(32),
        })
        .nullable(),
    ),
  }),
  z.strictObject({
    type: z.literal('matching'),
    net,
    reference: net,
    images: z.strictObject({ train: count, test: count }),
    layers: perLayer(z.strictObject({ rotation: errors, permutation: errors }).nullable()),
    path: z.strictObject({ at: shares, rotation: along, permutation: along, none: along }),
  }),
  z.strictObject({
    type: z.literal('universality'),
    net,
    images: count,
    other: text,
    networks: z
      .array(
        z.strictObject({
          condition: z.enum(['own', 'images', 'labels', 'architecture']),
          label: text,
          test: fraction.nullable(),
          train: fraction.nullable(),
          layers: perLayer(
            z.strictObject({
              name: text,
              inputs: count,
              effectiveRank: z.number().nullable(),
              spikes: count,
              filters: z.strictObject({ values: shares, vectors: rows(64) }).nullable(),
            }),
          ),
        }),
      )
      .max(64),
    pairs: z
      .array(
        z.strictObject({
          kind: z.enum(['seed', 'images', 'labels', 'noise', 'architecture']),
          a: count,
          b: count,
          layers: perLayer(
            z
              .strictObject({
                cosine: measured,
                floor: measured,
                ceiling: measured,
                similarity: measured,
                vectors: rows(64),
              })
              .nullable(),
          ),
        }),
      )
      .max(64),
  }),
  z.strictObject({
    type: z.literal('variants'),
    net,
    images: count,
    variants: z
      .array(
        z.strictObject({
          way: z.enum(['plain', 'shrunk', 'mixture']),
          groups: count.nullable(),
          accuracy: z.array(fraction).max(64),
        }),
      )
      .max(32),
    ensemble: z.array(fraction).max(64),
    retrained: z.strictObject({ epochs: count, rainbow: fraction, unsupervised: fraction, random: fraction }),
    warmStart: z.array(fraction).max(301),
  }),
  z.strictObject({
    type: z.literal('laws'),
    net,
    networks: count,
    layers: perLayer(
      z.strictObject({
        raw: reading,
        whitened: reading.extend({ eigenvalues: spectrum }).nullable(),
        bulk,
        untrained: bulk,
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('kernel'),
    net,
    layers: perLayer(
      z
        .strictObject({
          widths: z.array(count).max(64),
          error: shares,
          trained: z.number().nullable(),
          exact: z.enum(['closed-form', 'monte-carlo']),
        })
        .nullable(),
    ),
  }),
  z.strictObject({
    type: z.literal('symmetry'),
    net,
    layers: perLayer(z.strictObject({ unexplained: measured, commutator: measured, random: measured })),
    accuracy: fraction,
    mirrored: fraction,
    agreement: fraction,
  }),
  z.strictObject({
    type: z.literal('sweep'),
    parts: z
      .array(
        z.strictObject({
          title: text,
          state: z.enum(['waiting', 'running', 'done', 'failed']),
          progress: z.strictObject({ share: fraction, label: text, worker: text }).nullable(),
          why: longText.nullable(),
        }),
      )
      .max(1000),
  }),
  z.strictObject({
    type: z.literal('warning'),
    code: z.enum(['nan-loss', 'data', 'device', 'fit', 'memory', 'resumed', 'plan', 'stopped']),
    message: longText,
  }),
  z.strictObject({ type: z.literal('failed'), message: longText, detail: longText.optional() }),
  z.strictObject({ type: z.literal('cancelled'), seconds: measured }),
  z.strictObject({ type: z.literal('done'), seconds: measured }),
]) satisfies z.ZodType<RunEvent>;

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
 * Reads a run file, gzipped or plain, of at most 64 MiB unpacked. Every event is checked, and that they belong together: one
 * `started` before all that speaks of its nets, as many layers as the net has, the end last.
 * Throws RunFileError naming event and field.
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
