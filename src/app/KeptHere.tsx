import { useEffect, useState } from 'react';
import { deleteFetched, fetchedSize } from '../data/remote/spanStore.ts';
import { cacheSize, clearCache } from '../lab/browserCache.ts';
import { forgetRuns, keptRuns, onKeptChange, type KeptRun } from '../lab/keptRuns.ts';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.kept;

/**
 * What is kept on this machine so that it need not be trained or fetched again, and the way to be rid of it.
 */
export function KeptHere() {
  const status = useApp((s) => s.status);
  const [nets, setNets] = useState({ networks: 0, bytes: 0 });
  const [fetched, setFetched] = useState(0);
  const [runs, setRuns] = useState<KeptRun[]>([]);
  useEffect(() => {
    void cacheSize().then(setNets);
    void fetchedSize().then(setFetched);
    const look = () => void keptRuns().then(setRuns);
    look();
    return onKeptChange(look);
  }, [status]);
  return (
    <>
      {runs.length > 0 && (
        <p className="fine">
          {text.runs(runs.length, text.size(runs.reduce((sum, run) => sum + run.bytes, 0)))}{' '}
          <button
            type="button"
            className="plain"
            aria-label={text.deleteRuns}
            disabled={status !== 'idle'}
            onClick={() => void forgetRuns(runs.map((run) => run.id))}
          >
            {strings.shell.deleteThem}
          </button>
        </p>
      )}
      {nets.networks > 0 && (
        <p className="fine">
          {text.nets(nets.networks, text.size(nets.bytes))}{' '}
          <button
            type="button"
            className="plain"
            onClick={() => void clearCache().then(cacheSize).then(setNets)}
          >
            {strings.shell.deleteThem}
          </button>
        </p>
      )}
      {fetched > 0 && (
        <p className="fine">
          {text.images(text.size(fetched))}{' '}
          <button
            type="button"
            className="plain"
            aria-label={text.deleteImages}
            onClick={() => void deleteFetched().then(fetchedSize).then(setFetched)}
          >
            {strings.shell.deleteThem}
          </button>
        </p>
      )}
    </>
  );
}
