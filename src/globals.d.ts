/** Short hash of the commit this was built from (vite.config.ts). */
declare const __COMMIT__: string;
