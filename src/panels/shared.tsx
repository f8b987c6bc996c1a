import { Fragment, use, type ReactNode } from 'react';
import type { Axis } from '../charts/Axes.tsx';
import { percent } from '../charts/format.ts';
import { OverlayContext } from '../charts/overlay.ts';
import type { Series } from '../charts/LineChart.tsx';
import { layerColour, layerDash, ramp } from '../charts/ramp.ts';
import type { NetworkKind, Spectra } from '../lab/events.ts';
import { strings } from '../strings/index.ts';
import type { NetView, RunView } from '../state/runView.ts';

export { layerColour };

/**
 * How the line of layer `i` of `n` looks beside those of the others, and that it stands for this layer
 * everywhere; the chosen one is heavy.
 */
export const layerLine = (
  i: number,
  n: number,
  chosen: number,
): Pick<Series, 'colour' | 'dash' | 'weight' | 'faint' | 'link'> => ({
  colour: layerColour(i, n),
  dash: i === chosen ? undefined : layerDash(i),
  weight: i === chosen ? 2.6 : 1.5,
  faint: i !== chosen,
  link: { layer: i },
});

/** A rank axis: linear or logarithmic, as the person likes. */
export const rankAxis = (most: number, scale: 'linear' | 'log'): Axis => ({
  label: strings.panels.common.rank,
  scale,
  scales: true,
  link: 'rank',
  domain: [1, most],
  read: (v) => String(Math.round(v)),
});

/** The spectra shown: of the chosen epoch, or the newest. */
export function spectraAt(net: NetView, epoch: number | 'last'): Spectra | null {
  if (net.spectra.length === 0) return null;
  if (epoch === 'last') return net.spectra[net.spectra.length - 1];
  return net.spectra.filter((s) => s.epoch <= epoch).at(-1) ?? net.spectra[0];
}

export const kindNames: Record<NetworkKind, string> = strings.panels.common.kinds;

/**
 * Names of the kinds of networks in a run: one that was neither trained in it nor opened is not called
 * trained.
 */
export const kindNamesIn = ({ started }: RunView): Record<NetworkKind, string> =>
  started?.spec.training.epochs === 0 && started.spec.network.architecture !== 'model'
    ? { ...kindNames, trained: strings.panels.common.untrained }
    : kindNames;

export const kindColours: Record<NetworkKind, string> = {
  trained: 'var(--ink)',
  rainbow: 'var(--accent)',
  'rainbow-pooled': ramp(1),
  unaligned: 'var(--danger)',
  'unaligned-identity': 'var(--danger)',
  'rainbow-retrained': ramp(0.35),
  'random-retrained': 'var(--muted)',
};

export const scaleName = (scale: number): string => `×${scale === 0.5 ? '½' : scale === 0.25 ? '¼' : scale}`;

export const accuracyAxis: Axis = {
  label: strings.panels.common.testAccuracy,
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: (v) => `${Math.round(100 * v)} %`,
  read: percent,
};

/** An axis of the epochs of a run: whole ones, at most six of them named. */
export function epochAxis(epochs: number): Axis {
  const last = Math.max(1, epochs);
  const step = [1, 2, 5, 10, 20, 50, 100].find((s) => epochs / s <= 5) ?? 100;
  return {
    label: strings.panels.common.epoch,
    link: 'epoch',
    domain: [0, last],
    ticks: Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step),
    read: (v) => v.toFixed(v % 1 ? 2 : 0),
  };
}

/** A log axis of network widths with a tick at each of them. */
export function widthAxis(label: string, widths: readonly number[]): Axis {
  const low = Math.min(...widths);
  const high = Math.max(...widths);
  return {
    label,
    scale: 'log',
    link: 'network',
    domain: low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1],
    ticks: [...widths],
    format: scaleName,
  };
}

/** A sentence of the strings, its **strong** parts set strong. */
export const marked = (text: string): ReactNode =>
  text
    .split('**')
    .map((piece, i) => (i % 2 ? <strong key={i}>{piece}</strong> : <Fragment key={i}>{piece}</Fragment>));

/** The sentence under a chart: what it shows in this run. */
export function Reading({ children }: { children: ReactNode }) {
  const overlay = use(OverlayContext);
  return (
    <p className="reading">
      {overlay?.collect && <strong className="other-run">{overlay.name}: </strong>}
      {children}
    </p>
  );
}

/** More numbers, for who wants them: with the chart in full view, on a phone, and in print. */
export const Detail = ({ children }: { children: ReactNode }) =>
  use(OverlayContext)?.collect ? null : <p className="fine detail">{children}</p>;

export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

/** Characters of all options up to which they stand beside each other. */
const SIDE_BY_SIDE = 20;

/** Two or more views of one panel. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: Partial<Record<NoInfer<T>, string>>;
  onChange(value: NoInfer<T>): void;
}) {
  if (use(OverlayContext)?.collect) return null;
  const names = Object.values(options) as string[];
  if (names.join('').length > SIDE_BY_SIDE || names.length > 3) {
    return (
      <select
        className="choice"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {(Object.keys(options) as T[]).map((key) => (
          <option key={key} value={key}>
            {options[key]}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div className="choice" role="group" aria-label={label}>
      {(Object.keys(options) as T[]).map((key) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {options[key]}
        </button>
      ))}
    </div>
  );
}
