import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { density } from '../../spectra/marchenkoPastur.ts';
import type { NetView } from '../../state/runView.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Detail, Empty, layerColour, marked, Reading, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import { RankView } from './RankView.tsx';

const text = strings.panels.weights;
const { common } = strings.panels;

/** Under this many eigenvalues a density says nothing: only the rank view is offered. */
const DENSITY_FROM = 30;

/** Eigenvalues of WᵀW/n against what noise of the same size would have (Fig. 4; D6, D7). */
export function WeightSpectra({ run, net, layer, epoch }: PanelProps) {
  const [view, setView] = useChoice('view', ['ranks', 'density']);
  const spectra = spectraAt(net, epoch);
  const info = net.info.layers[layer];
  const shown = spectra?.layers[layer];
  if (!spectra || !shown || !info) return <Empty>{common.spectraComing}</Empty>;
  const { eigenvalues, marchenkoPastur: mp, exponential, entryVariance } = shown.weight;
  const count = eigenvalues.length;
  const few = count < DENSITY_FROM;
  const colour = layerColour(layer, net.info.layers.length);
  // An opened model is trained, though not here.
  const untrained = spectra.epoch === 0 && !run.started?.model;
  const inside = 1 - (mp.above + mp.below) / count;
  return (
    <>
      <Choice
        label={text.view}
        value={few ? 'ranks' : view}
        options={few ? { ranks: text.views.ranks } : text.views}
        onChange={setView}
      />
      {view === 'density' && !few ? (
        <Histogram
          title={text.densityTitle(info.name, spectra.epoch)}
          values={eigenvalues}
          xLabel={common.weightEigenvalue}
          colour={colour}
          law={{
            low: mp.lower,
            high: mp.upper,
            density: (x) => inside * density(x, mp.ratio, mp.variance),
            label: text.edge(short(mp.upper)),
          }}
        />
      ) : (
        <RankView {...{ net, layer, colour, untrained }} epoch={spectra.epoch} weight={shown.weight} />
      )}
      <Reading>
        {marked(
          untrained
            ? text.untrained(info.name, againstBand(net, layer, eigenvalues))
            : text.reading({
                above: mp.above,
                count,
                layer: info.name,
                upper: short(mp.upper),
                below: mp.below,
                lower: short(mp.lower),
                head: exponential && {
                  scale: exponential.scale.toFixed(1),
                  from: exponential.from,
                  to: exponential.to,
                },
              }),
        )}
      </Reading>
      <Detail>
        {text.detail({
          variance: short(mp.variance),
          entries: short(entryVariance),
          lower: short(mp.lower),
          upper: short(mp.upper),
          below: mp.below,
          above: mp.above,
          ratio: short(mp.ratio),
          ks: short(mp.ks),
        })}
        {few && ` ${text.few(count, DENSITY_FROM)}`}
      </Detail>
    </>
  );
}

function againstBand(net: NetView, layer: number, eigenvalues: number[]): string {
  const band = net.nullBand?.layers[layer];
  if (!band) return text.notCompared(eigenvalues.length);
  const outside = eigenvalues.filter((v, r) => v < band.lower[r] || v > band.upper[r]).length;
  return text.compared(eigenvalues.length, outside, net.nullBand!.matrices);
}
