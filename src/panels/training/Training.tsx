import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { strings } from '../../strings/index.ts';
import { Choice, Empty, epochAxis, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.training;
const { common } = strings.panels;

/** Loss and accuracy over epochs: batches as they come, the test set at the end of each epoch. */
export function Training({ run, net, epoch }: PanelProps) {
  const [quantity, setQuantity] = useChoice('quantity', ['accuracy', 'loss']);
  const epochs = run.started?.spec.training.epochs ?? 0;
  if (net.epochs.length === 0) return <Empty>{text.coming}</Empty>;
  const last = net.epochs[net.epochs.length - 1];
  const accuracy = quantity === 'accuracy';
  const series: Series[] = [
    {
      id: 'batches',
      label: text.batches,
      colour: 'var(--muted)',
      weight: 1.2,
      points: net.steps.map((s) => ({ x: s.epoch, y: accuracy ? s.accuracy : s.loss })),
    },
    {
      id: 'test',
      label: text.test(accuracy ? percent(last.testAccuracy) : short(last.testLoss)),
      colour: 'var(--accent)',
      marks: true,
      weight: 2.4,
      points: net.epochs.map((e) => ({ x: e.epoch, y: accuracy ? e.testAccuracy : e.testLoss })),
    },
  ];
  const nan = run.warnings.find((w) => w.code === 'nan-loss');
  const previous = net.epochs.at(-2);
  const stopped = run.nets.length === 1 ? run.warnings.find((w) => w.code === 'stopped') : undefined;
  const speed = !run.end && run.progress?.phase === 'train' ? run.progress.imagesPerSecond : null;
  return (
    <>
      <Choice label={text.quantity} value={quantity} options={text.quantities} onChange={setQuantity} />
      <LineChart
        title={text.titles[quantity]}
        series={series}
        marker={epoch === 'last' ? undefined : epoch}
        x={epochAxis(epochs)}
        y={
          accuracy
            ? {
                label: common.accuracy,
                domain: [0, 1],
                ticks: [0, 0.25, 0.5, 0.75, 1],
                format: (v) => `${Math.round(100 * v)} %`,
                read: percent,
              }
            : { label: text.lossAxis, scales: true }
        }
      />
      <Reading>
        {nan ? (
          <strong className="said">{nan.message}</strong>
        ) : last.epoch === 0 ? (
          marked(
            text.untrained(
              run.started?.model !== undefined,
              percent(last.testAccuracy),
              percent(1 / (run.started?.dataset.classes.length ?? 10)),
            ),
          )
        ) : (
          marked(
            text.after({
              epoch: last.epoch,
              epochs,
              right: percent(last.testAccuracy),
              images: (run.started?.dataset.test ?? 0).toLocaleString('en'),
              train: last.trainAccuracy === null ? null : percent(last.trainAccuracy),
              falling:
                previous && previous.epoch > 0 && last.epoch < epochs
                  ? last.testLoss < previous.testLoss
                  : null,
            }),
          )
        )}
        {stopped && (
          <>
            {' '}
            {stopped.message[0].toUpperCase()}
            {stopped.message.slice(1)}.
          </>
        )}
        {speed !== null && <> {marked(text.speed(Math.round(speed).toLocaleString('en')))}</>}
      </Reading>
    </>
  );
}
