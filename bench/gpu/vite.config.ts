import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { decoder } from '../../vite/decoder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// For Node and Deno. tfjs is built in: of its registry there must be one copy.
export default defineConfig({
  root,
  plugins: [decoder],
  define: { __COMMIT__: JSON.stringify('bench') },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
  ssr: { noExternal: true, external: ['webgpu'] },
  build: {
    ssr: true,
    rollupOptions: { input: { main: `${root}bench/gpu/main.ts`, table: `${root}bench/gpu/table.ts` } },
    outDir: `${root}build/bench/gpu`,
    target: 'node20',
    copyPublicDir: false,
  },
});
