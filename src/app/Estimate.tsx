import { useEffect, useState } from 'react';
import { duration } from './duration.ts';
import { useApp } from './store.ts';

/** What the next Run will take on this machine. */
export function Estimate() {
  const spec = useApp((s) => s.spec), status = useApp((s) => s.status), estimate = useApp((s) => s.estimate);
  const [found, setFound] = useState<Awaited<ReturnType<typeof estimate>> | null>(null);
  useEffect(() => {
    if (status !== 'idle') return;
    let over = false;
    // A spec that cannot be run is told about when it is run, with the field's name.
    const timer = setTimeout(() => { void estimate(spec).then((e) => { if (!over) setFound(e); }, () => { if (!over) setFound(null); }); }, 250);
    return () => { over = true; clearTimeout(timer); };
  }, [spec, status, estimate]);
  if (!found) return null;
  const networks = found.networks === 1 ? '1 network' : `${found.networks} networks`;
  return <p className="fine estimate">Run trains {networks}: {found.seconds === null ? 'the time is known after the first run here' : <>about <strong>{duration(found.seconds)}</strong> on this machine</>}, {found.bytes < 1e9 ? `${Math.ceil(found.bytes / 1e7) * 10} MB` : `${(found.bytes / 1e9).toFixed(1)} GB`} of memory.</p>;
}
