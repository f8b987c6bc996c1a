import { useEffect, useState } from 'react';
import { deleteFetched, fetchedSize } from '../data/remote/spanStore.ts';
import { cacheSize, clearCache } from '../lab/browserCache.ts';
import { useApp } from './store.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What is kept on this machine so that it need not be trained or fetched again, and the way to be rid of it. */
export function KeptHere() {
  const status = useApp((s) => s.status), [nets, setNets] = useState({ networks: 0, bytes: 0 }), [fetched, setFetched] = useState(0);
  useEffect(() => {
    void cacheSize().then(setNets);
    void fetchedSize().then(setFetched);
  }, [status]);
  return (
    <>
      {nets.networks > 0 && (
        <p className="fine">
          {nets.networks} trained {nets.networks === 1 ? 'network is' : 'networks are'} kept on this machine ({megabytes(nets.bytes)}), so that runs of several share them.{' '}
          <button type="button" className="plain" onClick={() => void clearCache().then(cacheSize).then(setNets)}>Delete them</button>
        </p>
      )}
      {fetched > 0 && (
        <p className="fine">
          {megabytes(fetched)} of fetched images are kept on this machine.{' '}
          <button type="button" className="plain" aria-label="Delete the fetched images" onClick={() => void deleteFetched().then(fetchedSize).then(setFetched)}>Delete them</button>
        </p>
      )}
    </>
  );
}
