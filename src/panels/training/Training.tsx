import { useChoice } from '../../charts/choice.ts';
import { percent, short } from '../../charts/format.ts';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { Choice, Empty, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Loss and accuracy over epochs: batches as they come, the test set at the end of each epoch. */
export function Training({ run, net, epoch }: PanelProps) {
  const [quantity, setQuantity] = useChoice('quantity', ['accuracy', 'loss']);
  const epochs = run.started?.spec.training.epochs ?? 0;
  if (net.epochs.length === 0) return <Empty>The first numbers come once the untrained network has been tested.</Empty>;
  const last = net.epochs[net.epochs.length - 1];
  const accuracy = quantity === 'accuracy';
  const series: Series[] = [
    { id: 'batches', label: 'train', colour: 'var(--muted)', weight: 1.2, points: net.steps.map((s) => ({ x: s.epoch, y: accuracy ? s.accuracy : s.loss })) },
    { id: 'test', label: `test ${accuracy ? percent(last.testAccuracy) : short(last.testLoss)}`, colour: 'var(--accent)', marks: true, weight: 2.4, points: net.epochs.map((e) => ({ x: e.epoch, y: accuracy ? e.testAccuracy : e.testLoss })) },
  ];
  const nan = run.warnings.find((w) => w.code === 'nan-loss');
  const previous = net.epochs.at(-2), stopped = run.nets.length === 1 ? run.warnings.find((w) => w.code === 'stopped') : undefined;
  const speed = !run.end && run.progress?.phase === 'train' ? run.progress.imagesPerSecond : null;
  return (
    <>
      <Choice label="Quantity" value={quantity} options={{ accuracy: 'Accuracy', loss: 'Loss' }} onChange={setQuantity} />
      <LineChart
        title={accuracy ? 'Accuracy over epochs' : 'Loss over epochs'} series={series} marker={epoch === 'last' ? undefined : epoch}
        x={{ label: 'epoch', link: 'epoch', domain: [0, Math.max(1, epochs)], ticks: epochTicks(epochs), read: (v) => v.toFixed(v % 1 ? 2 : 0) }}
        y={accuracy ? { label: 'accuracy', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: (v) => `${Math.round(100 * v)} %`, read: percent } : { label: 'cross-entropy (nats)', scales: true }}
      />
      <Reading>
        {nan ? <strong className="said">{nan.message}</strong> : last.epoch === 0
          ? <>{run.started?.model ? 'As it was opened' : 'Untrained'}, the network is right on <strong>{percent(last.testAccuracy)}</strong> of the test images (chance: {percent(1 / (run.started?.dataset.classes.length ?? 10))}).</>
          : <>After epoch {last.epoch} of {epochs} the network is right on <strong>{percent(last.testAccuracy)}</strong> of {run.started?.dataset.test.toLocaleString('en')} test images it has never seen{last.trainAccuracy !== null && <> and on {percent(last.trainAccuracy)} of those it learns from</>}{previous && previous.epoch > 0 && last.epoch < epochs && (last.testLoss < previous.testLoss ? '; the test loss is still falling' : '; the test loss no longer falls')}.</>}
        {stopped && <> {stopped.message[0].toUpperCase()}{stopped.message.slice(1)}.</>}
        {speed !== null && <> It learns from <strong>{Math.round(speed).toLocaleString('en')}</strong> images a second.</>}
      </Reading>
    </>
  );
}

/** Whole epochs, at most six of them. */
function epochTicks(epochs: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((s) => epochs / s <= 5) ?? 100;
  return Array.from({ length: Math.floor(Math.max(1, epochs) / step) + 1 }, (_, i) => i * step);
}
