import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { isolate } from './app/isolation.ts';
import { StoreContext } from './app/store.ts';
import { applyRememberedTheme } from './app/ThemeChoice.tsx';
import { createLabClient } from './lab/workerClient.ts';
import { createAppStore } from './state/store.ts';
import './app/tokens.css';
import './app/app.css';
import './charts/charts.css';
import './panels/panels.css';
import './app/frame.css';
import './app/print.css';

void isolate();
applyRememberedTheme();

const store = createAppStore(createLabClient(), (flush) => requestAnimationFrame(flush));

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary link={() => store.getState().link()}>
      <StoreContext value={store}><App /></StoreContext>
    </ErrorBoundary>
  </StrictMode>,
);
