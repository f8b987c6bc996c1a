import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { decoder } from '../vite/decoder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}build/bench/`;

// Two builds: with --ssr the command, else the page in which tensors are measured. Neither is part of the
// app's own bundle.
export default defineConfig(({ isSsrBuild }) => ({
  root: isSsrBuild ? root : `${root}bench/page`,
  base: './',
  define: { __COMMIT__: JSON.stringify('bench') },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
  plugins: [decoder],
  worker: { format: 'es', plugins: () => [decoder] },
  build: isSsrBuild
    ? {
        outDir: `${out}node`,
        target: 'node20',
        copyPublicDir: false,
        rollupOptions: {
          input: {
            bench: `${root}bench/bench.ts`,
            solver: `${root}bench/rivals/solver.ts`,
            data: `${root}bench/rivals/data.ts`,
          },
        },
      }
    : // Not minified: tfjs's wasm threads start from the source text of a function.
      {
        outDir: `${out}page`,
        emptyOutDir: true,
        target: 'es2022',
        minify: false,
        chunkSizeWarningLimit: 4000,
      },
}));
