import { z } from 'zod';

/*
 * Imported first by the page and by its workers: what they need to run under the page's policy (vite/policy.ts), which takes no text
 * as code and, as the address of a script, only what this policy lets through: addresses of the page's own host.
 */
z.config({ jitless: true });

interface TrustedTypes { createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown }

(globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('default', {
  createScriptURL(url) {
    const { protocol, origin } = new URL(url, location.href);
    if (!/^https?:$/.test(protocol) || origin !== location.origin) throw new TypeError(`${url.slice(0, 200)} is no script of this page`);
    return url;
  },
});
