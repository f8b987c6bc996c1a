import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { onFrame } from './app/onFrame.ts';
import { lacks } from './app/capabilities.ts';
import { lock } from './app/embed/lock.ts';
import { isLocked } from './app/embed/parameters.ts';
import { watchErrors } from './app/report.ts';
import { measureScrollbar } from './app/scrollbar.ts';
import { startServiceWorker } from './app/serviceWorker.ts';
import { ModelsContext, StoreContext } from './app/store.ts';
import { applyRememberedTheme } from './app/ThemeChoice.tsx';
import { createModelClient } from './lab/modelClient.ts';
import { keepToOwnScripts } from './lab/strict.ts';
import { createLabClient } from './lab/workerClient.ts';
import { createModelStore } from './state/models.ts';
import { createAppStore } from './state/store.ts';
import './app/tokens.css';
import './app/app.css';
import './app/kept.css';
import './charts/charts.css';
import './panels/panels.css';
import './app/frame.css';
import './app/print.css';

function open(): void {
  keepToOwnScripts();
  void startServiceWorker();
  applyRememberedTheme();
  measureScrollbar();

  const store = createAppStore(createLabClient(), onFrame);
  const models = createModelStore(createModelClient(), onFrame, (text) =>
    store.getState().tell('error', text),
  );
  watchErrors(store);
  for (const { text, severe } of lacks()) if (severe) store.getState().tell('notice', text);
  if (isLocked()) lock(store);

  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <ErrorBoundary link={() => store.getState().link()}>
        <StoreContext value={store}>
          <ModelsContext value={models}>
            <App />
          </ModelsContext>
        </StoreContext>
      </ErrorBoundary>
    </StrictMode>,
  );
}

// vite/opening.js has said why, in the page's place.
if (!('cannotOpen' in document.documentElement.dataset)) open();
