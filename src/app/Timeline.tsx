import { useEffect, useState } from 'react';
import type { NetView } from '../state/runView.ts';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const FRAME = 700;
const text = strings.shell.timeline;

/**
 * Scrubber over the epochs of the log, and a play button; there from the start, so that nothing moves when
 * the first epochs come.
 */
export function Timeline({ net }: { net: NetView | undefined }) {
  const epoch = useApp((s) => s.view.epoch);
  const look = useApp((s) => s.look);
  const asked = useApp((s) => (s.run.started?.spec ?? s.spec).training.epochs);
  const over = useApp((s) => s.run.end !== null);
  const [playing, setPlaying] = useState(false);
  // A run that ended early has no more epochs to come.
  const last = net?.spectra.at(-1)?.epoch ?? 0;
  const total = over ? last : asked;
  const shown = epoch === 'last' ? last : Math.min(epoch, last);
  const go = (next: number) => look({ epoch: next >= last ? 'last' : next });
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (shown >= last) setPlaying(false);
      else look({ epoch: shown + 1 >= last ? 'last' : shown + 1 });
    }, FRAME);
    return () => clearTimeout(timer);
  }, [playing, shown, last, look]);
  if (total === 0) return null;
  return (
    <div className="timeline">
      <button
        type="button"
        disabled={last === 0}
        aria-label={playing ? text.stop : text.play}
        onClick={() => {
          if (!playing && shown >= last) look({ epoch: 0 });
          setPlaying(!playing);
        }}
      >
        {playing ? '❚❚' : '▶'}
      </button>
      <label>
        <span>{text.epoch}</span>
        <input
          type="range"
          disabled={last === 0}
          min={0}
          max={total}
          step={1}
          value={shown}
          list="epochs"
          aria-valuetext={text.of(shown, total)}
          onChange={(e) => {
            setPlaying(false);
            go(Math.min(last, Number(e.target.value)));
          }}
        />
      </label>
      <output>
        {shown} / {total}
      </output>
      <datalist id="epochs">
        {Array.from({ length: Math.min(60, total + 1) }, (_, i) => (
          <option key={i} value={i} />
        ))}
      </datalist>
    </div>
  );
}
