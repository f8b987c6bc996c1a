import type { Plugin } from 'vite';

/**
 * Keeps a worker's entry apart from the rest of the build: no chunk may import it. WebKit knows the entry of
 * a module worker by another name than its address (JSC, createSymbolForEntryPointModule), so a chunk that
 * imports the entry has it evaluated a second time: two copies of the worker would answer each message. The
 * builder leaves code that several chunks share in the entry unless it is told to export nothing from there,
 * and vite sets that option for workers itself.
 */
export const workerEntriesApart = (): Plugin => ({
  name: 'worker-entries-apart',
  apply: 'build',
  options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const entries = new Set(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName));
    for (const chunk of chunks) {
      const entry = [...chunk.imports, ...chunk.dynamicImports].find((imported) => entries.has(imported));
      if (entry)
        this.error(`${chunk.fileName} imports ${entry}, a worker's entry: Safari would run it twice`);
    }
  },
});
