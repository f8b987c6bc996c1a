import { useChoice } from '../../charts/choice.ts';
import { ConfusionMatrix } from '../../charts/ConfusionMatrix.tsx';
import { percent } from '../../charts/format.ts';
import type { NetworkKind } from '../../lab/events.ts';
import { Choice, Empty, kindNames, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const KINDS = ['trained', 'rainbow', 'unaligned'] as const;

/** Confusion matrix and accuracy by class of the trained network and of one draw, with and without alignment. */
export function Classes({ run, net }: PanelProps) {
  const [kind, setKind] = useChoice('network', KINDS);
  const find = (k: NetworkKind) => net.accuracies.filter((a) => a.kind === k).sort((a, b) => Math.abs(Math.log(a.scale)) - Math.abs(Math.log(b.scale)) || a.draw - b.draw)[0];
  const shown = find(kind) ?? find('trained'), classes = run.started?.dataset.classes ?? [];
  if (!shown) return <Empty>Comes when the network is trained.</Empty>;
  const recall = shown.confusion.map((row, i) => row[i] / Math.max(1, row.reduce((a, b) => a + b, 0)));
  const best = recall.indexOf(Math.max(...recall)), worst = recall.indexOf(Math.min(...recall));
  const options = Object.fromEntries(KINDS.filter(find).map((k) => [k, kindNames[k]]));
  return (
    <>
      <Choice label="Whose answers" value={shown.kind as (typeof KINDS)[number]} options={options} onChange={setKind} />
      <ConfusionMatrix title={`Confusion matrix, ${kindNames[shown.kind]}`} classes={classes} counts={shown.confusion} />
      <Reading>The network ({kindNames[shown.kind]}{shown.kind === 'trained' ? '' : `, ×${shown.scale}, first draw`}) is right on <strong>{percent(shown.accuracy)}</strong>; it knows <strong>{classes[best]}</strong> best ({percent(recall[best])}) and <strong>{classes[worst]}</strong> least ({percent(recall[worst])}).</Reading>
    </>
  );
}
