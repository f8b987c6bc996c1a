import { createStore, type StoreApi } from 'zustand/vanilla';
import { decodeLink, encodeLink } from '../experiments/link.ts';
import { findPreset, firstPreset } from '../experiments/presets.ts';
import { defaultSpec, onImages, type ExperimentSpec } from '../experiments/spec.ts';
import type { View } from '../experiments/view.ts';
import { download } from '../files/download.ts';
import { RUN_FILE_LIMIT } from '../files/runFile.ts';
import type { LabClient, NamedFile, OpenedImages, OpenedModel } from '../lab/client.ts';
import type { NetworkKind, RunEvent } from '../lab/events.ts';
import { logOf, type KeptRun } from '../lab/keptRuns.ts';
import type { ModelSource } from '../lab/modelEvents.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { strings } from '../strings/index.ts';
import { followRun } from './follow.ts';
import { changing, noHistory, redo, undo, type History } from './history.ts';
import { emptyRun, foldEvent, foldRun, type RunView } from './runView.ts';
import { remembered, type SessionRun } from './sessionRuns.ts';

/**
 * Images for a model: those that are set, where they are real ones; else the public set that has its classes
 * and channels.
 */
function imagesFor(
  { classes, channels, size }: Extract<OpenedModel, { runs: true }>,
  now: ExperimentSpec['data'],
  files: OpenedImages | null,
  preset: ExperimentSpec['data'],
): ExperimentSpec['data'] {
  const known = channels === 1 ? 'mnist' : classes === 100 ? 'cifar100' : 'cifar10';
  const own: ExperimentSpec['data'] = { ...preset, size: size === 64 ? '64' : '32' };
  if (files) return onImages({ ...defaultSpec, data: own }, files).data;
  return { ...own, source: now.source.startsWith('shapes') ? known : now.source, address: now.address };
}

export interface Message {
  id: number;
  kind: 'error' | 'notice';
  text: string;
  detail?: string;
}

/** Where the open run came from. */
export interface RunSource {
  kind: 'recording' | 'live' | 'file';
  name: string;
  /** Where it was fetched from. */ address?: string;
}

export interface AppState {
  /** The experiment being edited; what the next Run runs. */
  spec: ExperimentSpec;
  /** Preset the spec was taken from; kept while it is edited, so that a link tells only the differences. */
  preset: string | null;
  /** Settings before and after, for undo and redo. */
  history: History<Settings>;
  view: {
    net: number;
    layer: number;
    epoch: number | 'last';
    panel: string | null;
    /** The panel in full view, or two side by side; none: all of them in the grid. */
    open: string[];
    /** Panels that come first. */
    pin: string[];
    /** Panels that are not shown. */
    hide: string[];
    /** Choices within panels: "training.quantity.loss". */
    show: string[];
  };
  /** The open run: its log and the fold of it. */
  events: RunEvent[];
  run: RunView;
  source: RunSource | null;
  status: 'idle' | 'running' | 'paused';
  /** True if the run, though paused, is on its way to a step that is traced in full. */
  slow: boolean;
  /** The person's data set, read and held by the worker. */
  files: OpenedImages | null;
  /** What is read now: files, or the run at an address; a total of 0 is not known. */
  reading: { done: number; total: number; address?: string } | null;
  messages: Message[];
  /** Names of files that the person opened: a report leaves them out. */
  opened: string[];
  /** Runs of this session, newest first; one of them may be drawn into the charts of the open one. */
  runs: SessionRun[];
  overlay: number | null;
}

interface Settings {
  spec: ExperimentSpec;
  preset: string | null;
}

export interface AppActions {
  edit(change: (spec: ExperimentSpec) => ExperimentSpec): void;
  choosePreset(id: string): void;
  undo(): void;
  redo(): void;
  look(view: Partial<AppState['view']>): void;
  /** Keeps a choice within a panel. */
  choose(panel: string, name: string, value: string): void;
  /** Opens a run of this session again; the one that is shown stays in the list. */
  reopen(id: number): void;
  forget(id: number): void;
  /** Gives a run of this session another name. */
  rename(id: number, name: string): void;
  /** Draws a run of this session into the charts of the open one; null: none. */
  compareWith(id: number | null): void;
  /**
   * Draws a finished run that was kept here into the charts of the open one; it is then a run of this
   * session.
   */
  compareKept(run: KeptRun): Promise<void>;
  start(): void;
  /** Goes on with a run that broke off, from its last checkpoint. */
  goOn(run: KeptRun): void;
  /** Opens a finished run that was kept here. */
  openKept(run: KeptRun): Promise<void>;
  pause(): void;
  resume(): void;
  /** One unit of work; starts a paused run where none is in progress. */
  step(): void;
  /**
   * One step of training, told in full; then the run is paused. Starts a run where none is in progress; says
   * why where there is no such step.
   */
  slowStep(): void;
  cancel(): void;
  /** Back to before the run, same seed: the next Run gives the same numbers. */
  reset(): void;
  newSeed(): void;
  /**
   * Opens a model for the next runs and sets the experiment that runs it. True if its architecture is known.
   */
  runModel(source: ModelSource): Promise<boolean>;
  /**
   * Opens a run or images. True if they were opened; bad ones change nothing, and are reported unless they
   * may be something else (`report` false).
   */
  openFiles(files: readonly NamedFile[], report?: boolean): Promise<boolean>;
  /**
   * True if it was opened; a bad one is reported and changes nothing. `wanted` is asked once it has been
   * read, which takes a while: a person may have pressed Run.
   */
  openRun(bytes: Uint8Array, source: RunSource, wanted?: () => boolean): Promise<boolean>;
  /**
   * Opens the run file at an address, relative to `base`; then takes from the link's fragment the view, and
   * the experiment if it names one.
   */
  openAddress(address: string, base: string, hash: string): Promise<void>;
  /**
   * Takes the experiment and view of a link's fragment; a bad one is reported and changes nothing. True if it
   * was taken.
   */
  openLink(hash: string): boolean;
  link(): string;
  /**
   * The link of the open run, whatever has been edited since, looked at as it is (or as `view` changes that);
   * without a run, as `link`.
   */
  runLink(withView?: boolean, view?: Partial<AppState['view']>): string;
  classify(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>>;
  /**
   * Everything of the open run as a zip, with its weights where it was made live in this page; `address`: the
   * link that runs it again.
   */
  archive(address: string): Promise<Uint8Array<ArrayBuffer>>;
  estimate: LabClient['estimate'];
  catalogue: LabClient['catalogue'];
  tell(kind: Message['kind'], text: string, detail?: string): void;
  dismiss(id: number): void;
}

/** Null: it is none. */
function addressOf(text: string, base: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

export type AppStore = StoreApi<AppState & AppActions>;

const text = strings.shell.opened;
const keptSource = (name: string): RunSource => ({ kind: 'file', name: text.keptHere(name) });
const openView: AppState['view'] = {
  net: 0,
  layer: 1,
  epoch: 'last',
  panel: null,
  open: [],
  pin: [],
  hide: [],
  show: [],
};
const nothing = { events: [], run: emptyRun, source: null, slow: false };

/**
 * `schedule` batches the events of a run, which come faster than a screen can show (one animation frame in a
 * page).
 */
export function createAppStore(client: LabClient, schedule: (flush: () => void) => void): AppStore {
  let messageId = 0;
  let runId = 0;
  return createStore<AppState & AppActions>()((set, get) => {
    const tell = (kind: Message['kind'], text: string, detail?: string) =>
      set((s) => ({
        messages: [
          ...s.messages.filter((m) => m.text !== text),
          { id: ++messageId, kind, text, detail },
        ].slice(-4),
      }));

    const remember = () =>
      set(({ runs, events, run, source, overlay }) => {
        const next = source ? remembered(runs, { events, run, source }) : runs;
        return { runs: next, overlay: next.some((r) => r.id === overlay) ? overlay : null };
      });
    const keptLog = async (id: string, name: string) => {
      const bytes = await logOf(id);
      if (!bytes) tell('error', text.gone(name));
      return bytes;
    };
    /** Settings as they come from a person's hand. */
    const setSettings = (next: Partial<Settings>) =>
      set((s) => ({ ...next, history: changing(s.history, { spec: s.spec, preset: s.preset }, Date.now()) }));
    const travel = (step: typeof undo) => {
      const { history, spec, preset } = get();
      const found = step(history, { spec, preset });
      if (found) set({ ...found.value, history: found.history });
    };

    /**
     * A run that goes on elsewhere is opened again whenever there is more of it, looked at as it is; until
     * another is opened.
     */
    const follow = (address: URL, origin: string) => {
      const own = runId;
      const stop = followRun(address, async () => {
        try {
          const { events } =
            own === runId
              ? await parseRunFile(await download(address, { limit: RUN_FILE_LIMIT, origin }))
              : { events: null };
          if (own !== runId || !events) return stop();
          const run = foldRun(events);
          set({ events, run });
          if (run.end) remember();
        } catch (error) {
          if (own === runId)
            tell(
              'error',
              strings.shell.opened.notAgain(
                address.host,
                error instanceof Error ? error.message : String(error),
              ),
            );
        }
      });
    };

    const start = (goOn?: string) => {
      const own = ++runId;
      const { spec, preset } = get();
      let queue: RunEvent[] = [];
      let scheduled = false;
      const flush = () => {
        scheduled = false;
        if (own !== runId || queue.length === 0) return;
        const batch = queue;
        queue = [];
        const end = batch.find((e) => e.type === 'done' || e.type === 'cancelled' || e.type === 'failed');
        set((s) => ({
          events: [...s.events, ...batch.filter((e) => e.type !== 'progress')],
          run: batch.reduce(foldEvent, s.run),
          ...(end ? { status: 'idle' as const } : {}),
          slow: s.slow && !batch.some(endsSlowStep),
        }));
        if (end?.type === 'failed') tell('error', end.message, end.detail);
        else if (end) remember();
      };
      set((s) => ({
        ...nothing,
        source: { kind: 'live', name: strings.shell.opened.here },
        status: 'running',
        view: { ...s.view, net: 0, epoch: 'last' },
        messages: s.messages.filter((m) => m.kind !== 'error'),
      }));
      client.run(
        spec,
        preset !== null && isPreset(spec, preset) ? preset : null,
        (event) => {
          if (own !== runId) return;
          queue.push(event);
          if (!scheduled) {
            scheduled = true;
            schedule(flush);
          }
        },
        { goOn, onUnkept: (why) => tell('notice', why) },
      );
    };

    return {
      spec: firstPreset.spec,
      preset: firstPreset.id,
      view: openView,
      ...nothing,
      status: 'idle',
      files: null,
      reading: null,
      messages: [],
      opened: [],
      runs: [],
      overlay: null,
      history: noHistory,
      edit: (change) => setSettings({ spec: change(get().spec) }),
      choosePreset(id) {
        const preset = findPreset(id);
        if (preset) setSettings({ spec: preset.spec, preset: id });
      },
      undo: () => travel(undo),
      redo: () => travel(redo),
      look: (view) => set((s) => ({ view: { ...s.view, ...view } })),
      start: () => start(),
      goOn({ id, spec, preset }) {
        set({ spec, preset });
        start(id);
      },
      async openKept({ id, name }) {
        const bytes = await keptLog(id, name);
        if (bytes) await get().openRun(bytes, keptSource(name));
      },
      async compareKept({ id, name }) {
        const bytes = await keptLog(id, name);
        if (!bytes) return;
        try {
          const { events } = await parseRunFile(bytes);
          const run = foldRun(events);
          const source = keptSource(name);
          set((s) => {
            const runs = remembered(s.runs, { events, run, source });
            return { runs, overlay: runs[0].id };
          });
        } catch (error) {
          tell(
            'error',
            text.notOpened(keptSource(name).name, error instanceof Error ? error.message : String(error)),
          );
        }
      },
      choose: (panel, name, value) =>
        set((s) => ({
          view: {
            ...s.view,
            show: [
              ...s.view.show.filter((choice) => !choice.startsWith(`${panel}.${name}.`)),
              `${panel}.${name}.${value}`,
            ],
          },
        })),
      reopen(id) {
        const found = get().runs.find((r) => r.id === id);
        if (!found) return;
        if (get().status !== 'idle') get().cancel();
        runId++;
        const { events, run, source } = found;
        const { spec, preset } = run.started!;
        setSettings({ spec, preset });
        set((s) => ({
          events,
          run,
          source,
          status: 'idle',
          overlay: s.overlay === id ? null : s.overlay,
          view: { ...s.view, net: 0 },
        }));
      },
      forget: (id) =>
        set((s) => ({
          runs: s.runs.filter((r) => r.id !== id),
          overlay: s.overlay === id ? null : s.overlay,
        })),
      rename: (id, name) => set((s) => ({ runs: s.runs.map((r) => (r.id === id ? { ...r, name } : r)) })),
      compareWith: (overlay) => set({ overlay }),
      pause() {
        client.pause();
        if (get().status === 'running') set({ status: 'paused' });
        set({ slow: false });
      },
      resume() {
        client.resume();
        if (get().status === 'paused') set({ status: 'running' });
        set({ slow: false });
      },
      step() {
        if (get().status === 'idle') start();
        if (get().status !== 'paused') get().pause();
        client.step();
      },
      slowStep() {
        const { status, run, spec } = get();
        const words = strings.shell.slowStep;
        const { widths, networks } = status === 'idle' ? spec : (run.started?.spec ?? spec);
        if (new Set(widths).size > 1 || networks > 1) return tell('notice', words.several);
        if (status !== 'idle' && run.nets.some((net) => net.accuracies.length > 0))
          return tell('notice', words.over);
        if (status === 'idle') start();
        set({ status: 'paused', slow: true });
        client.slowStep();
      },
      cancel: () => client.cancel(),
      reset() {
        runId++;
        client.cancel();
        set({ ...nothing, status: 'idle' });
      },
      newSeed() {
        const seed = 1 + ((get().spec.seed * 48271) % 2147483647);
        setSettings({ spec: { ...get().spec, seed: Math.min(seed, 2147483647) } });
      },
      async runModel(source) {
        try {
          const found = await client.openModel(source);
          if (!found.runs) {
            tell('notice', text.notRun(found.reason));
            return false;
          }
          const preset = findPreset('model')!;
          const { spec, files } = get();
          const data = imagesFor(found, spec.data, files, preset.spec.data);
          setSettings({
            preset: preset.id,
            spec: { ...preset.spec, seed: spec.seed, device: spec.device, threads: spec.threads, data },
          });
          tell('notice', text.runs(found.title, found.pixels, found.notDrawn));
          return true;
        } catch (error) {
          tell('error', error instanceof Error ? error.message : String(error));
          return false;
        }
      },
      async openFiles(files, report = true) {
        set((s) => ({ opened: [...s.opened, ...files.slice(0, 100).map((f) => f.name)] }));
        const run = files.length === 1 ? new Uint8Array(await files[0].file.slice(0, 2).arrayBuffer()) : null;
        if (run && /rainbow|\.json(\.gz)?$/.test(files[0].name)) {
          const bytes = new Uint8Array(await files[0].file.arrayBuffer());
          const isRun = report || (await parseRunFile(bytes).catch(() => null)) !== null;
          return isRun && get().openRun(bytes, { kind: 'file', name: files[0].name });
        }
        set({ reading: { done: 0, total: 1 } });
        try {
          const info = await client.openFiles(files, (done, total) => set({ reading: { done, total } }));
          set({ files: info });
          setSettings({ spec: onImages(get().spec, info) });
          tell(
            'notice',
            text.images({
              ...info,
              train: info.train.toLocaleString('en'),
              test: info.test.toLocaleString('en'),
              classes: info.classes.length,
            }),
          );
          return true;
        } catch (error) {
          if (report) tell('error', error instanceof Error ? error.message : String(error));
          return false;
        } finally {
          set({ reading: null });
        }
      },
      async openRun(bytes, source, wanted = () => true) {
        try {
          const { events } = await parseRunFile(bytes);
          if (!wanted()) return false;
          if (get().status !== 'idle') get().cancel();
          runId++;
          const run = foldRun(events);
          set((s) => ({
            events,
            run,
            source,
            status: 'idle',
            view: { ...s.view, net: 0 },
            ...(run.started
              ? {
                  spec: run.started.spec,
                  preset: run.started.preset ?? (source.kind === 'recording' ? s.preset : null),
                }
              : {}),
          }));
          remember();
          return true;
        } catch (error) {
          tell('error', text.notOpened(source.name, error instanceof Error ? error.message : String(error)));
          return false;
        }
      },
      async openAddress(asked, base, hash) {
        const own = runId;
        const address = addressOf(asked, base);
        if (!address) {
          tell('error', text.noAddress(asked.slice(0, 200)));
          return;
        }
        const reading = (done: number, total: number) =>
          set({ reading: { done, total, address: address.href } });
        reading(0, 0);
        try {
          const bytes = await download(address, {
            limit: RUN_FILE_LIMIT,
            origin: new URL(base).origin,
            onProgress: reading,
          });
          // A person who pressed Run meanwhile keeps theirs.
          if (
            !(await get().openRun(
              bytes,
              { kind: 'file', name: address.href, address: address.href },
              () => own === runId,
            ))
          )
            return;
          const { spec, preset } = get();
          if (get().openLink(hash) && isViewOnly(hash)) set({ spec, preset });
          if (get().run.sweep && !get().run.end) follow(address, new URL(base).origin);
        } catch (error) {
          tell('error', text.runNot(error instanceof Error ? error.message : String(error)));
        } finally {
          set({ reading: null });
        }
      },
      openLink(hash) {
        const link = decodeLink(hash);
        if (!link.ok) {
          tell('error', text.linkNot(link.message), hash.slice(0, 500));
          return false;
        }
        if (link.isEmpty) return true;
        set({ spec: link.spec, preset: link.preset, view: { ...openView, ...given(link.view) } });
        return true;
      },
      link() {
        const { spec, preset, view } = get();
        return encodeLink(spec, toldView(view), preset);
      },
      runLink(withView = false, changed = {}) {
        const {
          run: { started },
          view: now,
        } = get();
        const view = { ...now, ...changed };
        return started
          ? encodeLink(
              started.spec,
              withView ? toldView(view) : {},
              started.preset !== null && findPreset(started.preset) ? started.preset : null,
            )
          : get().link();
      },
      classify: (pixels) => client.classify(pixels),
      archive: (address) => client.archive(get().events, address, get().source?.kind === 'live'),
      estimate: (spec) => client.estimate(spec),
      catalogue: (settings) => client.catalogue(settings),
      tell,
      dismiss: (id) => set((s) => ({ messages: s.messages.filter((m) => m.id !== id) })),
    };
  });
}

/** True if the step has come, or training has ended without it. */
const endsSlowStep = ({ type }: RunEvent): boolean =>
  type === 'step-trace' ||
  type === 'accuracy' ||
  type === 'done' ||
  type === 'cancelled' ||
  type === 'failed';

/** True if the fragment says what to look at, and nothing of an experiment. */
const isViewOnly = (hash: string): boolean =>
  hash
    .replace(/^#/, '')
    .split('&')
    .every((pair) => /^(v=|view\.)/.test(pair));

/** The view as a link tells it: only what is not as at first. */
const toldView = (view: AppState['view']): View =>
  given({
    net: view.net || undefined,
    layer: view.layer === openView.layer ? undefined : view.layer,
    epoch: view.epoch === 'last' ? undefined : view.epoch,
    panel: view.panel ?? undefined,
    open: filled(view.open),
    pin: filled(view.pin),
    hide: filled(view.hide),
    show: filled(view.show),
  });

const filled = (list: string[]): string[] | undefined => (list.length ? list : undefined);
/** Only what is there. */
const given = <T extends object>(view: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };

/** True if the spec is exactly what the preset says. */
export function isPreset(spec: ExperimentSpec, id: string): boolean {
  const preset = findPreset(id);
  return preset !== undefined && sameSpec(spec, preset.spec);
}

export const sameSpec = (a: ExperimentSpec, b: ExperimentSpec): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
