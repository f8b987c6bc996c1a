// Compiles the AssemblyScript kernels to WebAssembly, with plain and relaxed SIMD, also for memory that
// threads share, and writes them as base64 into a module that a browser, a worker and Node can import alike;
// beside it the module by which they are called, from the compiler's own declarations. Does nothing where the
// sources have not changed.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { kernelModule } from './kernel-module.mjs';

const self = fileURLToPath(import.meta.url);
const scripts = [self, join(dirname(self), 'kernel-module.mjs')];
const root = join(dirname(self), '..');

const variants = {
  plainSimd: ['simd'],
  relaxedSimd: ['simd', 'relaxed-simd'],
  plainSimdShared: ['simd', 'threads'],
  relaxedSimdShared: ['simd', 'relaxed-simd', 'threads'],
};
await build('src/backend/simd', variants);
// Its products are those of the backend, in f64.
await build('src/linalg', variants, ['src/backend/simd/assembly']);

/**
 * Compiles the folder `assembly` of a room. Writes build/kernels.ts, one constant a variant, the features it
 * is compiled for, and build/module.ts (kernel-module.mjs). `uses`: other folders that the sources import
 * from.
 */
async function build(room, variants, uses = []) {
  const source = join(root, room, 'assembly');
  const folder = join(root, room, 'build');
  const made = ['kernels.ts', 'module.ts'].map((file) => join(folder, file));
  const sources = [source, ...uses.map((used) => join(root, used))].flatMap((used) =>
    readdirSync(used).map((file) => join(used, file)),
  );
  const newest = Math.max(...[...scripts, ...sources].map(changed));
  if (made.every((file) => changed(file) > newest)) return;
  const compiled = {};
  for (const [name, features] of Object.entries(variants))
    compiled[name] = await compile(join(source, 'index.ts'), features);
  const texts = Object.entries(compiled).map(([name, { wasm }]) => [name, wasm.toString('base64')]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    made[0],
    `// Made by scripts/build-kernels.mjs from ../assembly; do not edit.\n${texts
      .map(([name, text]) => `export const ${name} =\n  '${text}';\n`)
      .join('')}`,
  );
  // The functions are the same in all variants.
  writeFileSync(made[1], kernelModule(Object.values(compiled)[0].declarations));
  const sizes = Object.entries(compiled).map(
    ([name, { wasm }]) => `${name} ${Math.round(wasm.length / 1024)} KiB`,
  );
  console.log(`${room}: ${sizes.join(', ')}`);
}

/** When a file was changed last, ms; 0 where there is none. */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function compile(entry, features) {
  const out = join(root, 'build/kernels.wasm');
  mkdirSync(dirname(out), { recursive: true });
  const { error, stderr } = await asc.main([
    entry,
    '--outFile',
    out,
    '--bindings',
    'raw',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--memoryBase',
    '1024',
    '--initialMemory',
    '16',
    '--maximumMemory',
    '65536',
    '--use',
    'abort=',
    ...features.flatMap((f) => ['--enable', f]),
    ...(features.includes('threads') ? ['--sharedMemory'] : []),
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return { wasm: readFileSync(out), declarations: readFileSync(out.replace('.wasm', '.d.ts'), 'utf8') };
}
