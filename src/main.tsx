import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { isolate } from './app/isolation.ts';
import { ModelsContext, StoreContext } from './app/store.ts';
import { createModelClient } from './lab/modelClient.ts';
import { createLabClient } from './lab/workerClient.ts';
import { createModelStore } from './state/models.ts';
import { createAppStore } from './state/store.ts';
import './app/tokens.css';
import './app/app.css';
import './charts/charts.css';
import './panels/panels.css';

void isolate();

const store = createAppStore(createLabClient(), (flush) => requestAnimationFrame(flush));
const models = createModelStore(createModelClient(), (flush) => requestAnimationFrame(flush), (text) => store.getState().tell('error', text));

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary link={() => store.getState().link()}>
      <StoreContext value={store}><ModelsContext value={models}><App /></ModelsContext></StoreContext>
    </ErrorBoundary>
  </StrictMode>,
);
