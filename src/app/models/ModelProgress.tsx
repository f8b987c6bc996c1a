import { marked } from '../../panels/shared.tsx';
import { strings } from '../../strings/index.ts';
import { duration } from '../duration.ts';
import { useModels } from '../store.ts';

const text = strings.models.progress;
const { runLine } = strings.shell;

/**
 * What is being fetched, measured or compared, with its end in sight, and the ways to stop it; otherwise how
 * far it came.
 */
export function ModelProgress() {
  const view = useModels((s) => s.view);
  const status = useModels((s) => s.status);
  const paused = useModels((s) => s.paused);
  const opening = useModels((s) => s.opening);
  const pause = useModels((s) => s.pause);
  const resume = useModels((s) => s.resume);
  const cancel = useModels((s) => s.cancel);
  const { progress, info, end, task, names } = view;
  if (status === 'idle') {
    if (!info) return null;
    const compared =
      task === 'compare' && view.other ? { done: view.comparisons.size, of: view.other.pairs.length } : null;
    return (
      <div className="run-line">
        <p role="status">
          <strong className={`badge ${end?.how === 'done' ? 'good' : end?.how === 'failed' ? 'bad' : ''}`}>
            {text.ends[end?.how ?? 'done']}
          </strong>
          {text.measured({
            measured: view.layers.size,
            of: info.layers.length,
            failed: view.failed.size,
            compared,
          })}
        </p>
      </div>
    );
  }
  const done =
    task === 'compare'
      ? view.comparisons.size + view.notCompared.size
      : names.filter((name) => view.layers.has(name) || view.failed.has(name)).length;
  const fetched = progress?.fetched;
  const what =
    status === 'opening'
      ? text.opening(opening ?? '')
      : text[task ?? 'measure'](progress?.label ?? '', done, names.length);
  return (
    <div className="run-line running">
      <p role="status">
        {marked(what)}
        {fetched ? text.fetched((fetched.done / 1e6).toFixed(1), (fetched.total / 1e6).toFixed(1)) : ''}
        {paused
          ? runLine.paused
          : progress?.secondsLeft != null
            ? runLine.left(duration(progress.secondsLeft))
            : ''}
      </p>
      <progress
        aria-label={text.label}
        {...(progress && progress.total > 0 ? { max: progress.total, value: progress.done } : {})}
      />
      {status === 'working' && (
        <button type="button" onClick={paused ? resume : pause}>
          {paused ? text.continue : text.pause}
        </button>
      )}
      <button type="button" onClick={cancel}>
        {status === 'opening' ? text.cancelOpening : text.cancel}
      </button>
    </div>
  );
}
