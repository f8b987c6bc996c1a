/** Longest wait, ms: a hidden tab has no frames, and the events of its run must not pile up. */
const PATIENCE = 1000;

/** Calls `flush` once: at the next frame, or a second later where none comes. */
export function onFrame(flush: () => void): void {
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    flush();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, PATIENCE);
}
