/** Remembers, for this tab, that the page was loaded again for the service worker: never twice. */
const RELOADED = 'rainbow-lab-isolation';

/**
 * Cross-origin isolation on hosts that send no headers for it: a service worker adds them, from the next load of the page on,
 * which is at once. Without it (private windows, old browsers) everything works, on one thread.
 */
export async function isolate(): Promise<void> {
  if (globalThis.crossOriginIsolated || !globalThis.isSecureContext || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('isolation.js');
    await navigator.serviceWorker.ready;
    if (sessionStorage.getItem(RELOADED)) return;
    sessionStorage.setItem(RELOADED, 'yes');
    location.reload();
  } catch {
    // One thread, then: the device's name says so.
  }
}
