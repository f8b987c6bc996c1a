import { DataTable } from '../../charts/DataTable.tsx';
import { percent, short } from '../../charts/format.ts';
import type { LayerInfo, StageTrace, StepTrace } from '../../lab/events.ts';
import { strings } from '../../strings/index.ts';
import { marked, Reading } from '../shared.tsx';
import type { Moment } from './moments.ts';
import { stillness, type SlowStepState } from './useSlowStep.ts';

const text = strings.panels.cascade.slow;

/** Root mean square over the neurons of a layer. */
export const rms = ({ output }: StageTrace): number => Math.hypot(...output) / Math.sqrt(output.length);
/** How far the weights went, of their length. */
export const moved = ({ update, weights }: StageTrace): number => update / weights;
export const stagesOf = ({ layers, classifier }: StepTrace): StageTrace[] => [...layers, classifier];

/**
 * The controls of a step in slow motion, the sentence of the moment it is at, and all its numbers as a table.
 */
export function SlowStep({ slow, layers }: { slow: SlowStepState; layers: readonly LayerInfo[] }) {
  const { trace, moments, now, playing, go, play, close } = slow;
  const names = [...layers.map((l) => l.name), text.classifier];
  const stages = stagesOf(trace);
  return (
    <div className="slow-step" role="group" aria-label={text.label}>
      <p className="controls">
        <strong>{text.title(trace.step, trace.epoch.toFixed(2))}</strong>
        <button type="button" disabled={now === 0} onClick={() => go(now - 1)}>
          {text.back}
        </button>
        <button type="button" aria-label={playing ? text.stop : text.play} onClick={() => play(!playing)}>
          {playing ? '❚❚' : '▶'}
        </button>
        <button type="button" disabled={now === moments.length - 1} onClick={() => go(now + 1)}>
          {text.on}
        </button>
        <output>{text.place(now + 1, moments.length)}</output>
        <button type="button" className="plain" onClick={close}>
          {text.close}
        </button>
      </p>
      <div aria-live={playing ? 'off' : 'polite'}>
        <Reading>{marked(sentence(trace, moments[now], names, layers))}</Reading>
      </div>
      <DataTable
        title={text.table(trace.step)}
        columns={text.columns}
        open={stillness()}
        rows={() =>
          stages.map((stage, i) => [
            names[i],
            short(rms(stage)),
            short(stage.gradient),
            short(stage.weights),
            short(stage.update),
            percent(moved(stage)),
          ])
        }
      />
    </div>
  );
}

function sentence(
  trace: StepTrace,
  { pass, at }: Moment,
  names: readonly string[],
  layers: readonly LayerInfo[],
): string {
  const stages = stagesOf(trace);
  const i = at ?? 0;
  const info = i < layers.length ? layers[i] : null;
  const { images } = trace;
  switch (pass) {
    case 'forward':
      return info
        ? text.forward(info.name, info.inputs, info.neurons, images, short(rms(stages[i])))
        : text.scores(images, short(rms(stages[i])));
    case 'loss':
      return text.loss(short(trace.loss), percent(trace.accuracy));
    case 'backward':
      return info
        ? text.backward(
            info.name,
            (info.inputs * info.neurons).toLocaleString('en'),
            short(stages[i].gradient),
          )
        : text.backwardFirst(short(stages[i].gradient));
    case 'update': {
      const shares = stages.map(moved);
      const most = shares.indexOf(Math.max(...shares));
      const least = shares.indexOf(Math.min(...shares));
      return text.step(
        trace.learningRate,
        percent(shares[most]),
        names[most],
        percent(shares[least]),
        names[least],
      );
    }
  }
}
