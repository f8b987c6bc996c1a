import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { ksCritical } from '../../spectra/ksDistance.ts';
import { poissonDensity, wignerDensity } from '../../spectra/levelSpacing.ts';
import { strings } from '../../strings/index.ts';
import { share, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.bulk;
const { common } = strings.panels;

const BIN = 0.25;
const BINS = 14;

export function spacingDensity(spacings: readonly number[]): { x: number; y: number }[] {
  return Array.from({ length: BINS }, (_, b) => ({
    x: (b + 0.5) * BIN,
    y: spacings.filter((s) => s >= b * BIN && s < (b + 1) * BIN).length / (spacings.length * BIN),
  }));
}

/**
 * docs/paper.md G.3: spacings of neighbouring singular values, and the entries of singular vectors by rank,
 * against random matrices.
 */
export function Bulk({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['spacings', 'vectors']);
  const owner = siblingWith(run, net, (n) => n.laws);
  const own = owner?.laws?.layers[layer];
  const info = net.info.layers[layer];
  if (!own || !info) return <Empty>{text.coming}</Empty>;
  const { bulk, untrained } = own;
  const colour = layerColour(layer, net.info.layers.length);
  const limit = ksCritical(info.inputs);
  const curve = (f: (s: number) => number) =>
    Array.from({ length: 71 }, (_, i) => ({ x: i * 0.05, y: f(i * 0.05) }));
  const deviating = bulk.vectors.flatMap((d, r) => (d > limit ? [r + 1] : []));
  const third = Math.ceil(bulk.vectors.length / 3);
  const behind = deviating.filter((r) => r > third).length;
  return (
    <>
      <Choice label={text.view} value={view} options={text.views} onChange={setView} />
      {view === 'spacings' ? (
        bulk.spacings.length === 0 ? (
          <Empty>{text.few(info.neurons, info.inputs, info.name)}</Empty>
        ) : (
          <LineChart
            title={text.spacingsTitle(info.name)}
            x={{ label: text.spacing, domain: [0, 3.5] }}
            y={{ label: text.density, domain: [0, 1.15] }}
            series={[
              {
                id: 'spacings',
                label: info.name,
                colour,
                marks: true,
                weight: 1.4,
                points: spacingDensity(bulk.spacings),
              },
              {
                id: 'wigner',
                label: text.wigner,
                colour: 'var(--ink)',
                weight: 1.8,
                points: curve(wignerDensity),
              },
              {
                id: 'poisson',
                label: text.poisson,
                colour: 'var(--muted)',
                dash: '5 3',
                weight: 1.4,
                points: curve(poissonDensity),
              },
            ]}
          />
        )
      ) : (
        <LineChart
          title={text.vectorsTitle(info.name)}
          guides={[{ id: 'limit', label: text.limit, y: limit }]}
          x={{
            label: common.rank,
            scale: 'log',
            domain: [1, bulk.vectors.length],
            read: (v) => String(Math.round(v)),
          }}
          y={{ label: text.ks, scale: 'log', scales: true }}
          series={[
            {
              id: 'vectors',
              label: info.name,
              colour,
              marks: true,
              line: false,
              points: bulk.vectors.map((y, i) => ({ x: i + 1, y })),
            },
            {
              id: 'untrained',
              label: common.untrained,
              colour: 'var(--muted)',
              line: false,
              marks: true,
              faint: true,
              points: untrained.vectors.map((y, i) => ({ x: i + 1, y })),
            },
          ]}
        />
      )}
      <Reading>
        {marked(
          [
            bulk.spacings.length > 0
              ? text.spacings({
                  count: bulk.spacings.length,
                  layer: info.name,
                  wigner: short(bulk.wigner),
                  poisson: short(bulk.poisson),
                  untrained: {
                    wigner: short(untrained.wigner),
                    poisson: short(untrained.poisson),
                    few: untrained.spacings.length === 0,
                  },
                })
              : '',
            text.vectors({
              count: bulk.vectors.length,
              deviating: deviating.length,
              behind,
              third,
              atHead: deviating.length > 0 && behind <= 0.02 * bulk.vectors.length,
              untrained: share(untrained.vectors.filter((d) => d > limit).length / untrained.vectors.length),
            }),
          ].join(''),
        )}
      </Reading>
      <Detail>
        {net !== owner && text.of(owner!.info.label)}
        {text.detail}
      </Detail>
    </>
  );
}
