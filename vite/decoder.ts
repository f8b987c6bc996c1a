import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const BYTES = '?base64';
/** Where the decoder's loader would fetch its code from, if it were not handed to it. */
const FETCHED = /new URL\("mozjpeg_dec\.wasm",\s*import\.meta\.url\)\.href/;

/**
 * The JPEG decoder's WebAssembly as text in the script that starts it: a page, a worker and Node read it
 * alike, and no second copy lies in the build.
 */
export const decoder: Plugin = {
  name: 'decoder-in-script',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith(BYTES)) return null;
    const found = await this.resolve(source.slice(0, -BYTES.length), importer, { skipSelf: true });
    return found && `${found.id}${BYTES}`;
  },
  load(id) {
    if (!id.endsWith(BYTES)) return null;
    const base64 = readFileSync(id.slice(0, -BYTES.length)).toString('base64');
    return `export default '${base64}';`;
  },
  transform(code, id) {
    if (!/mozjpeg_dec\.js$/.test(id.replace(/\?.*$/, ''))) return null;
    if (!FETCHED.test(code)) throw new Error(`${id}: its loader has changed; look at vite/decoder.ts`);
    return { code: code.replace(FETCHED, '"mozjpeg_dec.wasm"'), map: null };
  },
};
