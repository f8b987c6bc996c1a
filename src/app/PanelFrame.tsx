import { memo, use, useEffect, useMemo, useRef, useState } from 'react';
import { ChoicesContext } from '../charts/choice.ts';
import type { LineChartProps } from '../charts/LineChart.tsx';
import { OverlayContext, type Overlay } from '../charts/overlay.ts';
import type { PanelDefinition, PanelProps } from '../panels/index.ts';
import { Empty } from '../panels/shared.tsx';
import type { NetView, RunView } from '../state/runView.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Formula } from './Formula.tsx';
import { Icon, Menu } from './Menu.tsx';
import { viewAddress } from './address.ts';
import { strings } from '../strings/index.ts';
import { StoreContext, useApp } from './store.ts';

const text = strings.shell.frame;

/** Another run, to be drawn into this one's charts. */
export interface Ghost {
  name: string;
  run: RunView;
  net: NetView;
  layer: number;
}

interface FrameProps extends Omit<PanelProps, 'net'> {
  net: NetView | undefined;
  panel: PanelDefinition;
  ghost: Ghost | null;
  isOpen: boolean;
  pinned: boolean;
  /** True if the network has so many layers that the strip of them takes its whole width. */ deep: boolean;
}

/**
 * What every panel stands in: its question, its chart, the sentence, how to read it; full view, pin, hide,
 * beside another, and the link to it. Before there is a network to show, it says what will be drawn.
 */
export const PanelFrame = memo(
  function PanelFrame({ panel, net, ghost, isOpen, pinned, deep, ...props }: FrameProps) {
    const { id, title, span = 1, strip, component: Panel } = panel;
    const { link } = use(StoreContext)!.getState();
    const choices = useChoices(id);
    const [charts, setCharts] = useState<LineChartProps[]>([]);
    const card = useHeldHeight();
    const ghostName = ghost?.name ?? null;
    const collecting = useMemo(
      (): Overlay | null =>
        ghostName === null ? null : { name: ghostName, collect: (chart) => setCharts([chart]) },
      [ghostName],
    );
    const drawn = useMemo(
      (): Overlay | null => (ghostName === null ? null : { name: ghostName, charts }),
      [ghostName, charts],
    );
    return (
      <section
        ref={card}
        id={id}
        className={`card ${strip ? 'strip' : `span-${span}`} ${strip && deep ? 'deep' : ''} ${isOpen ? 'open' : ''}`}
        aria-labelledby={`${id}-title`}
      >
        <div className="card-head">
          <h2 id={`${id}-title`}>{title}</h2>
          <FrameTools panel={panel} isOpen={isOpen} pinned={pinned} />
        </div>
        <ChoicesContext value={choices}>
          <ErrorBoundary link={link} small>
            <div className="panel-body">
              <OverlayContext value={drawn}>
                {net ? <Panel {...props} net={net} /> : <Empty>{panel.help}</Empty>}
              </OverlayContext>
              {ghost && !strip && (panel.shows?.(ghost.run, ghost.run.started!.spec) ?? true) && (
                <OverlayContext value={collecting}>
                  <GhostPanel panel={panel} ghost={ghost} epoch={props.epoch} />
                </OverlayContext>
              )}
            </div>
          </ErrorBoundary>
        </ChoicesContext>
        <HowToRead panel={panel} />
      </section>
    );
  },
  (a, b) =>
    a.panel === b.panel &&
    a.isOpen === b.isOpen &&
    a.pinned === b.pinned &&
    a.deep === b.deep &&
    a.ghost === b.ghost &&
    a.layer === b.layer &&
    a.epoch === b.epoch &&
    a.classify === b.classify &&
    a.onSelectLayer === b.onSelectLayer &&
    (a.panel.live
      ? a.run === b.run && a.net === b.net
      : sameButForSteps(a.run, b.run) && sameNetButForSteps(a.net, b.net)),
);

/** A panel on the run that is compared with: only its sentence is seen, its charts are handed over. */
const GhostPanel = memo(function GhostPanel({
  panel: { component: Panel },
  ghost: { run, net, layer },
  epoch,
}: {
  panel: PanelDefinition;
  ghost: Ghost;
  epoch: number | 'last';
}) {
  return (
    <div className="ghost">
      <Panel run={run} net={net} layer={layer} epoch={epoch} onSelectLayer={() => {}} />
    </div>
  );
});

/**
 * True if nothing is new in the run but steps and progress. Many come in a second, and few panels read them.
 */
export const sameButForSteps = (a: RunView, b: RunView): boolean =>
  a === b ||
  ((Object.keys(a) as (keyof RunView)[]).every(
    (key) => key === 'progress' || key === 'nets' || a[key] === b[key],
  ) &&
    a.nets.length === b.nets.length &&
    a.nets.every((net, i) => sameNetButForSteps(net, b.nets[i])));

const sameNetButForSteps = (a: NetView | undefined, b: NetView | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    (Object.keys(a) as (keyof NetView)[]).every((key) => key === 'steps' || a[key] === b[key]));

/**
 * A panel that waits for the numbers of a new run is as high as it was with the last one's (--was in
 * frame.css): nothing below it moves.
 */
function useHeldHeight() {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = card;
    const observer = new ResizeObserver(
      ([
        {
          borderBoxSize: [{ blockSize }],
        },
      ]) => {
        if (!current!.querySelector(':scope > .panel-body > .empty'))
          current!.style.setProperty('--was', `${blockSize}px`);
      },
    );
    observer.observe(current!);
    return () => observer.disconnect();
  }, []);
  return card;
}

/** The choices made within a panel, kept in the view of the page. */
function useChoices(id: string) {
  const kept = useApp((s) => s.view.show.filter((choice) => choice.startsWith(`${id}.`)).join(','));
  const choose = useApp((s) => s.choose);
  return useMemo(() => {
    const values = new Map(
      kept
        .split(',')
        .map((choice) => choice.split('.'))
        .map(([, name, value]) => [name, value]),
    );
    return {
      get: (name: string) => values.get(name),
      set: (name: string, value: string) => choose(id, name, value),
    };
  }, [id, kept, choose]);
}

function FrameTools({
  panel: { id, title, strip },
  isOpen,
  pinned,
}: {
  panel: PanelDefinition;
  isOpen: boolean;
  pinned: boolean;
}) {
  const look = useApp((s) => s.look);
  const store = use(StoreContext)!;
  const [said, setSaid] = useState('');
  const change = (key: 'pin' | 'hide', present: boolean) => {
    const list = store.getState().view[key].filter((other) => other !== id);
    look({ [key]: present ? [...list, id] : list });
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(viewAddress(store.getState(), { panel: id }));
      setSaid(text.copied);
    } catch {
      setSaid(text.notCopied);
    }
  };
  return (
    <div className="card-tools">
      <button
        type="button"
        className="tool enlarge"
        aria-pressed={isOpen}
        aria-label={text.full(title)}
        title={isOpen ? text.back : text.open}
        onClick={() => look({ open: isOpen ? [] : [id] })}
      >
        <Icon
          d={
            isOpen
              ? 'M6.5 2v4.5H2M9.5 14V9.5H14M6.5 6.5 2 2M9.5 9.5 14 14'
              : 'M9.5 2H14v4.5M6.5 14H2V9.5M14 2 9.5 6.5M2 14l4.5-4.5'
          }
        />
      </button>
      <Menu
        label={text.more(title)}
        title={text.moreTitle}
        className="tool"
        icon={
          <Icon
            fill
            d="M3 6.6a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Z"
          />
        }
      >
        {(close) => (
          <>
            {!strip && (
              <button
                type="button"
                aria-pressed={pinned}
                onClick={() => {
                  change('pin', !pinned);
                  close();
                }}
              >
                {pinned ? text.unpin : text.pin}
              </button>
            )}
            <button
              type="button"
              onClick={() => {
                look({ open: store.getState().view.open.filter((other) => other !== id) });
                change('hide', true);
                close();
              }}
            >
              {text.hide}
            </button>
            <button type="button" onClick={() => void copy()}>
              {text.copy}
            </button>
            {said && <p role="status">{said}</p>}
          </>
        )}
      </Menu>
    </div>
  );
}

function HowToRead({ panel: { title, help, assumption, paper, formula } }: { panel: PanelDefinition }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="how" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={text.howOf(title)}>{text.how}</summary>
      {open && (
        <div>
          <p>{help}</p>
          <Formula tex={formula} display />
          <p>
            <strong>{text.assumes}</strong> {assumption}
          </p>
          <p>
            <strong>{text.paper}</strong> {paper}
          </p>
        </div>
      )}
    </details>
  );
}
