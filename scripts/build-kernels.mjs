// Compiles the AssemblyScript kernels to WebAssembly, with plain and relaxed SIMD, on memory that threads share and on memory
// of one thread, and writes all as base64 into one module that a browser, a worker and Node can import alike. Does nothing when the sources have not changed.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src/backend/simd/assembly');
const target = join(root, 'src/backend/simd/build/kernels.ts');

const newest = Math.max(statSync(fileURLToPath(import.meta.url)).mtimeMs, ...readdirSync(source).map((file) => statSync(join(source, file)).mtimeMs));
const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (built > newest) process.exit(0);

async function compile(features, shared) {
  const out = join(root, 'build/kernels.wasm');
  mkdirSync(dirname(out), { recursive: true });
  const { error, stderr } = await asc.main([
    join(source, 'index.ts'), '--outFile', out, '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--memoryBase', '1024',
    '--initialMemory', '16', '--maximumMemory', '65536', '--use', 'abort=', ...features.flatMap((f) => ['--enable', f]),
    ...(shared ? ['--enable', 'threads', '--sharedMemory'] : []),
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return readFileSync(out).toString('base64');
}

const variants = {
  plainSimd: await compile(['simd'], false), relaxedSimd: await compile(['simd', 'relaxed-simd'], false),
  plainSimdShared: await compile(['simd'], true), relaxedSimdShared: await compile(['simd', 'relaxed-simd'], true),
};
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `// Made by scripts/build-kernels.mjs from ../assembly; do not edit.\n${Object.entries(variants).map(([name, text]) => `export const ${name} =\n  '${text}';\n`).join('')}`);
console.log(`kernels: ${Object.entries(variants).map(([name, text]) => `${name} ${Math.round((text.length * 3) / 4096)} KiB`).join(', ')}`);
