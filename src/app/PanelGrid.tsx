import { use, useCallback, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { OriginContext, type Origin } from '../charts/origin.ts';
import { ChartScale } from '../charts/size.ts';
import { depthOf, specHash } from '../experiments/plan.ts';
import { findPreset } from '../experiments/presets.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { describeImages } from '../lab/describeImages.ts';
import { panels, type PanelDefinition } from '../panels/index.ts';
import type { RunView } from '../state/runView.ts';
import type { SessionRun } from '../state/sessionRuns.ts';
import { isPreset } from '../state/store.ts';
import { viewAddress } from './address.ts';
import { Device } from './Device.tsx';
import { Intro } from './Intro.tsx';
import { NetChoice } from './NetChoice.tsx';
import { PanelFrame, type Ghost } from './PanelFrame.tsx';
import { usePresent } from './present.ts';
import { useRecordings } from './recordings.ts';
import { Recordings, RunLine } from './RunLine.tsx';
import { specDifference } from './specDifference.ts';
import { StoreContext, useApp } from './store.ts';
import { strings } from '../strings/index.ts';
import { Timeline } from './Timeline.tsx';

const text = strings.shell.grid;

/**
 * The panels of a run of `spec` in the order in which they are shown: pinned ones, those of the preset, the
 * others.
 */
export function inOrder(
  all: readonly PanelDefinition[],
  run: RunView,
  spec: ExperimentSpec,
  first: readonly string[],
  pin: readonly string[],
  hide: readonly string[],
): PanelDefinition[] {
  const place = ({ id }: PanelDefinition) =>
    pin.includes(id) ? pin.indexOf(id) - pin.length : first.includes(id) ? first.indexOf(id) : first.length;
  return all
    .filter((panel) => (panel.shows?.(run, spec) ?? true) && !hide.includes(panel.id))
    .sort((a, b) => place(a) - place(b));
}

/** How much larger charts are drawn: in full view, two beside each other, on a projector. */
const SCALES = { grid: 1, pair: 1.1, full: 1.3 };
const PRESENT = 1.5;
/** Layers from which on the strip of them takes the whole width, and its title stands above. */
const DEEP = 6;

/**
 * The run, or what will come of it: what it is, the cascade, the panels (all, one, or two side by side), and
 * time.
 */
export function PanelGrid() {
  const run = useApp((s) => s.run);
  const edited = useApp((s) => s.spec);
  const spec = run.started?.spec ?? edited;
  const idle = useApp((s) => s.status === 'idle');
  const view = useApp((s) => s.view);
  const look = useApp((s) => s.look);
  const classify = useApp((s) => s.classify);
  const live = useApp((s) => s.source?.kind === 'live' && s.run.end?.type === 'done');
  const recorded = useApp((s) => s.source?.kind === 'recording');
  const preset = useApp((s) => s.preset);
  // The slider is never kept waiting by charts: they follow in pieces of time, and of many epochs scrubbed
  // through draw those they can.
  const epoch = useDeferredValue(view.epoch);
  const net = run.nets[Math.min(view.net, run.nets.length - 1)];
  const layer = Math.min(view.layer, (net?.info.layers.length ?? 1) - 1);
  const onSelectLayer = useCallback((next: number) => look({ layer: next }), [look]);
  const origin = useOrigin();
  const present = usePresent();
  const chosen = preset ? findPreset(preset) : undefined;
  const ghost = useGhost(net?.info.width, net?.info.member, layer);
  useEffect(() => {
    if (view.panel && net) document.getElementById(view.panel)?.scrollIntoView({ block: 'center' });
    // Only when the panel named by a link first appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [view.panel, net === undefined]);
  useReturningFocus(view.open);
  const recordings = useRecordings(preset);
  const unchanged = preset !== null && isPreset(edited, preset);
  const opening =
    useApp((s) => s.runs.length === 0) && (recordings === null || (unchanged && recordings.length > 0));
  // The recording that the page opens with may be there in a moment: nothing is said of what would come.
  if (!net && idle && opening)
    return (
      <>
        <div className="run-bar">
          <RunLine />
        </div>
        <Intro recordings={[]} />
      </>
    );
  const ordered = inOrder(panels, run, spec, chosen?.panels ?? [], view.pin, view.hide);
  const open = view.open.flatMap((id) => ordered.filter((panel) => panel.id === id));
  const full = open.length > 0;
  const shown = full ? open : ordered.filter((panel) => !panel.strip);
  const strips = ordered.filter((panel) => panel.strip && !open.includes(panel));
  const frame = (panel: PanelDefinition) => (
    <PanelFrame
      key={panel.id}
      panel={panel}
      run={run}
      net={net}
      layer={layer}
      epoch={epoch}
      ghost={ghost?.drawn ?? null}
      isOpen={open.includes(panel)}
      pinned={view.pin.includes(panel.id)}
      deep={(net?.info.layers.length ?? depthOf(spec)) >= DEEP}
      onSelectLayer={onSelectLayer}
      classify={live ? classify : undefined}
    />
  );
  const hidden = panels.filter((panel) => view.hide.includes(panel.id) && (panel.shows?.(run, spec) ?? true));
  return (
    <>
      <div className="run-bar">
        <RunLine />
        <Device />
      </div>
      <div
        className={
          !net && !idle && spec.networks * Math.max(1, new Set(spec.widths).size) > 1
            ? 'choosers coming'
            : 'choosers'
        }
      >
        {!(idle && !net) && <Recordings />}
        {net && run.nets.length > 1 && (
          <NetChoice nets={run.nets} shown={net} onChoose={(i) => look({ net: i })} />
        )}
      </div>
      {ghost && <Compared run={run} other={ghost.other} />}
      <OriginContext value={origin}>
        {!net && idle ? <Intro recordings={recordings ?? []} /> : strips.map(frame)}
        {full && (
          <div className="full-bar">
            <button type="button" onClick={() => look({ open: [] })}>
              {text.all}
            </button>
            <label>
              {text.beside}{' '}
              <select
                value={open[1]?.id ?? ''}
                onChange={(event) =>
                  look({ open: event.target.value ? [open[0].id, event.target.value] : [open[0].id] })
                }
              >
                <option value="">{text.nothing}</option>
                {ordered
                  .filter((panel) => panel !== open[0])
                  .map((panel) => (
                    <option key={panel.id} value={panel.id}>
                      {panel.title}
                    </option>
                  ))}
              </select>
            </label>
          </div>
        )}
        <div className={`panes ${full ? `full of-${open.length}` : ''} ${recorded ? '' : 'own'}`}>
          <ChartScale
            value={
              (present ? PRESENT : 1) * (open.length === 1 ? SCALES.full : full ? SCALES.pair : SCALES.grid)
            }
          >
            <div className="grid">{shown.map(frame)}</div>
          </ChartScale>
          {!full && hidden.length > 0 && (
            <p className="hidden-panels">
              {text.hidden}{' '}
              {hidden.map((panel) => (
                <button
                  key={panel.id}
                  type="button"
                  className="plain"
                  onClick={() => look({ hide: view.hide.filter((id) => id !== panel.id) })}
                >
                  {text.show(panel.title)}
                </button>
              ))}
            </p>
          )}
        </div>
        <Timeline net={net} />
      </OriginContext>
    </>
  );
}

/** The run that is drawn into the charts, and in what its settings differ. */
function Compared({ run, other }: { run: RunView; other: SessionRun }) {
  const stop = useApp((s) => s.compareWith);
  const text = strings.shell.compared;
  const differences = specDifference(run.started!.spec, other.run.started!.spec);
  return (
    <p className="compared" role="status">
      <strong>#{other.id}</strong> {text.drawn(other.name)}{' '}
      {differences.length ? text.differs(differences.join('; ')) : text.same}{' '}
      <button type="button" className="plain" onClick={() => stop(null)}>
        {text.stop}
      </button>
    </p>
  );
}

/** The run to compare with, at the net and layer that match those shown. */
function useGhost(
  width: number | undefined,
  member: number | undefined,
  layer: number,
): { other: SessionRun; drawn: Ghost } | null {
  const other = useApp((s) => s.runs.find((r) => r.id === s.overlay) ?? null);
  return useMemo(() => {
    if (!other || width === undefined) return null;
    const { nets } = other.run;
    const net =
      nets.find((n) => n.info.width === width && n.info.member === member) ??
      nets.find((n) => n.info.width === width) ??
      nets[0];
    return {
      other,
      drawn: {
        name: `#${other.id}`,
        run: other.run,
        net,
        layer: Math.min(layer, net.info.layers.length - 1),
      },
    };
  }, [other, width, member, layer]);
}

/** When the full view closes, the focus goes back to the button that opened it. */
function useReturningFocus(open: readonly string[]): void {
  const before = useRef(open);
  useEffect(() => {
    const [was] = before.current;
    before.current = open;
    if (was && open.length === 0)
      document.getElementById(was)?.querySelector<HTMLElement>('.enlarge')?.focus();
  }, [open]);
}

/** What saved charts say of the run they show. */
function useOrigin(): Origin | null {
  const started = useApp((s) => s.run.started);
  const store = use(StoreContext)!;
  return useMemo(
    () =>
      started && {
        dataset: started.dataset.name,
        images: describeImages(started.dataset),
        seed: started.spec.seed,
        commit: started.commit,
        date: started.date,
        specHash: specHash(started.spec),
        address: () => viewAddress(store.getState(), {}),
      },
    [started, store],
  );
}
