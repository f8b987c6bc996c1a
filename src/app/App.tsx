import { lazy, Suspense, use, useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { OriginContext, type Origin } from '../charts/origin.ts';
import { specHash } from '../experiments/plan.ts';
import { findPreset } from '../experiments/presets.ts';
import { describeImages } from '../lab/describeImages.ts';
import { panels } from '../panels/index.ts';
import { isPreset } from '../state/store.ts';
import { pageAddress } from './address.ts';
import { droppedFiles } from './droppedFiles.ts';
import { useEmbed } from './embed/parameters.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ExperimentForm } from './ExperimentForm.tsx';
import { GoOn } from './GoOn.tsx';
import { Header } from './Header.tsx';
import { NetChoice } from './NetChoice.tsx';
import { Messages } from './Messages.tsx';
import { useOpenFiles } from './openFiles.ts';
import { pages, useOpenPage } from './pages.ts';
import { fetchRecording, recordingIndex } from './recordings.ts';
import { RunLine } from './RunLine.tsx';
import { StoreContext, useApp } from './store.ts';
import { Timeline } from './Timeline.tsx';
import { Tour, TourOffer } from './tour/TourStart.tsx';
import { SHORTCUTS, useShortcuts } from './useShortcuts.ts';

const Embed = lazy(() => import('./embed/Embed.tsx'));

export function App() {
  const openFiles = useOpenFiles(), link = useApp((s) => s.link);
  const [dropping, setDropping] = useState(false), [form, setForm] = useState(false);
  const help = useRef<HTMLDialogElement>(null), page = useOpenPage(), Page = page === null ? null : pages[page].component;
  const embed = useEmbed();
  useFirstLoad();
  useShortcuts(useCallback(() => help.current?.showModal(), []));
  const drag = (event: DragEvent, over: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setDropping(over);
  };
  if (embed !== null) return <Suspense><Embed panel={embed} /></Suspense>;
  return (
    <div className="app" onDragOver={(e) => drag(e, true)} onDragLeave={(e) => { if (e.currentTarget === e.target) setDropping(false); }} onDrop={(e) => {
      drag(e, false);
      void droppedFiles(e.dataTransfer).then((files) => { if (files.length) void openFiles(files); });
    }}>
      <Header />
      <TourOffer />
      <Messages />
      <Tour />
      {Page && <main className="page"><ErrorBoundary link={link}><Suspense fallback={<p className="empty" role="status">Fetching this page…</p>}><Page /></Suspense></ErrorBoundary></main>}
      <div className="columns" hidden={Page !== null}>
        <aside className={form ? 'open' : undefined}>
          <button type="button" className="toggle-form" aria-expanded={form} onClick={() => setForm(!form)}>{form ? 'Hide the settings' : 'Settings of the experiment'}</button>
          <ExperimentForm />
          <footer>
            <p>After Guth, Ménard, Rochette and Mallat, <a href="https://arxiv.org/abs/2305.18512" rel="noreferrer" target="_blank">“A Rainbow in Deep Network Black Boxes”</a>, JMLR 2024.</p>
            <p>Nothing you open leaves this page. MIT licence. <button type="button" className="plain" onClick={() => help.current?.showModal()}>Shortcuts</button></p>
          </footer>
        </aside>
        <main><GoOn /><Panels /></main>
      </div>
      {dropping && <div className="drop-over" aria-hidden="true"><p>Drop images, a folder of them, a saved run, or a trained model</p></div>}
      <dialog ref={help} aria-labelledby="help-title">
        <h2 id="help-title">Keyboard</h2>
        <dl className="keys">{SHORTCUTS.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
        <p className="buttons"><button type="button" className="primary" onClick={() => help.current?.close()}>Close</button></p>
      </dialog>
    </div>
  );
}

function Panels() {
  const run = useApp((s) => s.run), view = useApp((s) => s.view), look = useApp((s) => s.look), classify = useApp((s) => s.classify);
  const live = useApp((s) => s.source?.kind === 'live' && s.run.end?.type === 'done'), link = useApp((s) => s.link), preset = useApp((s) => s.preset);
  const net = run.nets[Math.min(view.net, run.nets.length - 1)], layer = Math.min(view.layer, (net?.info.layers.length ?? 1) - 1);
  const onSelectLayer = useCallback((next: number) => look({ layer: next }), [look]);
  const chosen = preset ? findPreset(preset) : undefined, origin = useOrigin();
  useEffect(() => {
    if (view.panel && net) document.getElementById(view.panel)?.scrollIntoView({ block: 'center' });
    // Only when the panel named by a link first appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [view.panel, net === undefined]);
  return (
    <>
      <RunLine />
      {run.nets.length > 1 && <NetChoice nets={run.nets} shown={net} onChoose={(i) => look({ net: i })} />}
      {net ? (
        <OriginContext value={origin}>
          <div className="grid">
            {panels.filter((panel) => panel.shows?.(run) ?? true).map(({ id, title, help, wide, component: Panel }) => (
              <section key={id} id={id} className={`card ${wide ? 'wide' : ''}`} aria-labelledby={`${id}-title`}>
                <div className="card-head">
                  <h2 id={`${id}-title`}>{title}</h2>
                  <details className="info"><summary aria-label={`About: ${title}`}>i</summary><p>{help} <button type="button" className="plain" onClick={() => look({ panel: view.panel === id ? null : id })}>{view.panel === id ? 'Not named in the link any more' : 'Name this panel in the link'}</button></p></details>
                </div>
                <ErrorBoundary link={link} small><Panel run={run} net={net} layer={layer} epoch={view.epoch} onSelectLayer={onSelectLayer} classify={live ? classify : undefined} /></ErrorBoundary>
              </section>
            ))}
          </div>
          <Timeline net={net} />
        </OriginContext>
      ) : (
        <div className="card welcome"><h2>{chosen?.question ?? 'Your experiment'}</h2><p>{chosen?.description ?? 'Ready to run.'}</p></div>
      )}
    </>
  );
}

/** What saved charts say of the run they show. */
function useOrigin(): Origin | null {
  const started = useApp((s) => s.run.started), runLink = useApp((s) => s.runLink);
  return useMemo(() => started && {
    dataset: started.dataset.name, images: describeImages(started.dataset), seed: started.spec.seed, commit: started.commit, date: started.date, specHash: specHash(started.spec),
    address: () => pageAddress() + runLink(true),
  }, [started, runLink]);
}

/** The link's experiment at first and whenever the address changes; the run that "?run=" names; and the recording of a preset, as long as no run of one's own is open. */
function useFirstLoad(): void {
  const store = use(StoreContext)!, loaded = useRef(false), asked = useRef<Promise<void>>(undefined), preset = useApp((s) => s.preset);
  useEffect(() => {
    const onHash = () => { store.getState().openLink(location.hash); };
    window.addEventListener('hashchange', onHash);
    if (!loaded.current) {
      loaded.current = true;
      const taken = store.getState().openLink(location.hash), run = new URLSearchParams(location.search).get('run');
      if (run) asked.current = store.getState().openAddress(run, location.href, taken ? location.hash : '');
    }
    return () => window.removeEventListener('hashchange', onHash);
  }, [store]);
  useEffect(() => {
    const free = () => { const { source, spec, preset: now } = store.getState(); return now === preset && preset !== null && isPreset(spec, preset) && (source === null || source.kind === 'recording'); };
    if (!free()) return;
    void recordingIndex().then(async (all) => {
      await asked.current;
      // One of its recordings, asked for by name, stays.
      const open = () => all.some((e) => e.preset === preset && e.file === store.getState().source?.name);
      if (open()) return;
      const entry = all.find((e) => e.preset === preset);
      if (!entry) { if (free() && store.getState().source) store.getState().reset(); return; }
      const bytes = await fetchRecording(entry);
      // A person who pressed Run or opened a file meanwhile keeps theirs.
      if (free() && !open()) await store.getState().openRun(bytes, { kind: 'recording', name: entry.file });
    }).catch((error: unknown) => store.getState().tell('notice', `The recording of this experiment could not be fetched (${error instanceof Error ? error.message : String(error)}). Press Run to make it here.`));
  }, [store, preset]);
}
