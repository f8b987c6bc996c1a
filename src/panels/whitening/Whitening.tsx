import { useChoice } from '../../charts/choice.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { short } from '../../charts/format.ts';
import { density, edges } from '../../spectra/marchenkoPastur.ts';
import { deviation, mean, share, siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Detail, Empty, layerColour, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.whitening;
const VIEWS = text.views;

/**
 * Fig. 8 (D7, f.5.5): eigenvalues of one network's weights, raw and whitened by the pooled covariance,
 * against the Marchenko–Pastur law.
 */
export function Whitening({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', Object.keys(VIEWS) as (keyof typeof VIEWS)[]);
  const event = siblingWith(run, net, (n) => n.whitening)?.whitening;
  const info = net.info.layers[layer];
  const own = event?.layers[layer];
  if (!event || !info) return <Empty>{text.coming}</Empty>;
  if (!own)
    return <Empty>{text.singular(info.name, info.inputs, (event.networks - 1) * info.neurons)}</Empty>;
  const { lower, upper } = edges(own.ratio, 1);
  const values = own[view];
  const inside = values.filter((v) => v >= lower && v <= upper).length / values.length;
  // `density` is that of the non-zero eigenvalues alone, for more inputs than neurons too; the bars hold the
  // share inside.
  const { outside } = own;
  const spread = (key: keyof typeof outside) =>
    text.spread(
      share(mean(outside[key])),
      outside[key].length > 1 ? (100 * deviation(outside[key])).toFixed(1) : null,
    );
  return (
    <>
      <Choice label={text.spectrum} value={view} options={VIEWS} onChange={setView} />
      <Histogram
        title={text.title(VIEWS[view], info.name)}
        values={values}
        xLabel={text.x}
        colour={view === 'nullLeaveOneOut' ? 'var(--muted)' : layerColour(layer, net.info.layers.length)}
        law={{
          low: lower,
          high: upper,
          density: (x) => inside * density(x, own.ratio, 1),
          label: text.edge(short(upper)),
        }}
      />
      <Reading>
        {marked(
          text.reading({
            layer: info.name,
            raw: spread('raw'),
            others: event.networks - 1,
            whitened: spread('leaveOneOut'),
            noise: spread('nullLeaveOneOut'),
          }),
        )}
      </Reading>
      <Detail>
        {marked(
          text.detail({
            inSample: spread('inSample'),
            noise: spread('nullInSample'),
            networks: event.networks,
            hopeless: event.networks < upper,
            over: outside.raw.length,
          }),
        )}
      </Detail>
    </>
  );
}
