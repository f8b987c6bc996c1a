import { useEffect, useState } from 'react';
import { deleteFetched, fetchedSize } from '../data/remote/spanStore.ts';
import { cacheSize, clearCache } from '../lab/browserCache.ts';
import { forgetRuns, keptRuns, type KeptRun } from '../lab/keptRuns.ts';
import { useApp } from './store.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What is kept on this machine so that it need not be trained or fetched again, and the way to be rid of it. */
export function KeptHere() {
  const status = useApp((s) => s.status), [nets, setNets] = useState({ networks: 0, bytes: 0 }), [fetched, setFetched] = useState(0), [runs, setRuns] = useState<KeptRun[]>([]);
  useEffect(() => {
    void cacheSize().then(setNets);
    void fetchedSize().then(setFetched);
    void keptRuns().then(setRuns);
  }, [status]);
  return (
    <>
      {runs.length > 0 && (
        <p className="fine">
          {runs.length} {runs.length === 1 ? 'run is' : 'runs are'} kept on this machine ({megabytes(runs.reduce((sum, run) => sum + run.bytes, 0))}): see Runs.{' '}
          <button type="button" className="plain" aria-label="Delete the kept runs" disabled={status !== 'idle'} onClick={() => void forgetRuns(runs.map((run) => run.id)).then(keptRuns).then(setRuns)}>Delete them</button>
        </p>
      )}
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
