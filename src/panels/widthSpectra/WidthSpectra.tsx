import { useChoice } from '../../charts/choice.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import type { NetView } from '../../state/runView.ts';
import { rampColour, signed, widthsOf } from '../byWidth.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Empty, layerLine, marked, rankAxis, Reading, scaleName } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.widthSpectra;
const { common } = strings.panels;

/** Smallest eigenvalue drawn, relative to the first, as in Fig. 2. */
const FLOOR = 1e-4;

const relative = (values: readonly number[]) => values.map((v) => v / (values[0] || 1));
const points = (values: readonly number[]) =>
  relative(values)
    .map((y, r) => ({ x: r + 1, y }))
    .filter((p) => p.y >= FLOOR);

/**
 * Fig. 2: spectra of the activations of one layer for all widths, or of all layers of one network, with the
 * fitted exponents (D6).
 */
export function WidthSpectra({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['width', 'depth']);
  const firsts = widthsOf(run.nets).flatMap(
    (w) => run.nets.find((n) => n.info.width === w && n.activations) ?? [],
  );
  const own = net.activations;
  const several = firsts.length > 1;
  const shown = several ? view : 'depth';
  if (firsts.length === 0 || (shown === 'depth' && !own)) return <Empty>{text.coming}</Empty>;
  // As in the paper, without the 1×1 shortcuts of residual networks.
  const { layers } = net.info;
  const inDepth = layers.flatMap((info, i) => (info.shortcut ? [] : [i]));
  const name = layers[layer]?.name;
  const images = firsts[0].activations!.images;
  const series: Series[] =
    shown === 'width'
      ? firsts.map((n, i) => ({
          id: String(n.info.width),
          label: scaleName(n.info.width),
          colour: rampColour(i, firsts.length),
          weight: 1.6 + (0.9 * i) / firsts.length,
          link: { network: n.info.width },
          points: points(n.activations!.layers[layer].eigenvalues),
        }))
      : inDepth.map((i) => ({
          id: layers[i].name,
          label: layers[i].name,
          ...layerLine(i, layers.length, layer),
          faint: false,
          points: points(own!.layers[i].eigenvalues),
        }));
  const widest = Math.max(2, ...series.map((s) => s.points.length));
  series.push({
    id: 'guide',
    label: common.guide,
    colour: 'var(--muted)',
    dash: '5 4',
    weight: 1.4,
    faint: true,
    points: Array.from({ length: widest }, (_, i) => ({ x: i + 1, y: 1 / (i + 1) })),
  });
  return (
    <>
      {several && (
        <Choice
          label={text.view}
          value={view}
          options={{ width: text.byWidth(name), depth: text.byDepth(net.info.width) }}
          onChange={setView}
        />
      )}
      <LineChart
        title={shown === 'width' ? text.widthTitle(name) : text.depthTitle(net.info.width)}
        series={series}
        x={rankAxis(widest, 'log')}
        y={{ label: common.eigenvalueOverFirst, scale: 'log', scales: true, domain: [FLOOR, 1] }}
      />
      <Reading>
        {marked(
          shown === 'width'
            ? byWidth(firsts, layer, name)
            : text.exponents(
                net.info.width,
                inDepth
                  .map((i) => {
                    const { powerLaw } = own!.layers[i];
                    return `${layers[i].name} ${powerLaw ? signed(-powerLaw.index) : text.few}`;
                  })
                  .join(', '),
              ),
        )}
        {text.images(images.toLocaleString('en'))}
      </Reading>
    </>
  );
}

function byWidth(nets: NetView[], layer: number, name: string): string {
  if (layer === 0) return text.first(name);
  const fits = nets.map((n) => ({
    label: scaleName(n.info.width),
    fit: n.activations!.layers[layer].powerLaw,
  }));
  const [thin, wide] = [nets[0], nets[nets.length - 1]].map((n) =>
    relative(n.activations!.layers[layer].eigenvalues),
  );
  const agreed = agreement(thin, wide);
  return text.reading({
    layer: name,
    list: fits.map(({ label, fit }) => `${label} ${fit ? signed(-fit.index) : text.few}`).join(', '),
    thin: fits[0].label,
    wide: fits.at(-1)!.label,
    agreed,
  });
}

/** Last rank up to which all eigenvalues of two spectra agree within 20 %. */
export function agreement(a: readonly number[], b: readonly number[]): number {
  let rank = 0;
  while (rank < Math.min(a.length, b.length) && Math.abs(a[rank] / b[rank] - 1) <= 0.2) rank++;
  return rank;
}
