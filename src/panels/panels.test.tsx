import katex from 'katex';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { percent } from '../charts/format.ts';
import { presets } from '../experiments/presets.ts';
import { exampleEvents } from '../lab/exampleRun.ts';
import { strings } from '../strings/index.ts';
import { foldRun, summarise, type RunView } from '../state/runView.ts';
import { panels, type PanelProps } from './index.ts';

const whole = foldRun(exampleEvents);

function render(id: string, run: RunView, props: Partial<PanelProps> = {}): string {
  const { component } = panels.find((p) => p.id === id)!;
  return renderToStaticMarkup(
    createElement(component, {
      run,
      net: run.nets[0],
      layer: 0,
      epoch: 'last',
      onSelectLayer: () => {},
      ...props,
    }),
  )
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[ \n]+/g, ' ');
}

describe('panels', () => {
  it('are all that strings/en/about.ts has words for, each once', () => {
    expect(panels.map((p) => p.id).sort()).toEqual(Object.keys(strings.about).sort());
  });

  it.each(panels.map((p) => p.id))('%s draws at every length of the log', (id) => {
    for (let n = 1; n <= exampleEvents.length; n++)
      expect(() => render(id, foldRun(exampleEvents.slice(0, n)))).not.toThrow();
  });

  it('say the numbers of the log', () => {
    const [net] = whole.nets;
    expect(render('training', whole)).toContain(percent(net.epochs.at(-1)!.testAccuracy));
    expect(render('redraw', whole)).toContain(percent(summarise(net, 'trained', 1)!.mean));
    expect(render('weights', whole, { layer: 1 })).toContain('1 of the 2 eigenvalues of L2 stand above');
    expect(render('weights', whole, { epoch: 0 })).toContain(
      'lie inside the 99 % band of 200 simulated matrices',
    );
    expect(render('activations', whole)).toContain('−1.00');
  });

  it.each(panels.map((p) => [p.id, p] as const))(
    '%s asks a question and says how to read its answer, in a formula that can be set',
    (_, { title, help, assumption, formula }) => {
      expect(title).toMatch(/^[A-Z].*\?$/);
      expect(help).toMatch(/\.$/);
      expect(katex.renderToString(formula, { throwOnError: true, strict: 'error' })).toContain('katex');
      expect(assumption).toMatch(/\.$/);
    },
  );

  it('named by presets exist', () => {
    for (const preset of presets)
      for (const id of preset.panels)
        expect(
          panels.map((p) => p.id),
          preset.id,
        ).toContain(id);
  });

  it('say how many numbers are not finite', () => {
    const [event] = whole.nets[0].histograms;
    const [{ activations }] = event.layers;
    expect(render('histograms', whole)).toContain('all are finite');
    const broken = {
      ...event,
      epoch: 1,
      layers: event.layers.map((l) => ({ ...l, weights: { ...activations } })),
    };
    expect(render('histograms', foldRun([...exampleEvents.slice(0, -1), broken]))).toContain(
      '2 are not a number and 1 infinite',
    );
  });

  it('say when training diverged', () => {
    const run = foldRun([
      ...exampleEvents,
      { type: 'warning', code: 'nan-loss', message: 'The loss became not a number at step 3.' },
    ]);
    expect(render('training', run)).toContain('The loss became not a number at step 3.');
  });
});
