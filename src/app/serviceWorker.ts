/** Remembers, for this tab, that the page was loaded again for the service worker: never twice. */
const RELOADED = 'rainbow-lab-isolation';

/**
 * The service worker (vite/service-worker.js) keeps the page for offline, and on hosts that send no headers
 * for it gives cross-origin isolation from the next load of the page on, which is at once where the person
 * has not begun to do anything. Without it (private windows, old browsers) everything works, online and on
 * one thread.
 */
export async function startServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !globalThis.isSecureContext || !('serviceWorker' in navigator)) return;
  try {
    const { serviceWorker } = navigator;
    const registration = await serviceWorker.register('service-worker.js');
    // Browsers look for a new one when it suits them; a page that is loaded wants to know now.
    void registration.update().catch(() => {});
    // Only a page that the worker controls is loaded through it: "ready" can come before.
    if (!serviceWorker.controller)
      await new Promise((resolve) =>
        serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
    // In a frame the page around it decides.
    if (
      !globalThis.crossOriginIsolated &&
      self === top &&
      !sessionStorage.getItem(RELOADED) &&
      !navigator.userActivation?.hasBeenActive
    ) {
      sessionStorage.setItem(RELOADED, 'yes');
      location.reload();
      return;
    }
    // Each worker keeps its own build: a new one, that has come while the page was open, too.
    const keep = () => serviceWorker.controller?.postMessage('keep the build');
    serviceWorker.addEventListener('controllerchange', keep);
    keep();
  } catch {
    // One thread, then, and online: "This browser" in the settings says so.
  }
}
