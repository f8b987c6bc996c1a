import { short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { fitSlope } from '../../spectra/fits.ts';
import { signed, siblingWith } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Detail, Empty, layerLine, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.kernel;

/** Theorem 1: mean-square error of the kernel of n drawn neurons against the closed form, over n (a.6). */
export function Kernel({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.kernels)?.kernels;
  const { layers } = net.info;
  if (!event) return <Empty>{text.coming}</Empty>;
  const found = event.layers.flatMap((l, i) => (l ? [{ ...l, i }] : []));
  if (found.length === 0) return <Empty>{text.none}</Empty>;
  const shown = found.find((l) => l.i === layer) ?? found[0];
  const { widths, error } = shown;
  const series: Series[] = found.map((l) => ({
    id: layers[l.i].name,
    label: layers[l.i].name,
    ...layerLine(l.i, layers.length, shown.i),
    faint: false,
    marks: true,
    points: l.widths.map((x, k) => ({ x, y: l.error[k] })),
  }));
  series.push({
    id: 'rate',
    label: text.rate,
    colour: 'var(--muted)',
    dash: '5 4',
    weight: 1.4,
    faint: true,
    points: widths.map((x) => ({ x, y: (error[0] * widths[0]) / x })),
  });
  const slopes = found.map((l) => `${layers[l.i].name} ${signed(fitSlope(l.widths, l.error)?.slope ?? NaN)}`);
  return (
    <>
      <LineChart
        title={text.title}
        series={series}
        x={{ label: text.x, scale: 'log', ticks: widths, format: String }}
        y={{ label: text.y, scale: 'log', scales: true }}
      />
      <Reading>
        {marked(
          text.reading({
            few: widths[0],
            many: widths[widths.length - 1],
            layer: layers[shown.i].name,
            fewError: short(error[0]),
            manyError: short(error[error.length - 1]),
            slopes: slopes.join(', '),
          }),
        )}
        {shown.trained !== null &&
          text.trained(
            layers[shown.i].neurons,
            short(shown.trained),
            verdict(shown.trained, layers[shown.i].neurons, widths, error),
          )}
      </Reading>
      <Detail>{text.detail(text.exact[shown.exact])}</Detail>
    </>
  );
}

/** True if the trained kernel is as far from the Gaussian one as that many drawn neurons are. */
export function verdict(
  trained: number,
  neurons: number,
  widths: readonly number[],
  error: readonly number[],
): string {
  const nearest = widths.reduce(
    (best, w, i) => (Math.abs(Math.log(w / neurons)) < Math.abs(Math.log(widths[best] / neurons)) ? i : best),
    0,
  );
  return (trained > 2 * error[nearest] ? text.more : text.noMore)(widths[nearest], short(error[nearest]));
}
