import type { KeyboardEvent } from 'react';
import { DataTable } from '../../charts/DataTable.tsx';
import { short } from '../../charts/format.ts';
import { pointing } from '../../charts/linked.ts';
import { layerColour, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const BARS = 14;

/** Fig. 1: colour C^{1/2} (each layer's own spectrum), then white random features, layer by layer; also the choice of layer. */
export function Cascade({ run, net, layer, epoch, onSelectLayer }: PanelProps) {
  const spectra = spectraAt(net, epoch), { layers } = net.info, n = layers.length;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = Math.min(n - 1, Math.max(0, layer + step));
    onSelectLayer(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <div className="cascade" role="group" aria-label="Layers: choose the one the panels show">
        <span className="end"><svg viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" rx="5" fill="var(--strong-line)" opacity=".6" /><circle cx="16" cy="22" r="9" fill="var(--surface)" /><rect x="22" y="9" width="12" height="12" rx="2" fill="var(--muted)" opacity=".6" /></svg>image</span>
        <span className="layers" role="presentation" onKeyDown={onKeyDown}>
          {layers.map((info, i) => (
            <button key={info.name} type="button" aria-pressed={i === layer} onClick={() => onSelectLayer(i)} {...pointing({ layer: i })} title={`${info.name}: ${info.inputs} inputs → ${info.neurons} neurons`} style={{ '--layer': layerColour(i, n) } as React.CSSProperties}>
              <svg viewBox="0 0 110 46" aria-hidden="true">
                <Spectrum eigenvalues={spectra?.layers[i].weight.eigenvalues ?? []} />
                <Noise seed={i + 1} />
              </svg>
              <span><strong>{info.name}</strong> {info.inputs} → {info.neurons}</span>
              <span className="fine">{info.sampled ? 'colour · white noise' : 'colour · kept, rotated'}</span>
            </button>
          ))}
        </span>
        <span className="end"><svg viewBox="0 0 40 40" aria-hidden="true">{[0.25, 0.5, 1, 0.35, 0.2, 0.6].map((v, i) => <rect key={i} x={2} y={2 + i * 6.3} width={36 * v} height={4.2} rx={1.5} fill={i === 2 ? 'var(--accent)' : 'var(--strong-line)'} />)}</svg>{run.started?.dataset.classes.length ?? 10} classes</span>
      </div>
      <DataTable title="Layers of the network" columns={['layer', 'inputs d’', 'neurons', 'weights', 'positions', 'MFLOP an image']}
        rows={() => layers.map((l) => [l.name, l.inputs, l.neurons, (l.inputs * l.neurons).toLocaleString('en'), l.positions ?? '–', l.positions ? short((2 * l.positions * l.inputs * l.neurons) / 1e6) : '–'])} />
    </>
  );
}

/** Square roots of the leading eigenvalues: the colour C^{1/2} of the layer. */
function Spectrum({ eigenvalues }: { eigenvalues: readonly number[] }) {
  const roots = eigenvalues.slice(0, BARS).map((v) => Math.sqrt(Math.max(0, v))), top = roots[0] || 1;
  return <g>{roots.map((v, i) => <rect key={i} x={i * 3.6} y={44 - (42 * v) / top} width={2.8} height={(42 * v) / top} rx={0.8} fill="var(--layer)" />)}</g>;
}

/** A patch of white noise, the same every time. */
function Noise({ seed }: { seed: number }) {
  const value = (i: number) => (Math.imul(seed * 7919 + i, 2654435761) >>> 8) / 16777216;
  return <g>{Array.from({ length: 42 }, (_, i) => <rect key={i} x={60 + (i % 7) * 7} y={2 + Math.floor(i / 7) * 7} width={6} height={6} rx={1} fill="var(--layer)" opacity={0.12 + 0.75 * value(i)} />)}</g>;
}
