import { percent, short } from '../../charts/format.ts';
import { share, signed, siblingWith, widthsOf } from '../../panels/byWidth.ts';
import { errorsByWidth } from '../../panels/convergence/Convergence.tsx';
import { rankNeeded } from '../../panels/ranks/Ranks.tsx';
import { fitSlope } from '../../spectra/fits.ts';
import { mean } from '../../spectra/statistics.ts';
import { summarise, type NetView, type RunView } from '../../state/runView.ts';
import type { Strings } from '../../strings/index.ts';

/** One passage of a chapter and what the figure shows while it is read. */
export interface Beat {
  layer: number;
  epoch: number | 'last';
  /** The {names} of its text, from the run. */ numbers?(
    run: RunView,
    net: NetView,
  ): Record<string, string | number>;
}

export interface Chapter {
  id: keyof Strings['story']['chapters'];
  recording: string;
  panel: string;
  net?: number;
  /** One a passage of the text. */
  beats: readonly Beat[];
}

const layerAt = (net: NetView, layer: number, epoch: number | 'last') =>
  (epoch === 'last' ? net.spectra[net.spectra.length - 1] : net.spectra.find((s) => s.epoch === epoch)!)
    .layers[layer];
const firstShare = (values: readonly number[], count: number) =>
  values.slice(0, count).reduce((a, b) => a + b, 0) / values.reduce((a, b) => a + b, 0);
/**
 * Mean over networks and draws of one kind, at a width of the trained network and a scale of the drawn one.
 */
const accuracy = (run: RunView, kind: Parameters<typeof summarise>[1], width: number, scale = 1) =>
  percent(
    mean(
      run.nets.filter((n) => n.info.width === width).flatMap((n) => summarise(n, kind, scale)?.draws ?? []),
    ),
  );

export const chapters: readonly Chapter[] = [
  {
    id: 'activations',
    recording: 'quickstart.json.gz',
    panel: 'activations',
    beats: [
      {
        layer: 2,
        epoch: 'last',
        numbers: (_, net) => {
          const { activation } = layerAt(net, 2, 'last');
          return {
            layer: net.info.layers[2].name,
            inputs: activation.eigenvalues.length,
            ten: share(firstShare(activation.eigenvalues, 10)),
            images: activation.images.toLocaleString('en'),
          };
        },
      },
      {
        layer: 2,
        epoch: 'last',
        numbers: (_, net) => ({
          indices: net.info.layers
            .map((l, i) => [l.name, layerAt(net, i, 'last').activation.powerLaw?.index] as const)
            .filter(([, index]) => index !== undefined)
            .map(([name, index]) => `${name} ${index!.toFixed(2)}`)
            .join(', '),
        }),
      },
      {
        layer: 3,
        epoch: 0,
        numbers: (_, net) => ({
          before: share(firstShare(layerAt(net, 3, 0).activation.eigenvalues, 10)),
          after: share(firstShare(layerAt(net, 3, 'last').activation.eigenvalues, 10)),
          layer: net.info.layers[3].name,
        }),
      },
    ],
  },
  {
    id: 'weights',
    recording: 'quickstart.json.gz',
    panel: 'weights',
    beats: [
      {
        layer: 2,
        epoch: 0,
        numbers: (_, net) => {
          const { weight } = layerAt(net, 2, 0);
          const band = net.nullBand!;
          return {
            layer: net.info.layers[2].name,
            neurons: net.info.layers[2].neurons,
            inputs: net.info.layers[2].inputs,
            outside: weight.eigenvalues.filter(
              (v, r) => v < band.layers[2].lower[r] || v > band.layers[2].upper[r],
            ).length,
            matrices: band.matrices,
          };
        },
      },
      {
        layer: 2,
        epoch: 'last',
        numbers: (_, net) => {
          const {
            weight: { marchenkoPastur: mp, eigenvalues },
          } = layerAt(net, 2, 'last');
          return {
            above: mp.above,
            count: eigenvalues.length,
            edge: short(mp.upper),
            largest: short(eigenvalues[0]),
            times: (eigenvalues[0] / mp.upper).toFixed(1),
          };
        },
      },
      {
        layer: 3,
        epoch: 'last',
        numbers: (_, net) => ({
          scales: net.info.layers
            .map((l, i) => [l.name, layerAt(net, i, 'last').weight.exponential?.scale] as const)
            .filter(([, scale]) => scale !== undefined)
            .map(([name, scale]) => `${name} ${scale!.toFixed(1)}`)
            .join(', '),
        }),
      },
    ],
  },
  {
    id: 'ranks',
    recording: 'networks.json.gz',
    panel: 'ranks',
    beats: [
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => {
          const all = siblingWith(run, net, (n) => n.truncations.length)!.truncations.filter(
            (t) => t.layer === 2,
          );
          const own = all.find((t) => t.basis === 'weights')!;
          const random = all.find((t) => t.basis === 'random')!;
          return {
            layer: net.info.layers[2].name,
            inputs: net.info.layers[2].inputs,
            needed: rankNeeded(own),
            full: percent(own.accuracy[own.accuracy.length - 1]),
            same: percent(random.accuracy[random.ranks.indexOf(rankNeeded(own))]),
          };
        },
      },
      { layer: 3, epoch: 'last' },
    ],
  },
  {
    id: 'rotation',
    recording: 'widths.json.gz',
    panel: 'convergence',
    beats: [
      { layer: 2, epoch: 'last' },
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => {
          const widest = Math.max(...widthsOf(run.nets));
          const points = (kind: 'trained' | 'shuffled') =>
            errorsByWidth(run, kind, 2).filter((e) => e.width !== widest);
          const trained = points('trained');
          const last = trained[trained.length - 1];
          const shuffled = points('shuffled').find((e) => e.width === last.width)!;
          return {
            layer: net.info.layers[2].name,
            from: short(mean(trained[0].errors)),
            fromWidth: trained[0].width,
            to: short(mean(last.errors)),
            toWidth: last.width,
            shuffled: short(mean(shuffled.errors)),
            slope: signed(
              fitSlope(
                trained.map((t) => t.width),
                trained.map((t) => mean(t.errors)),
              )!.slope,
            ),
          };
        },
      },
      { layer: 3, epoch: 'last' },
    ],
  },
  {
    id: 'pooled',
    recording: 'networks.json.gz',
    panel: 'pooled',
    beats: [
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => {
          const pooled = siblingWith(run, net, (n) => n.pooled)!.pooled!;
          const own = pooled.layers[2];
          const all = own.spectra[own.spectra.length - 1];
          return {
            networks: all.networks,
            layer: net.info.layers[2].name,
            aligned: short(all.eigenvalues[0]),
            unaligned: short(own.unaligned[0]),
            left: share(own.unaligned[0] / all.eigenvalues[0]),
          };
        },
      },
    ],
  },
  {
    id: 'gaussian',
    recording: 'networks.json.gz',
    panel: 'marginals',
    beats: [
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => {
          const { layers, networks } = siblingWith(run, net, (n) => n.marginals)!.marginals!;
          return {
            networks,
            neurons: layers[2].neurons.toLocaleString('en'),
            layer: net.info.layers[2].name,
            distances: layers.map((l, i) => `${net.info.layers[i].name} ${short(mean(l.ks))}`).join(', '),
            chance: short(0.87 / Math.sqrt(layers[2].neurons)),
          };
        },
      },
      { layer: 0, epoch: 'last' },
    ],
  },
  {
    id: 'redraw',
    recording: 'quickstart.json.gz',
    panel: 'redraw',
    beats: [
      { layer: 2, epoch: 'last' },
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => ({
          trained: accuracy(run, 'trained', net.info.width),
          rainbow: accuracy(run, 'rainbow', net.info.width),
          wide: accuracy(run, 'rainbow', net.info.width, 4),
          unaligned: accuracy(run, 'unaligned', net.info.width),
          chance: percent(1 / run.started!.dataset.classes.length),
        }),
      },
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => ({
          retrained: accuracy(run, 'rainbow-retrained', net.info.width),
          random: accuracy(run, 'random-retrained', net.info.width),
        }),
      },
    ],
  },
  {
    id: 'kernel',
    recording: 'kernel.json.gz',
    panel: 'kernel',
    beats: [
      {
        layer: 1,
        epoch: 'last',
        numbers: (run, net) => {
          const layers = siblingWith(run, net, (n) => n.kernels)!.kernels!.layers;
          return {
            slopes: layers
              .flatMap((l, i) =>
                l ? [`${net.info.layers[i].name} ${signed(fitSlope(l.widths, l.error)!.slope)}`] : [],
              )
              .join(', '),
          };
        },
      },
      {
        layer: 2,
        epoch: 'last',
        numbers: (run, net) => {
          const layers = siblingWith(run, net, (n) => n.kernels)!.kernels!.layers;
          return {
            trained: layers
              .flatMap((l, i) =>
                l?.trained != null ? [`${net.info.layers[i].name} ${short(l.trained)}`] : [],
              )
              .join(', '),
            drawn: layers
              .flatMap((l, i) =>
                l ? [`${net.info.layers[i].name} ${short(l.error[l.widths.indexOf(128)])}`] : [],
              )
              .join(', '),
          };
        },
      },
    ],
  },
  {
    id: 'photographs',
    recording: 'widths-cifar10.json.gz',
    panel: 'accuracy-by-width',
    beats: [
      {
        layer: 2,
        epoch: 'last',
        numbers: (run) => {
          const widths = widthsOf(run.nets);
          const narrow = widths[0];
          const wide = widths[widths.length - 1];
          return {
            dataset: run.started!.dataset.name.split(' from ')[0],
            narrow,
            wide,
            trainedNarrow: accuracy(run, 'trained', narrow),
            rainbowNarrow: accuracy(run, 'rainbow', narrow),
            trainedWide: accuracy(run, 'trained', wide),
            rainbowWide: accuracy(run, 'rainbow', wide),
          };
        },
      },
      {
        layer: 2,
        epoch: 'last',
        numbers: (run) => {
          const wide = Math.max(...widthsOf(run.nets));
          return {
            random: accuracy(run, 'random-retrained', wide),
            retrained: accuracy(run, 'rainbow-retrained', wide),
            images: run.started!.dataset.train.toLocaleString('en'),
            epochs: run.started!.spec.training.epochs,
          };
        },
      },
    ],
  },
];
