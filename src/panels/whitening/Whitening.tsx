import { useChoice } from '../../charts/choice.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { short } from '../../charts/format.ts';
import { density, edges } from '../../spectra/marchenkoPastur.ts';
import { deviation, mean, share, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const VIEWS = { raw: 'Raw', inSample: 'Whitened, itself included', leaveOneOut: 'Whitened by the others', nullLeaveOneOut: 'The same with Gaussians' };

/** Fig. 8 (D7, f.5.5): eigenvalues of one network's weights, raw and whitened by the pooled covariance, against the Marchenko–Pastur law. */
export function Whitening({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', Object.keys(VIEWS) as (keyof typeof VIEWS)[]);
  const event = siblingWith(run, net, (n) => n.whitening)?.whitening, info = net.info.layers[layer], own = event?.layers[layer];
  if (!event || !info) return <Empty>Comes when all networks of this width are trained and aligned.</Empty>;
  if (!own) return <Empty>{info.name} has {info.inputs} inputs, no fewer than the {(event.networks - 1) * info.neurons} neurons of the other networks: their covariance cannot be inverted.</Empty>;
  const { lower, upper } = edges(own.ratio, 1), values = own[view], inside = values.filter((v) => v >= lower && v <= upper).length / values.length;
  // `density` is that of the non-zero eigenvalues alone, for more inputs than neurons too; the bars hold the share inside.
  const { outside } = own;
  const spread = (key: keyof typeof outside) => <><strong>{share(mean(outside[key]))}</strong>{outside[key].length > 1 && <> ± {(100 * deviation(outside[key])).toFixed(1)}</>}</>;
  return (
    <>
      <Choice label="Spectrum" value={view} options={VIEWS} onChange={setView} />
      <Histogram title={`${VIEWS[view]}: spectrum of ${info.name} of one network`} values={values} xLabel="eigenvalue, scaled to sum to d’" colour={view === 'nullLeaveOneOut' ? 'var(--muted)' : layerColour(layer, net.info.layers.length)}
        law={{ low: lower, high: upper, density: (x) => inside * density(x, own.ratio, 1), label: `edge ${short(upper)}` }} />
      <Reading>
        Of the eigenvalues of {info.name}, {spread('raw')} lie outside the Marchenko–Pastur law; whitened by the covariance of the other {event.networks - 1} networks {spread('leaveOneOut')}, where simulated Gaussian matrices in the same pipeline give {spread('nullLeaveOneOut')}.
      </Reading>
      <Detail>As in the paper, whitened by all networks including its own: {spread('inSample')} (Gaussians {spread('nullInSample')}). That looks better than it is, since no eigenvalue can then pass the number of networks, {event.networks}{event.networks < upper ? ', which here is below the edge: nothing could stand out' : ''}. Mean ± standard deviation over {outside.raw.length} networks; the picture is of the second. Paper: 21, 12 and 27 % raw, 2, 4 and 8 % whitened.</Detail>
    </>
  );
}
