const scope = globalThis as { rainbowLabScript?: true };

/**
 * Called first by every script that a page or worker begins with.
 *
 * @throws where the script has been evaluated in this page or worker before: two copies of a worker would
 *   both
 * answer each message. WebKit does so when another file imports a worker's own (vite/workerEntries.ts).
 */
export function onlyOnce(): void {
  if (scope.rainbowLabScript)
    throw new Error(
      'this worker’s script was run a second time, by a file that imports it: a fault of this build, please report it',
    );
  scope.rainbowLabScript = true;
}
