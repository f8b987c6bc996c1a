import { lazy, Suspense, use, useState } from 'react';
import { presets } from '../experiments/presets.ts';
import { isPreset } from '../state/store.ts';
import { strings } from '../strings/index.ts';
import { linkToPage } from './pageLinks.ts';
import { pages, useOpenPage } from './pages.ts';
import { isLocked } from './embed/parameters.ts';
import { Menu } from './Menu.tsx';
import { RunList, RunsButton } from './RunList.tsx';
import { StoreContext, useApp } from './store.ts';
import { ShareDialog } from './ShareDialog.tsx';
import { TourButton } from './tour/TourStart.tsx';
import { useMedia } from './useMedia.ts';
import { ViewChoices, ViewMenu } from './ViewMenu.tsx';

const text = strings.shell;
const { controls } = text;

const PaperAndHere = lazy(() =>
  import('./PaperAndHere.tsx').then((module) => ({ default: module.PaperAndHere })),
);

/** Name, experiment, device and the run's controls. */
export function Header() {
  const { start, pause, resume, step, cancel, choosePreset } = use(StoreContext)!.getState();
  const status = useApp((s) => s.status);
  const preset = useApp((s) => s.preset);
  const edited = useApp((s) => s.preset !== null && !isPreset(s.spec, s.preset));
  const [sharing, setSharing] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [listing, setListing] = useState(false);
  const page = useOpenPage();
  const narrow = useMedia('(max-width: 760px)');
  const chosen = presets.find((p) => p.id === preset);
  const lists = { onRuns: () => setListing(true), onPaper: () => setComparing(true) };
  return (
    <header className="top">
      <h1>
        <img src={`${import.meta.env.BASE_URL}logo.svg`} alt="" width={24} height={24} />
        {text.name}
      </h1>
      {Object.keys(pages).length > 0 && (
        <nav aria-label={text.pages}>
          {[
            [null, text.lab] as const,
            ...Object.entries(pages).map(([name, { title }]) => [name, title] as const),
          ].map(([name, title]) => (
            <a key={title} aria-current={name === page ? 'page' : undefined} {...linkToPage(name)}>
              {title}
            </a>
          ))}
        </nav>
      )}
      <label className="preset">
        <span className="sr-only">{text.experiment}</span>
        <select
          value={preset ?? ''}
          disabled={isLocked()}
          onChange={(e) => choosePreset(e.target.value)}
          title={chosen && `${chosen.title}. ${chosen.description}`}
        >
          {preset === null && <option value="">{text.ownExperiment}</option>}
          {presets.map((p) => (
            <option key={p.id} value={p.id}>
              {p.title}
            </option>
          ))}
        </select>
      </label>
      {edited && <span className="edited">{text.edited}</span>}
      <div className="controls">
        {status === 'idle' ? (
          <button type="button" className="primary" onClick={start}>
            <Icon d="M3 1.5v11l9-5.5z" />
            {controls.run}
          </button>
        ) : status === 'running' ? (
          <button type="button" className="primary" onClick={pause}>
            <Icon d="M2.5 1.5h3v11h-3zM8.5 1.5h3v11h-3z" />
            {controls.pause}
          </button>
        ) : (
          <button type="button" className="primary" onClick={resume}>
            <Icon d="M3 1.5v11l9-5.5z" />
            {controls.continue}
          </button>
        )}
        <button type="button" onClick={step} title={controls.stepTitle}>
          {controls.step}
        </button>
        {status !== 'idle' && (
          <button type="button" onClick={cancel} title={controls.cancelTitle}>
            {controls.cancel}
          </button>
        )}
        {!narrow && <Lesser {...lists} />}
        <button type="button" onClick={() => setSharing(true)}>
          {controls.share}
        </button>
        {narrow ? (
          <Menu label={controls.more} icon={controls.more}>
            {(close) => (
              <>
                <Lesser {...lists} onDone={close} />
                <ViewChoices />
              </>
            )}
          </Menu>
        ) : (
          <ViewMenu />
        )}
      </div>
      {listing && <RunList onClose={() => setListing(false)} />}
      {comparing && (
        <Suspense>
          <PaperAndHere onClose={() => setComparing(false)} />
        </Suspense>
      )}
      {sharing && <ShareDialog onClose={() => setSharing(false)} />}
    </header>
  );
}

/** What not every run needs: on a narrow page it is in a menu. */
function Lesser({ onRuns, onPaper, onDone }: { onRuns(): void; onPaper(): void; onDone?(): void }) {
  const { slowStep, reset, newSeed } = use(StoreContext)!.getState();
  return (
    <>
      <button
        type="button"
        onClick={() => {
          slowStep();
          onDone?.();
        }}
        title={text.slowStep.title}
      >
        {text.slowStep.button}
      </button>
      <button
        type="button"
        onClick={() => {
          reset();
          onDone?.();
        }}
        title={controls.resetTitle}
      >
        {controls.reset}
      </button>
      <button
        type="button"
        disabled={isLocked()}
        onClick={() => {
          reset();
          newSeed();
          onDone?.();
        }}
        title={controls.newSeedTitle}
      >
        {controls.newSeed}
      </button>
      <TourButton />
      <RunsButton onOpen={onRuns} />
      <button type="button" onClick={onPaper} title={controls.paperTitle}>
        {controls.paper}
      </button>
    </>
  );
}

const Icon = ({ d }: { d: string }) => (
  <svg className="icon" viewBox="0 0 14 14" aria-hidden="true">
    <path d={d} fill="currentColor" />
  </svg>
);
