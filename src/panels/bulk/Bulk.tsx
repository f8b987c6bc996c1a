import { useChoice } from '../../charts/choice.ts';
import { short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { ksCritical } from '../../spectra/ksDistance.ts';
import { poissonDensity, wignerDensity } from '../../spectra/levelSpacing.ts';
import { share, siblingWith } from '../byWidth.ts';
import { Choice, Detail, Empty, layerColour, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const BIN = 0.25, BINS = 14;

export function spacingDensity(spacings: readonly number[]): { x: number; y: number }[] {
  return Array.from({ length: BINS }, (_, b) => ({ x: (b + 0.5) * BIN, y: spacings.filter((s) => s >= b * BIN && s < (b + 1) * BIN).length / (spacings.length * BIN) }));
}

/** PAPER.md G.3: spacings of neighbouring singular values, and the entries of singular vectors by rank, against random matrices. */
export function Bulk({ run, net, layer }: PanelProps) {
  const [view, setView] = useChoice('view', ['spacings', 'vectors']);
  const owner = siblingWith(run, net, (n) => n.laws), own = owner?.laws?.layers[layer], info = net.info.layers[layer];
  if (!own || !info) return <Empty>Comes when the networks are trained: spacings and singular vectors are then held against those of random matrices.</Empty>;
  const { bulk, untrained } = own, colour = layerColour(layer, net.info.layers.length), limit = ksCritical(info.inputs);
  const curve = (f: (s: number) => number) => Array.from({ length: 71 }, (_, i) => ({ x: i * 0.05, y: f(i * 0.05) }));
  const deviating = bulk.vectors.flatMap((d, r) => (d > limit ? [r + 1] : [])), third = Math.ceil(bulk.vectors.length / 3), behind = deviating.filter((r) => r > third).length;
  return (
    <>
      <Choice label="View" value={view} options={{ spacings: 'Level spacings', vectors: 'Singular vectors' }} onChange={setView} />
      {view === 'spacings'
        ? (bulk.spacings.length === 0 ? <Empty>The {info.neurons} × {info.inputs} weights of {info.name} have too few singular values in their bulk for spacings.</Empty> : <LineChart title={`Spacings of the singular values of ${info.name} within the bulk`} x={{ label: 'spacing, mean 1', domain: [0, 3.5] }} y={{ label: 'density', domain: [0, 1.15] }}
            series={[{ id: 'spacings', label: info.name, colour, marks: true, weight: 1.4, points: spacingDensity(bulk.spacings) }, { id: 'wigner', label: 'random matrix', colour: 'var(--ink)', weight: 1.8, points: curve(wignerDensity) }, { id: 'poisson', label: 'independent levels', colour: 'var(--muted)', dash: '5 3', weight: 1.4, points: curve(poissonDensity) }]} />)
        : <LineChart title={`Singular vectors of ${info.name}: distance of their entries from the normal law`} guides={[{ id: 'limit', label: '1 in 100', y: limit }]} x={{ label: 'rank', scale: 'log', domain: [1, bulk.vectors.length], read: (v) => String(Math.round(v)) }} y={{ label: 'Kolmogorov–Smirnov D', scale: 'log', scales: true }}
            series={[{ id: 'vectors', label: info.name, colour, marks: true, line: false, points: bulk.vectors.map((y, i) => ({ x: i + 1, y })) }, { id: 'untrained', label: 'untrained', colour: 'var(--muted)', line: false, marks: true, faint: true, points: untrained.vectors.map((y, i) => ({ x: i + 1, y })) }]} />}
      <Reading>
        {bulk.spacings.length > 0 && <>The {bulk.spacings.length} spacings in the bulk of {info.name} are D = <strong>{short(bulk.wigner)}</strong> from Wigner’s surmise for random matrices and {short(bulk.poisson)} from independent levels (untrained: {short(untrained.wigner)} and {short(untrained.poisson)}{untrained.spacings.length ? '' : ', too few'}). </>}
        Of {bulk.vectors.length} singular vectors, <strong>{deviating.length}</strong> have entries farther from normal than one in a hundred random ones, {behind} of them beyond rank {third}{deviating.length > 0 && behind <= 0.02 * bulk.vectors.length ? ': what was learned stands at the head' : ''}. Untrained: {share(untrained.vectors.filter((d) => d > limit).length / untrained.vectors.length)} of them.
      </Reading>
      <Detail>{net === owner ? '' : `Read on ${owner!.info.label}. `}Singular values unfolded to mean spacing 1 by broadened levels; spikes above the edge left out. Entries × √d’ of right singular vectors against N(0, 1), as of random directions (Porter–Thomas).</Detail>
    </>
  );
}
