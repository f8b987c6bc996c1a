import { useChoice } from '../../charts/choice.ts';
import { ConfusionMatrix } from '../../charts/ConfusionMatrix.tsx';
import { percent } from '../../charts/format.ts';
import type { NetworkKind } from '../../lab/events.ts';
import { strings } from '../../strings/index.ts';
import { Choice, Empty, kindNamesIn, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.classes;

const KINDS = ['trained', 'rainbow', 'unaligned'] as const;

/**
 * Confusion matrix and accuracy by class of the trained network and of one draw, with and without alignment.
 */
export function Classes({ run, net }: PanelProps) {
  const [kind, setKind] = useChoice('network', KINDS);
  const names = kindNamesIn(run);
  const find = (k: NetworkKind) =>
    net.accuracies
      .filter((a) => a.kind === k)
      .sort((a, b) => Math.abs(Math.log(a.scale)) - Math.abs(Math.log(b.scale)) || a.draw - b.draw)[0];
  const shown = find(kind) ?? find('trained');
  const classes = run.started?.dataset.classes ?? [];
  if (!shown) return <Empty>{text.coming}</Empty>;
  const recall = shown.confusion.map(
    (row, i) =>
      row[i] /
      Math.max(
        1,
        row.reduce((a, b) => a + b, 0),
      ),
  );
  const best = recall.indexOf(Math.max(...recall));
  const worst = recall.indexOf(Math.min(...recall));
  const options = Object.fromEntries(KINDS.filter(find).map((k) => [k, names[k]]));
  return (
    <>
      <Choice
        label={text.whose}
        value={shown.kind as (typeof KINDS)[number]}
        options={options}
        onChange={setKind}
      />
      <ConfusionMatrix title={text.title(names[shown.kind])} classes={classes} counts={shown.confusion} />
      <Reading>
        {marked(
          text.reading(
            shown.kind === 'trained' ? names.trained : text.firstDraw(names[shown.kind], shown.scale),
            percent(shown.accuracy),
            classes[best],
            percent(recall[best]),
            classes[worst],
            percent(recall[worst]),
          ),
        )}
      </Reading>
    </>
  );
}
