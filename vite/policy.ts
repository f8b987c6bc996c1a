import type { Plugin } from 'vite';

/**
 * What the page may load and run. Scripts and workers only from where the page is, and no text as code
 * (WebAssembly alone is compiled); images also as bytes it made itself; the network beyond its own host only
 * for what a person asks for: a data set or a run at an address (https, or their own machine). Where a page
 * is embedded is not for it to say: lessons may.
 */
const policy: Record<string, string> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self' https: http://localhost:* http://127.0.0.1:*",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
};
export const contentSecurityPolicy = Object.entries(policy)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

/**
 * What the server, and the service worker where it cannot, sends with everything: shared memory for threads
 * needs the first two. The third lets pages of others show it in a frame, also in a sandbox, where it has no
 * origin.
 */
export const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Builds the policy into the page, for hosts that send no headers. In development vite itself runs scripts in
 * the page.
 */
export const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
    { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
  ],
};
