// The page's service worker: adds the headers that cross-origin isolation needs where the host sends none, so
// that threads can share memory; and keeps the files of the build, so that the page works offline. BUILD,
// FILES ([path, hash]) and HEADERS stand above (vite/offline.ts).
//
// Two builds never mix: online the page itself always comes from the network, and names its scripts by their
// hashes; offline it comes from the newest build that is here whole. The build before stays, for tabs that
// still run it.
/* global BUILD, FILES, HEADERS */
const PREFIX = 'rainbow-lab ';
const CACHE = PREFIX + BUILD;
/** The last thing put into a cache. */
const WHOLE = new URL('.whole', self.registration.scope).href;
/** How long a network that does not answer is waited for where the page is here, ms. */
const PATIENCE = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (event.data === 'keep the build') event.waitUntil(keepBuild());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  // Other origins answer for themselves, by CORS.
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope))
    event.respondWith(answer(request).then(withHeaders));
});

const fileUrl = (path) => new URL(path, self.registration.scope).href;

/**
 * Fetches what is missing of this build; a file of another one is refused by its hash, and nothing is then
 * kept as whole.
 */
async function keepBuild() {
  const cache = await caches.open(CACHE);
  if (await cache.match(WHOLE)) return;
  for (const [path, integrity] of FILES) {
    if (await cache.match(fileUrl(path))) continue;
    const response = await fetch(fileUrl(path), { integrity, cache: 'no-cache' });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(fileUrl(path), response);
  }
  await cache.put(WHOLE, new Response(BUILD));
  for (const name of (await wholeBuilds()).slice(2)) await caches.delete(name);
}

/** Names of the caches that are whole, this build's first, then the newest. */
async function wholeBuilds() {
  const names = (await caches.keys())
    .filter((name) => name.startsWith(PREFIX))
    .reverse()
    .sort((a, b) => (b === CACHE) - (a === CACHE));
  const whole = [];
  for (const name of names) if (await (await caches.open(name)).match(WHOLE)) whole.push(name);
  return whole;
}

async function kept(url) {
  for (const name of await wholeBuilds()) {
    const found = await (await caches.open(name)).match(url);
    if (found) return found;
  }
  return null;
}

async function answer(request) {
  const path = new URL(request.url).pathname;
  // Named by their hash: the same whatever the build.
  if (path.includes('/assets/')) return (await kept(request.url)) ?? fetch(request);
  const here = () =>
    kept(request.mode === 'navigate' ? fileUrl('index.html') : request.url.replace(/[?#].*/, ''));
  const network = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    .then(here)
    .then((found) => found ?? network);
  return Promise.race([network, late]).catch(async (error) => (await here()) ?? Promise.reject(error));
}

function withHeaders(response) {
  if (!response.body) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
