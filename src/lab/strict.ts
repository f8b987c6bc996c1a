import { onlyOnce } from '../backend/onlyOnce.ts';

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * Called first by the page and by its workers that start others: under the page's policy (vite/policy.ts)
 * only what is let through here is the address of a script: addresses of the page's own host.
 *
 * @throws where it has been called in this page or worker before
 */
export function keepToOwnScripts(): void {
  onlyOnce();
  (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const { protocol, origin } = new URL(url, location.href);
      if (!/^https?:$/.test(protocol) || origin !== location.origin)
        throw new TypeError(`${url.slice(0, 200)} is no script of this page`);
      return url;
    },
  });
}
