import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { percent } from '../charts/format.ts';
import { exampleEvents } from '../lab/exampleRun.ts';
import { foldRun, summarise, type RunView } from '../state/runView.ts';
import { panels, type PanelProps } from './index.ts';

const whole = foldRun(exampleEvents);

function render(id: string, run: RunView, props: Partial<PanelProps> = {}): string {
  const { component } = panels.find((p) => p.id === id)!;
  return renderToStaticMarkup(createElement(component, { run, net: run.nets[0], layer: 0, epoch: 'last', onSelectLayer: () => {}, ...props })).replaceAll(/<[^>]+>/g, ' ').replaceAll(/[ \n]+/g, ' ');
}

describe('panels', () => {
  it.each(panels.map((p) => p.id))('%s draws at every length of the log', (id) => {
    for (let n = 1; n <= exampleEvents.length; n++) expect(() => render(id, foldRun(exampleEvents.slice(0, n)))).not.toThrow();
  });

  it('say the numbers of the log', () => {
    const [net] = whole.nets;
    expect(render('training', whole)).toContain(percent(net.epochs.at(-1)!.testAccuracy));
    expect(render('redraw', whole)).toContain(percent(summarise(net, 'trained', 1)!.mean));
    expect(render('weights', whole, { layer: 1 })).toContain('1 of the 2 eigenvalues of L2 stand above');
    expect(render('weights', whole, { epoch: 0 })).toContain('lie inside the 99 % band of 200 simulated matrices');
    expect(render('activations', whole)).toContain('−1.00');
  });

  it('say when training diverged', () => {
    const run = foldRun([...exampleEvents, { type: 'warning', code: 'nan-loss', message: 'The loss became not a number at step 3.' }]);
    expect(render('training', run)).toContain('The loss became not a number at step 3.');
  });
});
