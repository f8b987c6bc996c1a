import type { ReactNode } from 'react';
import type { Axis } from '../charts/Axes.tsx';
import { percent } from '../charts/format.ts';
import type { NetworkKind, Spectra } from '../lab/events.ts';
import type { NetView } from '../state/runView.ts';

/** Colour of layer `i` of `n`: one ramp everywhere, spread over the eight steps. */
export const layerColour = (i: number, n: number): string => `var(--layer-${n <= 1 ? 2 : n <= 4 ? [1, 3, 4, 6][i] : Math.min(8, i + 1)})`;

/** The spectra shown: of the chosen epoch, or the newest. */
export function spectraAt(net: NetView, epoch: number | 'last'): Spectra | null {
  if (net.spectra.length === 0) return null;
  if (epoch === 'last') return net.spectra[net.spectra.length - 1];
  return net.spectra.filter((s) => s.epoch <= epoch).at(-1) ?? net.spectra[0];
}

export const kindNames: Record<NetworkKind, string> = {
  trained: 'trained', rainbow: 'redrawn', 'rainbow-pooled': 'redrawn, pooled', unaligned: 'not aligned', 'unaligned-identity': 'not aligned (identity)',
  'rainbow-retrained': 'redrawn + classifier', 'random-retrained': 'random + classifier',
};

export const kindColours: Record<NetworkKind, string> = {
  trained: 'var(--ink)', rainbow: 'var(--accent)', 'rainbow-pooled': 'var(--layer-8)', unaligned: 'var(--danger)', 'unaligned-identity': 'var(--danger)',
  'rainbow-retrained': 'var(--layer-3)', 'random-retrained': 'var(--muted)',
};

export const scaleName = (scale: number): string => `×${scale === 0.5 ? '½' : scale === 0.25 ? '¼' : scale}`;

export const accuracyAxis: Axis = { label: 'test accuracy', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: (v) => `${Math.round(100 * v)} %`, read: percent };

/** A log axis of network widths with a tick at each of them. */
export function widthAxis(label: string, widths: readonly number[]): Axis {
  const low = Math.min(...widths), high = Math.max(...widths);
  return { label, scale: 'log', domain: low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1], ticks: [...widths], format: scaleName };
}

/** The sentence under a chart: what it shows in this run. */
export const Reading = ({ children }: { children: ReactNode }) => <p className="reading">{children}</p>;

export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

/** Two or more views of one panel. */
export function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: Partial<Record<NoInfer<T>, string>>; onChange(value: NoInfer<T>): void }) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {(Object.keys(options) as T[]).map((key) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>{options[key]}</button>
      ))}
    </div>
  );
}
