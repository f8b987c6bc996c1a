import {
  lazy,
  Suspense,
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type DragEvent,
} from 'react';
import { isPreset } from '../state/store.ts';
import { droppedFiles } from './droppedFiles.ts';
import { useEmbed } from './embed/parameters.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ExperimentForm } from './ExperimentForm.tsx';
import { GoOn } from './GoOn.tsx';
import { Header } from './Header.tsx';
import { Messages } from './Messages.tsx';
import { useOpenFiles } from './openFiles.ts';
import { pages, useOpenPage } from './pages.ts';
import { fetchRecording, recordingIndex } from './recordings.ts';
import { PanelGrid } from './PanelGrid.tsx';
import { StoreContext, useApp } from './store.ts';
import { strings } from '../strings/index.ts';
import { Tour, TourOffer } from './tour/TourStart.tsx';
import { useShortcuts } from './useShortcuts.ts';

const text = strings.shell;

const Embed = lazy(() => import('./embed/Embed.tsx'));

export function App() {
  const openFiles = useOpenFiles();
  const link = useApp((s) => s.link);
  const [dropping, setDropping] = useState(false);
  const [form, setForm] = useState(false);
  const help = useRef<HTMLDialogElement>(null);
  const page = useOpenPage();
  const Page = page === null ? null : pages[page].component;
  const embed = useEmbed();
  useFirstLoad();
  useShortcuts(useCallback(() => help.current?.showModal(), []));
  const drag = (event: DragEvent, over: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setDropping(over);
  };
  if (embed !== null)
    return (
      <Suspense>
        <Embed panel={embed} />
      </Suspense>
    );
  return (
    <div
      className={Page ? 'app' : 'app lab'}
      onDragOver={(e) => drag(e, true)}
      onDragLeave={(e) => {
        if (e.currentTarget === e.target) setDropping(false);
      }}
      onDrop={(e) => {
        drag(e, false);
        void droppedFiles(e.dataTransfer).then((files) => {
          if (files.length) void openFiles(files);
        });
      }}
    >
      <Header />
      <TourOffer />
      <Messages />
      <Tour />
      {Page && (
        <main className="page">
          <ErrorBoundary link={link}>
            <Suspense
              fallback={
                <p className="empty" role="status">
                  {text.fetching}
                </p>
              }
            >
              <Page />
            </Suspense>
          </ErrorBoundary>
        </main>
      )}
      <div className="columns" hidden={Page !== null}>
        <aside className={form ? 'open' : undefined}>
          <button type="button" className="toggle-form" aria-expanded={form} onClick={() => setForm(!form)}>
            {form ? text.hideSettings : text.showSettings}
          </button>
          <ExperimentForm />
          <footer>
            <p>
              {text.after[0]}
              <a href="https://arxiv.org/abs/2305.18512" rel="noreferrer" target="_blank">
                {text.after[1]}
              </a>
              {text.after[2]}
            </p>
            <p>
              {text.licence}{' '}
              <button type="button" className="plain" onClick={() => help.current?.showModal()}>
                {text.shortcuts.button}
              </button>
            </p>
          </footer>
        </aside>
        <main>
          <GoOn />
          <PanelGrid />
        </main>
      </div>
      {dropping && (
        <div className="drop-over" aria-hidden="true">
          <p>{text.dropHere}</p>
        </div>
      )}
      <dialog ref={help} aria-labelledby="help-title">
        <h2 id="help-title">{text.shortcuts.title}</h2>
        <dl className="keys">
          {text.shortcuts.keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p className="buttons">
          <button type="button" className="primary" onClick={() => help.current?.close()}>
            {text.close}
          </button>
        </p>
      </dialog>
    </div>
  );
}

/**
 * The link's experiment at first and whenever the address changes; the run that "?run=" names; and the
 * recording of a preset, as long as no run of one's own is open.
 */
function useFirstLoad(): void {
  const store = use(StoreContext)!;
  const loaded = useRef(false);
  const asked = useRef<Promise<void>>(undefined);
  const preset = useApp((s) => s.preset);
  // Before the first paint, which is to be of the link's experiment.
  useLayoutEffect(() => {
    const onHash = () => {
      store.getState().openLink(location.hash);
    };
    window.addEventListener('hashchange', onHash);
    if (!loaded.current) {
      loaded.current = true;
      const taken = store.getState().openLink(location.hash);
      const run = new URLSearchParams(location.search).get('run');
      if (run) asked.current = store.getState().openAddress(run, location.href, taken ? location.hash : '');
    }
    return () => window.removeEventListener('hashchange', onHash);
  }, [store]);
  useEffect(() => {
    const free = () => {
      const { source, spec, preset: now } = store.getState();
      return (
        now === preset &&
        preset !== null &&
        isPreset(spec, preset) &&
        (source === null || source.kind === 'recording')
      );
    };
    if (!free()) return;
    void recordingIndex()
      .then(async (all) => {
        await asked.current;
        // One of its recordings, asked for by name, stays.
        const open = () => all.some((e) => e.preset === preset && e.file === store.getState().source?.name);
        if (open()) return;
        const entry = all.find((e) => e.preset === preset);
        if (!entry) {
          if (free() && store.getState().source) store.getState().reset();
          return;
        }
        const bytes = await fetchRecording(entry);
        // A person who pressed Run or opened a file meanwhile keeps theirs.
        await store
          .getState()
          .openRun(bytes, { kind: 'recording', name: entry.file }, () => free() && !open());
      })
      .catch((error: unknown) =>
        store
          .getState()
          .tell('notice', text.recordingMissing(error instanceof Error ? error.message : String(error))),
      );
  }, [store, preset]);
}
