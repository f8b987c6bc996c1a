/** Remembers, for this tab, that the page was loaded again for the service worker: never twice. */
const RELOADED = 'rainbow-lab-isolation';

/**
 * Cross-origin isolation on hosts that send no headers for it: a service worker adds them, from the next load of the page on,
 * which is at once where the person has not begun to do anything. Without it (private windows, old browsers) everything works, on one thread.
 */
export async function isolate(): Promise<void> {
  // A page in a frame is isolated only where the pages around it are.
  if (globalThis.crossOriginIsolated || window.parent !== window || !globalThis.isSecureContext || !('serviceWorker' in navigator)) return;
  try {
    const { serviceWorker } = navigator;
    await serviceWorker.register('isolation.js');
    // Only a page that the worker controls is loaded through it: "ready" can come before.
    if (!serviceWorker.controller) await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    if (sessionStorage.getItem(RELOADED) || navigator.userActivation?.hasBeenActive) return;
    sessionStorage.setItem(RELOADED, 'yes');
    location.reload();
  } catch {
    // One thread, then: the device's name says so.
  }
}
