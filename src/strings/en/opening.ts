/**
 * What stands in the page until its own code has drawn it, or in its place where that cannot be. {what} and
 * {why} are known only there (vite/opening.js).
 */
export const opening = {
  title: 'Rainbow Lab',
  noScripts:
    'Rainbow Lab trains networks in this page: it needs JavaScript, which is switched off or kept from running here.',
  opening: 'Opening…',
  lacks: ({ chrome, firefox, safari }: { chrome: number; firefox: number; safari: number }) =>
    `This browser lacks {what}, without which Rainbow Lab cannot run. Chrome and Edge from ${chrome}, Firefox from ${firefox} and Safari from ${safari} have it.`,
  notLoaded: 'A part of Rainbow Lab did not load. Reload the page when the connection is back.',
  failed: 'Rainbow Lab could not start: {why}. Reload the page.',
  sandboxed:
    'The page around this frame keeps Rainbow Lab from loading its scripts: the frame needs sandbox="allow-scripts allow-same-origin", or no sandbox.',
  asFile:
    'Opened as a file, Rainbow Lab cannot load its scripts: its folder has to be served, as “npm start” and every static host do.',
};
