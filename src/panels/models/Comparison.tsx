import { short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { SaveMenu } from '../../charts/SaveMenu.tsx';
import type { Table } from '../../charts/tables.ts';
import type { LayerComparison } from '../../lab/modelSpectra.ts';
import { compared, type ModelView } from '../../state/modelView.ts';
import { Reading } from '../shared.tsx';
import { comparisonReading } from './readings.ts';

/** Principal cosines shown in the table; saved tables have all. */
const ANGLES = 4;

export const comparisonTable = (found: readonly LayerComparison[]): Table => {
  const most = Math.max(0, ...found.map((c) => c.principalCosines.length));
  return {
    columns: ['layer', 'other', 'Bures cosine', 'Bures cosine of noise', 'distance', ...Array.from({ length: most }, (_, i) => `principal cosine ${i + 1}`)],
    rows: found.map((c) => [c.name, c.other, c.buresCosine, c.noise, c.distance, ...Array.from({ length: most }, (_, i) => c.principalCosines[i] ?? null)]),
  };
};

/** Two models, layer by layer: a chart by depth and a table. */
export function Comparison({ view }: { view: ModelView }) {
  const found = compared(view), { info, other } = view;
  if (!info || !other) return null;
  const order = new Map(info.layers.map(({ name }, i) => [name, i + 1])), line = (value: (c: LayerComparison) => number | null | undefined) => found.flatMap((c) => { const y = value(c); return typeof y === 'number' ? [{ x: order.get(c.name)!, y }] : []; });
  const title = `${info.name} and ${other.info.name} by layer`, left = info.layers.length - other.pairs.length;
  return (
    <>
      <LineChart title={title} height={240}
        series={[
          { id: 'bures', label: 'Bures cosine', colour: 'var(--accent)', marks: found.length <= 120, points: line((c) => c.buresCosine) },
          { id: 'angle', label: 'first angle', colour: 'var(--ok)', dash: '6 3', weight: 1.6, points: line((c) => c.principalCosines[0]) },
          { id: 'noise', label: 'of noise', colour: 'var(--muted)', dash: '2 3', weight: 1.4, points: line((c) => c.noise) },
        ]}
        x={{ label: 'layer', domain: [1, Math.max(2, info.layers.length)], format: (v) => (Number.isInteger(v) ? String(v) : ''), read: (v) => info.layers[Math.round(v) - 1]?.name ?? '' }}
        y={{ label: 'cosine', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] }} />
      <Reading>{comparisonReading(found)}</Reading>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="layer-table comparison" role="region" aria-label="Layers compared" tabIndex={0}>
        <table>
          <thead><tr><th scope="col" className="name">layer</th><th scope="col" className="name">with</th><th scope="col" title="of the two WᵀW: 1 for equal covariances up to scale">Bures cosine</th><th scope="col" title="of two Gaussian matrices of these shapes">of noise</th><th scope="col" title="cosines of the angles between the leading input directions of both, those above the noise of the first">leading angles (cosines)</th><th scope="col" title="‖W₁ − W₂‖/‖W₁‖">distance</th></tr></thead>
          <tbody>
            {found.map((c) => <tr key={c.name}><th scope="row" className="name">{c.name}</th><td className="name">{c.other === c.name ? 'same name' : c.other}</td><td>{c.buresCosine.toFixed(4)}</td><td>{c.noise.toFixed(4)}</td><td>{c.principalCosines.slice(0, ANGLES).map((x) => x.toFixed(3)).join('  ')}{c.principalCosines.length > ANGLES && ` … (${c.principalCosines.length})`}</td><td>{c.distance === null ? '–' : short(c.distance)}</td></tr>)}
          </tbody>
        </table>
      </div>
      <div className="table-tools"><SaveMenu title={`Comparison of ${info.name} with ${other.info.name}`} table={() => comparisonTable(found)} /></div>
      <p className="fine">
        {other.info.name}: {other.info.format}, {other.info.bytes.toLocaleString('en')} bytes{other.info.sha256 && `, sha-256 ${other.info.sha256.slice(0, 12)}…`}. Layers belong together by name, else by order among those of as many inputs.{left > 0 && ` ${left} of the first model have none in the second.`}
        {[...view.notCompared].map(([name, message]) => <span key={name}> Not compared: {message}.</span>)}
      </p>
    </>
  );
}
