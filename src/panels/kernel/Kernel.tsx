import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { fitSlope } from '../../spectra/fits.ts';
import { signed, siblingWith } from '../byWidth.ts';
import { Detail, Empty, layerLine, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Theorem 1: mean-square error of the kernel of n drawn neurons against the closed form, over n (a.6). */
export function Kernel({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.kernels)?.kernels, { layers } = net.info;
  if (!event) return <Empty>Comes when the network is trained.</Empty>;
  const found = event.layers.flatMap((l, i) => (l ? [{ ...l, i }] : []));
  if (found.length === 0) return <Empty>No layer of this network is followed by a non-linearity whose kernel is looked at here.</Empty>;
  const shown = found.find((l) => l.i === layer) ?? found[0], { widths, error } = shown;
  const series: Series[] = found.map((l) => ({ id: layers[l.i].name, label: layers[l.i].name, ...layerLine(l.i, layers.length, shown.i), faint: false, marks: true, points: l.widths.map((x, k) => ({ x, y: l.error[k] })) }));
  series.push({ id: 'rate', label: '1/n', colour: 'var(--muted)', dash: '5 4', weight: 1.4, faint: true, points: widths.map((x) => ({ x, y: (error[0] * widths[0]) / x })) });
  const slopes = found.map((l) => `${layers[l.i].name} ${signed(fitSlope(l.widths, l.error)?.slope ?? NaN)}`);
  return (
    <>
      <LineChart title="Kernel error over the number of drawn neurons" series={series} x={{ label: 'neurons drawn', scale: 'log', ticks: widths, format: String }} y={{ label: 'mean-square error', scale: 'log', scales: true }} />
      <Reading>With {widths[0]} neurons drawn from its covariance the kernel of {layers[shown.i].name} is <strong>{short(error[0])}</strong> off the exact one in relative mean square, with {widths[widths.length - 1]} <strong>{short(error[error.length - 1])}</strong>. Slopes: {slopes.join(', ')} (Theorem 1: −1).{shown.trained !== null && <> The {layers[shown.i].neurons} trained neurons themselves: {short(shown.trained)}{verdict(shown.trained, layers[shown.i].neurons, widths, error)}.</>}</Reading>
      <Detail>{shown.exact === 'closed-form' ? 'Exact: the arc-cosine kernel of Gaussian neurons, summed over positions, on test images' : 'In the place of the exact kernel, which has no closed form behind the wavelet modulus: that of 8192 drawn neurons (Monte Carlo), on test images'}; what enters the layer are the trained network’s features. The covariance comes from the trained neurons themselves, which favours them.</Detail>
    </>
  );
}

/** Is the trained kernel as far from the Gaussian one as that many drawn neurons are? */
export function verdict(trained: number, neurons: number, widths: readonly number[], error: readonly number[]): string {
  const nearest = widths.reduce((best, w, i) => (Math.abs(Math.log(w / neurons)) < Math.abs(Math.log(widths[best] / neurons)) ? i : best), 0);
  return trained > 2 * error[nearest] ? `, more than ${widths[nearest]} drawn ones (${short(error[nearest])}): they are not Gaussian` : `, no farther than ${widths[nearest]} drawn ones (${short(error[nearest])})`;
}
