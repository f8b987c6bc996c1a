import { useEffect, useState } from 'react';
import { cacheSize, clearCache } from '../lab/browserCache.ts';
import { useApp } from './store.ts';

/** What runs of several networks keep on this machine, and the way to be rid of it. */
export function KeptNetworks() {
  const status = useApp((s) => s.status), [size, setSize] = useState<{ networks: number; bytes: number } | null>(null);
  useEffect(() => { void cacheSize().then(setSize); }, [status]);
  if (!size || size.networks === 0) return null;
  return (
    <p className="fine">
      {size.networks} trained {size.networks === 1 ? 'network is' : 'networks are'} kept on this machine ({(size.bytes / 1e6).toFixed(1)} MB), so that runs of several share them.{' '}
      <button type="button" className="plain" onClick={() => void clearCache().then(cacheSize).then(setSize)}>Delete them</button>
    </p>
  );
}
