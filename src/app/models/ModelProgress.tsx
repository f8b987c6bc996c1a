import { useModels } from '../store.ts';
import { duration } from '../duration.ts';

/** What is being fetched, measured or compared, with its end in sight, and the ways to stop it; otherwise how far it came. */
export function ModelProgress() {
  const view = useModels((s) => s.view), status = useModels((s) => s.status), paused = useModels((s) => s.paused), opening = useModels((s) => s.opening);
  const pause = useModels((s) => s.pause), resume = useModels((s) => s.resume), cancel = useModels((s) => s.cancel);
  const { progress, info, end, task, names } = view;
  if (status === 'idle') {
    if (!info) return null;
    const failed = view.failed.size;
    return <div className="run-line"><p role="status"><strong className={`badge ${end?.how === 'done' ? 'good' : end?.how === 'failed' ? 'bad' : ''}`}>{end?.how === 'cancelled' ? 'Cancelled' : end?.how === 'failed' ? 'Stopped' : 'Done'}</strong> {view.layers.size} of {info.layers.length} layers measured{failed > 0 && `, ${failed} could not be`}{task === 'compare' && view.other && `; ${view.comparisons.size} of ${view.other.pairs.length} compared`}.</p></div>;
  }
  const done = task === 'compare' ? view.comparisons.size + view.notCompared.size : names.filter((name) => view.layers.has(name) || view.failed.has(name)).length, fetched = progress?.fetched;
  const what = status === 'opening' ? <><strong>Opening</strong> {opening}</> : <><strong>{task === 'compare' ? 'Comparing' : 'Measuring'}</strong> {progress?.label ?? ''} · {done} of {names.length}</>;
  return (
    <div className="run-line running">
      <p role="status">{what}{fetched ? ` · ${(fetched.done / 1e6).toFixed(1)} of ${(fetched.total / 1e6).toFixed(1)} MB fetched` : ''}{paused ? ' · paused' : progress?.secondsLeft != null ? ` · about ${duration(progress.secondsLeft)} left` : ''}</p>
      <progress aria-label="Progress" {...(progress && progress.total > 0 ? { max: progress.total, value: progress.done } : {})} />
      {status === 'working' && <button type="button" onClick={paused ? resume : pause}>{paused ? 'Continue measuring' : 'Pause measuring'}</button>}
      <button type="button" onClick={cancel}>{status === 'opening' ? 'Cancel opening' : 'Cancel measuring'}</button>
    </div>
  );
}
