import { useChoice } from '../../charts/choice.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { short } from '../../charts/format.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Detail, Empty, layerColour, layerLine, marked, rankAxis, Reading } from '../shared.tsx';
import { mean, share, signed, siblingWith } from '../byWidth.ts';
import { normalQuantile } from '../../spectra/normality.ts';
import type { PanelProps } from '../types.ts';

const text = strings.panels.marginals;

/** D that counts as nearly Gaussian: an effect size, not a significance (docs/paper.md f.5.7). */
const NEAR = 0.05;
const BINS = 26;
const REACH = 4;

const normal = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Density over bins of the standard scale from equally likely quantiles. */
export function densityOf(quantiles: readonly number[]): { x: number; y: number }[] {
  const size = (2 * REACH) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const q of quantiles) {
    const bin = Math.floor((q + REACH) / size);
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  return counts.map((c, i) => ({ x: -REACH + (i + 0.5) * size, y: c / (quantiles.length * size) }));
}

/** Means over ranks that grow by a quarter from one group to the next: single ranks scatter. */
export function averaged(values: readonly number[]): { x: number; y: number }[] {
  const out: { x: number; y: number }[] = [];
  for (let from = 0; from < values.length;) {
    const to = Math.min(values.length, Math.max(from + 1, Math.floor((from + 1) * 1.25)));
    out.push({ x: Math.sqrt((from + 1) * to), y: mean(values.slice(from, to)) });
    from = to;
  }
  return out;
}

/** Fig. 7 (D8): aligned neurons along the eigenvectors of their covariance against the normal law. */
export function Marginals({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['density', 'quantiles', 'ks']);
  const event = siblingWith(run, net, (n) => n.marginals)?.marginals;
  const own = event?.layers[layer];
  const info = net.info.layers[layer];
  const ranks = own?.samples.map((s) => String(s.rank)) ?? [];
  const [chosen, setChosen] = useChoice('rank', ranks.includes('2') ? ['2', ...ranks] : ranks);
  if (!event || !own || !info) return <Empty>{text.coming}</Empty>;
  const sample = own.samples.find((s) => String(s.rank) === chosen)!;
  const r = sample.rank - 1;
  const colour = layerColour(layer, net.info.layers.length);
  const beyond = own.ks.slice(9);
  const near = beyond.filter((d) => d < NEAR).length / beyond.length;
  const curve = Array.from({ length: 81 }, (_, i) => -REACH + (i * 2 * REACH) / 80).map((x) => ({
    x,
    y: normal(x),
  }));
  const n = sample.quantiles.length;
  // The first layer has peaks above 0.55 and tails beyond 4: the axes grow with them.
  const bars = densityOf(sample.quantiles);
  const top = Math.max(0.55, 1.06 * Math.max(...bars.map((b) => b.y)));
  const far = Math.max(REACH, ...sample.quantiles.map((q) => Math.ceil(Math.abs(q))));
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      {view !== 'ks' && (
        <Choice
          label={text.eigenvector}
          value={String(sample.rank)}
          options={Object.fromEntries(own.samples.map((s) => [String(s.rank), text.rank(s.rank)]))}
          onChange={setChosen}
        />
      )}
      {view === 'density' && (
        <LineChart
          title={text.densityTitle(info.name, sample.rank)}
          x={{ label: text.deviations, domain: [-REACH, REACH] }}
          y={{ label: text.density, domain: [0, top] }}
          series={[
            { id: 'neurons', label: text.neurons, colour, marks: true, weight: 1.4, points: bars },
            {
              id: 'normal',
              label: text.normal,
              colour: 'var(--ink)',
              dash: '5 3',
              weight: 1.6,
              points: curve,
            },
          ]}
        />
      )}
      {view === 'quantiles' && (
        <LineChart
          title={text.quantilesTitle(info.name, sample.rank)}
          x={{ label: text.normalQuantile, domain: [-3.2, 3.2] }}
          y={{ label: text.neurons, domain: [-far, far] }}
          series={[
            {
              id: 'neurons',
              label: text.neurons,
              colour,
              marks: true,
              line: false,
              points: sample.quantiles.map((y, i) => ({ x: normalQuantile((i + 0.5) / n), y })),
            },
            {
              id: 'equal',
              label: text.equal,
              colour: 'var(--ink)',
              dash: '5 3',
              weight: 1.4,
              points: [-3.2, 3.2].map((x) => ({ x, y: x })),
            },
          ]}
        />
      )}
      {view === 'ks' && (
        <LineChart
          title={text.ksTitle}
          guides={[{ id: 'near', label: text.near(NEAR), y: NEAR }]}
          x={rankAxis(Math.max(...event.layers.map((l) => l.ks.length)), 'log')}
          y={{ label: text.ksAxis, scale: 'log', scales: true }}
          series={event.layers.map((l, i) => ({
            id: net.info.layers[i].name,
            label: net.info.layers[i].name,
            ...layerLine(i, event.layers.length, layer),
            points: averaged(l.ks),
          }))}
        />
      )}
      <Reading>
        {marked(
          text.reading({
            rank: sample.rank,
            neurons: own.neurons.toLocaleString('en'),
            layer: info.name,
            networks: event.networks,
            d: short(own.ks[r]),
            skewness: signed(own.skewness[r]),
            kurtosis: signed(own.kurtosis[r]),
          }),
        )}
        {beyond.length > 0 && text.beyond(share(near), NEAR)}
        {text.means(event.layers.map((l, i) => `${net.info.layers[i].name} ${short(mean(l.ks))}`).join(', '))}
      </Reading>
      <Detail>{text.detail(short(0.87 / Math.sqrt(own.neurons)))}</Detail>
    </>
  );
}
