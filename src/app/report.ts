import { strings } from '../strings/index.ts';
import type { AppStore } from '../state/store.ts';

/** Errors of this page, the newest last. */
const errors: string[] = [];
const MOST = 10;
let page: AppStore | null = null;

function note(text: string): void {
  errors.push(`${new Date().toISOString()} ${text}`);
  if (errors.length > MOST) errors.shift();
}

/**
 * From now on every error of the page is told there, what is not caught anywhere too, and remembered for a
 * report.
 */
export function watchErrors(store: AppStore): void {
  page = store;
  const uncaught = (error: unknown) =>
    store
      .getState()
      .tell(
        'error',
        strings.shell.crash.elsewhere(error instanceof Error ? error.message : String(error)),
        error instanceof Error ? error.stack : undefined,
      );
  // Without an error it is none of ours: a blocked extension, a chart measured twice.
  window.addEventListener('error', ({ error }) => {
    if (error) uncaught(error);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => uncaught(reason));
  store.subscribe(({ messages }, before) => {
    for (const message of messages)
      if (message.kind === 'error' && !before.messages.includes(message))
        note(`${message.text} ${message.detail ?? ''}`);
  });
}

/**
 * What helps to find a fault, as text to copy: version, link of the experiment, browser, device, last errors.
 * Nothing of the person's: names of files and addresses that they opened are left out.
 */
export function report(link: string, last?: string): string {
  const { userAgent, hardwareConcurrency } = navigator;
  const state = page?.getState();
  const text = [
    `Rainbow Lab ${__COMMIT__}`,
    `experiment ${link}`,
    `browser ${userAgent}`,
    `machine ${hardwareConcurrency} threads, ${globalThis.crossOriginIsolated ? '' : 'not '}isolated, WebGPU ${'gpu' in navigator ? 'offered' : 'missing'}; run on ${state?.run.started?.device.name ?? 'nothing yet'}`,
    ...(last === undefined ? [] : [`this error: ${last}`]),
    'errors of this page:',
    ...(errors.length ? errors : ['none']),
  ].join('\n');
  if (!state) return text;
  const { opened, source, spec, files } = state;
  return without(text, [
    ...opened,
    ...opened.map((name) => name.split('/').at(-1)!),
    files?.name ?? '',
    source && source.kind !== 'recording' ? source.name : '',
    ...spec.data.address.split(' '),
  ]);
}

/** Longer names first: one may be a part of another. */
export const without = (text: string, names: readonly string[]): string =>
  [...names, ...names.map(encodeURIComponent)]
    .filter((name) => name.length > 2)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, '(left out)'), text);
