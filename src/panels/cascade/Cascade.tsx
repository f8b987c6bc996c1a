import { useEffect, useRef, type KeyboardEvent } from 'react';
import { DataTable } from '../../charts/DataTable.tsx';
import { percent, short } from '../../charts/format.ts';
import { pointing } from '../../charts/linked.ts';
import { strings } from '../../strings/index.ts';
import { layerColour, spectraAt } from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import { reached } from './moments.ts';
import { moved, rms, SlowStep, stagesOf } from './SlowStep.tsx';
import { useSlowStep, type SlowStepState } from './useSlowStep.ts';

const BARS = 14;
const text = strings.panels.cascade;

/**
 * Fig. 1: colour C^{1/2} (each layer's own spectrum), then white random features, layer by layer; also the
 * choice of layer, and the way of one step of training in slow motion.
 */
export function Cascade({ run, net, layer, epoch, onSelectLayer }: PanelProps) {
  const spectra = spectraAt(net, epoch);
  const { layers } = net.info;
  const n = layers.length;
  const slow = useSlowStep(net.trace);
  const strip = useRef<HTMLDivElement>(null);
  const now = slow?.now;
  useEffect(() => {
    if (now !== undefined) showHere(strip.current!);
  }, [now]);
  const here = (i: number): string | undefined => (slow?.moments[slow.now].at === i ? 'here' : undefined);
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
      <div ref={strip} className="cascade" role="group" aria-label={text.choose}>
        <span className="end">
          <svg viewBox="0 0 40 40" aria-hidden="true">
            <rect width="40" height="40" rx="5" fill="var(--strong-line)" opacity=".6" />
            <circle cx="16" cy="22" r="9" fill="var(--surface)" />
            <rect x="22" y="9" width="12" height="12" rx="2" fill="var(--muted)" opacity=".6" />
          </svg>
          {text.image}
        </span>
        <span className="layers" role="presentation" onKeyDown={onKeyDown}>
          {layers.map((info, i) => (
            <button
              key={info.name}
              type="button"
              className={here(i)}
              aria-pressed={i === layer}
              onClick={() => onSelectLayer(i)}
              {...pointing({ layer: i })}
              title={text.layer(info.name, info.inputs, info.neurons)}
              style={{ '--layer': layerColour(i, n) } as React.CSSProperties}
            >
              <svg viewBox="0 0 110 46" aria-hidden="true">
                <Spectrum eigenvalues={spectra?.layers[i].weight.eigenvalues ?? []} />
                {slow ? (
                  <Outputs values={reached(slow.moments, slow.now, i) ? slow.trace.layers[i].output : []} />
                ) : (
                  <Noise seed={i + 1} />
                )}
              </svg>
              <span>
                <strong>{info.name}</strong> {info.inputs} → {info.neurons}
              </span>
              {slow ? (
                <Value slow={slow} at={i} />
              ) : (
                <span className="fine">{info.sampled ? text.drawn : text.kept}</span>
              )}
            </button>
          ))}
        </span>
        <span className={`end ${here(n) ?? ''}`}>
          <svg viewBox="0 0 40 40" aria-hidden="true">
            {[0.25, 0.5, 1, 0.35, 0.2, 0.6].map((v, i) => (
              <rect
                key={i}
                x={2}
                y={2 + i * 6.3}
                width={36 * v}
                height={4.2}
                rx={1.5}
                fill={i === 2 ? 'var(--accent)' : 'var(--strong-line)'}
              />
            ))}
          </svg>
          {text.classes(run.started?.dataset.classes.length ?? 10)}
          {slow && <Value slow={slow} at={n} />}
        </span>
      </div>
      {slow ? (
        <SlowStep slow={slow} layers={layers} />
      ) : (
        <DataTable
          title={text.table}
          columns={text.columns}
          rows={() =>
            layers.map((l) => [
              l.name,
              l.inputs,
              l.neurons,
              (l.inputs * l.neurons).toLocaleString('en'),
              l.positions ?? '–',
              l.positions ? short((2 * l.positions * l.inputs * l.neurons) / 1e6) : '–',
            ])
          }
        />
      )}
    </>
  );
}

/** Scrolls sidewise, where the strip is wider than its place, to the layer at which the step is. */
function showHere(strip: HTMLElement): void {
  const here = strip.querySelector('.here');
  for (const box of here ? [strip, strip.querySelector('.layers')!] : []) {
    const own = here!.getBoundingClientRect();
    const seen = box.getBoundingClientRect();
    box.scrollBy({
      left: own.left < seen.left ? own.left - seen.left - 4 : Math.max(0, own.right - seen.right + 4),
    });
  }
}

/** Square roots of the leading eigenvalues: the colour C^{1/2} of the layer. */
function Spectrum({ eigenvalues }: { eigenvalues: readonly number[] }) {
  const roots = eigenvalues.slice(0, BARS).map((v) => Math.sqrt(Math.max(0, v)));
  const top = roots[0] || 1;
  return (
    <g>
      {roots.map((v, i) => (
        <rect
          key={i}
          x={i * 3.6}
          y={44 - (42 * v) / top}
          width={2.8}
          height={(42 * v) / top}
          rx={0.8}
          fill="var(--layer)"
        />
      ))}
    </g>
  );
}

/** A patch of white noise, the same every time. */
function Noise({ seed }: { seed: number }) {
  return <Patch value={(i) => (Math.imul(seed * 7919 + i, 2654435761) >>> 8) / 16777216} />;
}

/**
 * The root mean squares of the first neurons, of the largest of them; empty where the step has not come yet.
 */
function Outputs({ values }: { values: readonly number[] }) {
  const top = Math.max(...values.slice(0, SQUARES), Number.MIN_VALUE);
  return <Patch value={(i) => (i < values.length ? values[i] / top : null)} />;
}

const SQUARES = 42;
/** Squares of strength `value`, 0 to 1; null: an empty one. */
const Patch = ({ value }: { value(i: number): number | null }) => (
  <g>
    {Array.from({ length: SQUARES }, (_, i) => {
      const v = value(i);
      return (
        <rect
          key={i}
          x={60 + (i % 7) * 7}
          y={2 + Math.floor(i / 7) * 7}
          width={6}
          height={6}
          rx={1}
          fill="var(--layer)"
          opacity={v === null ? 0.05 : 0.12 + 0.75 * v}
        />
      );
    })}
  </g>
);

/** The number of a layer that the step has come to last. */
function Value({ slow: { trace, moments, now }, at }: { slow: SlowStepState; at: number }) {
  const pass = reached(moments, now, at);
  const stage = stagesOf(trace)[at];
  const { output, gradient, update } = text.slow;
  return (
    <span className="fine value">
      {pass === 'forward'
        ? output(short(rms(stage)))
        : pass === 'backward'
          ? gradient(short(stage.gradient))
          : pass === 'update'
            ? update(percent(moved(stage)))
            : '\u00a0'}
    </span>
  );
}
