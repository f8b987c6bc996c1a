// node scripts/font.mjs: makes src/app/fonts/inter.woff2 again, the page's own font: Inter, weights 400 to
// 700, with what the page writes.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { root } from './setup.mjs';

/**
 * Latin with accents, Greek, and the signs of formulas; whatever else a file or a model is called is left to
 * the system's fonts.
 */
const blocks = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x131, 0x131],
  [0x302, 0x303],
  [0x391, 0x3a9],
  [0x3b1, 0x3c9],
  [0x1d34, 0x1d34],
  [0x1d40, 0x1d40],
  [0x1d49, 0x1d49],
  [0x1d62, 0x1d62],
  [0x2010, 0x2027],
  [0x2030, 0x203a],
  [0x2044, 0x2044],
  [0x2070, 0x209c],
  [0x2113, 0x2113],
  [0x2150, 0x215e],
  [0x2190, 0x2199],
  [0x21a6, 0x21a6],
  [0x2200, 0x22ff],
  [0x2308, 0x230b],
  [0x2318, 0x2318],
  [0x25a0, 0x25ff],
  [0x2713, 0x2717],
  [0x27e8, 0x27e9],
  [0x2c7c, 0x2c7c],
];
const text = blocks
  .map(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join(''),
  )
  .join('');
const source = join(root, 'node_modules/inter-ui');
const target = join(root, 'src/app/fonts');
const bytes = await subsetFont(readFileSync(join(source, 'variable/InterVariable.woff2')), text, {
  targetFormat: 'woff2',
  variationAxes: { wght: { min: 400, max: 700 }, opsz: 14 },
});
writeFileSync(join(target, 'inter.woff2'), bytes);
copyFileSync(join(source, 'LICENSE.txt'), join(target, 'LICENSE.txt'));
console.log(`inter.woff2: ${bytes.length.toLocaleString('en')} bytes`);
