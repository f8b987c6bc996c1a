import type { AppStore } from '../../state/store.ts';
import { readRequest, type Reply } from './messages.ts';

/** The window that holds the frame and this one, as this file needs them. */
export interface Frame {
  parent: { postMessage(message: unknown, origin: string): void };
  addEventListener(type: 'message', listen: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listen: (event: MessageEvent) => void): void;
}

/** Milliseconds between two tellings of the state while a run goes on. */
const OFTEN = 250;

/**
 * Answers the parent window, and it alone, as long as it has this origin: others are not heard and not
 * answered. Tells the state whenever it changes, and the end of a run made here. Returns how to stop.
 */
export function talk(
  store: AppStore,
  frame: Frame,
  origin: string,
  panels: { all: string[]; shown(): string; show(panel: string): void },
): () => void {
  const say = (reply: Reply) => frame.parent.postMessage({ source: 'rainbow-lab', ...reply }, origin);
  const state = (): Reply => {
    const { status, view, run, source, link } = store.getState();
    return {
      type: 'state',
      status,
      link: link(),
      run: source?.kind ?? null,
      panel: panels.shown(),
      layer: view.layer,
      epoch: view.epoch,
      progress: status === 'idle' ? null : (run.progress?.overall ?? 0),
    };
  };
  const answer = (event: MessageEvent) => {
    if (event.source !== frame.parent || event.origin !== origin) return;
    const read = readRequest(event.data);
    if (!read.ok) return say({ type: 'error', message: read.message });
    const app = store.getState();
    const { request } = read;
    switch (request.type) {
      case 'load':
        if (app.status !== 'idle')
          return say({ type: 'error', message: 'load: a run goes on. Wait for "done".' });
        if (!app.openLink(request.link))
          say({
            type: 'error',
            message: store.getState().messages.at(-1)?.text ?? 'load: the link was refused.',
          });
        break;
      case 'run':
        if (app.status === 'idle') app.start();
        break;
      case 'pause':
        app.pause();
        break;
      case 'resume':
        app.resume();
        break;
      case 'look': {
        const { type: _, panel, ...view } = request;
        if (panel !== undefined && !panels.all.includes(panel))
          return say({
            type: 'error',
            message: `panel: there is no panel "${panel}". Use one of ${panels.all.join(', ')}.`,
          });
        if (panel !== undefined) panels.show(panel);
        app.look(Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)));
        break;
      }
      default:
        request satisfies never;
    }
  };
  let last = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    const next = JSON.stringify(state());
    if (next !== last) say(state());
    last = next;
  };
  const stop = store.subscribe((now, before) => {
    timer ??= setTimeout(tell, OFTEN);
    const { end } = now.run;
    if (end && end !== before.run.end && now.source?.kind === 'live') {
      clearTimeout(timer);
      tell();
      say({ type: 'done', end: end.type, message: end.type === 'failed' ? end.message : null });
    }
  });
  frame.addEventListener('message', answer);
  say({ type: 'ready', version: 1, panels: panels.all });
  tell();
  return () => {
    stop();
    clearTimeout(timer);
    frame.removeEventListener('message', answer);
  };
}
