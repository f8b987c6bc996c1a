/**
 * Watches the server of a run that goes on elsewhere (lab -- serve): `changed` is called when it has more,
 * one call at a time, and with `whole` when that was all. A server that goes away is asked again by the
 * browser. Returns what ends the watch.
 */
export function followRun(address: URL, changed: (whole: boolean) => Promise<void>): () => void {
  const events = new EventSource(new URL(`events${address.search}`, address));
  let working = false;
  let again: boolean | null = null;
  const more = async (whole: boolean) => {
    again = whole;
    if (working) return;
    working = true;
    while (again !== null) {
      const last: boolean = again;
      again = null;
      await changed(last);
      if (last) events.close();
    }
    working = false;
  };
  events.addEventListener('changed', () => void more(false));
  events.addEventListener('ended', () => void more(true));
  return () => events.close();
}
