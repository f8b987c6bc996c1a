// Compiles the AssemblyScript kernels to WebAssembly, with plain and relaxed SIMD, also for memory that threads share,
// and writes them as base64 into a module that a browser, a worker and Node can import alike. Does nothing
// where the sources have not changed.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const self = fileURLToPath(import.meta.url);

const variants = {
  plainSimd: ['simd'],
  relaxedSimd: ['simd', 'relaxed-simd'],
  plainSimdShared: ['simd', 'threads'],
  relaxedSimdShared: ['simd', 'relaxed-simd', 'threads'],
};
await build('src/backend/simd', variants);
// Its products are those of the backend, in f64.
await build('src/linalg', variants, ['src/backend/simd/assembly']);

/** `room`/assembly → `room`/build/kernels.ts, one constant a variant: the features it is compiled for; `uses`: other folders it is made of. */
async function build(room, variants, uses = []) {
  const source = join(root, room, 'assembly');
  const target = join(root, room, 'build/kernels.ts');
  const newest = Math.max(
    statSync(self).mtimeMs,
    ...[source, ...uses.map((folder) => join(root, folder))].flatMap((folder) =>
      readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs),
    ),
  );
  if ((statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) return;
  const texts = {};
  for (const [name, features] of Object.entries(variants))
    texts[name] = await compile(join(source, 'index.ts'), features);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    `// Made by scripts/build-kernels.mjs from ../assembly; do not edit.\n${Object.entries(texts)
      .map(([name, text]) => `export const ${name} =\n  '${text}';\n`)
      .join('')}`,
  );
  console.log(
    `${room}: ${Object.entries(texts)
      .map(([name, text]) => `${name} ${Math.round((text.length * 3) / 4096)} KiB`)
      .join(', ')}`,
  );
}

async function compile(entry, features) {
  const out = join(root, 'build/kernels.wasm');
  mkdirSync(dirname(out), { recursive: true });
  const { error, stderr } = await asc.main([
    entry,
    '--outFile',
    out,
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
  return readFileSync(out).toString('base64');
}
