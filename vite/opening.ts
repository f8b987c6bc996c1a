import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { floor, NEEDS } from '../src/app/floor.ts';
import { openingTexts as texts } from '../src/strings/opening.ts';

const NAME = 'opening.js';

/** vite/opening.js with its texts and what it looks for. */
export function openingScript(): string {
  const said = {
    lacks: texts.lacks(floor()),
    notLoaded: texts.notLoaded,
    failed: texts.failed,
    sandboxed: texts.sandboxed,
    asFile: texts.asFile,
  };
  const needs = NEEDS.map((need) => need.path);
  const code = readFileSync(new URL(NAME, import.meta.url), 'utf8');
  return `var TEXTS = ${JSON.stringify(said)};\nvar NEEDS = ${JSON.stringify(needs)};\n${code}`;
}

/**
 * Puts that script first into the page, as a file of its own: the page's policy runs no other. And the texts
 * that stand in the page before any script runs.
 */
export const opening: Plugin = {
  name: 'opening',
  configureServer(server) {
    server.middlewares.use(`/${NAME}`, (_, response) => {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(openingScript());
    });
  },
  buildStart() {
    if (this.environment.mode === 'build' && this.environment.name === 'client')
      this.emitFile({ type: 'asset', name: NAME, source: openingScript() });
  },
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const emitted = Object.values(bundle ?? {}).find(
        (file) => file.type === 'asset' && file.names.includes(NAME),
      );
      return {
        html: html.replace('%NO_SCRIPTS%', texts.noScripts).replace('%OPENING%', texts.opening),
        tags: [{ tag: 'script', attrs: { src: `./${emitted?.fileName ?? NAME}` }, injectTo: 'head' }],
      };
    },
  },
};
