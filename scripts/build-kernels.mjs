// Compiles the AssemblyScript kernels to WebAssembly, plain SIMD and relaxed SIMD, and writes both as base64 into one
// module that a browser, a worker and Node can import alike. Does nothing when the sources have not changed.
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

async function compile(features) {
  const out = join(root, 'build/kernels.wasm');
  mkdirSync(dirname(out), { recursive: true });
  const { error, stderr } = await asc.main([
    join(source, 'index.ts'), '--outFile', out, '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--memoryBase', '1024',
    '--initialMemory', '16', '--maximumMemory', '65536', '--use', 'abort=', ...features.flatMap((f) => ['--enable', f]),
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return readFileSync(out).toString('base64');
}

const plain = await compile(['simd']);
const relaxed = await compile(['simd', 'relaxed-simd']);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `// Made by scripts/build-kernels.mjs from ../assembly; do not edit.\nexport const plainSimd =\n  '${plain}';\nexport const relaxedSimd =\n  '${relaxed}';\n`);
console.log(`kernels: ${Math.round((plain.length * 3) / 4096)} KiB (SIMD), ${Math.round((relaxed.length * 3) / 4096)} KiB (relaxed SIMD)`);
