import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { short } from '../charts/format.ts';
import { parseRunFile } from '../lab/runFile.ts';
import { foldRun, type RunView } from '../state/runView.ts';
import { mean, signed } from './byWidth.ts';
import { errorsByWidth, guarantee } from './convergence/Convergence.tsx';
import { normalised } from './depth/Depth.tsx';
import { snapshotAt } from './dynamics/Dynamics.tsx';
import { panels } from './index.ts';
import { verdict } from './kernel/Kernel.tsx';
import { densityOf } from './marginals/Marginals.tsx';
import { rankNeeded } from './ranks/Ranks.tsx';
import { agreement } from './widthSpectra/WidthSpectra.tsx';

const open = async (preset: string): Promise<RunView> =>
  foldRun((await parseRunFile(readFileSync(`public/recordings/${preset}.json.gz`))).events);
const [widths, networks, deep, universality] = await Promise.all([
  open('widths'),
  open('networks'),
  open('deep'),
  open('universality'),
]);

function render(id: string, run: RunView, layer: number, net = run.nets[0]): string {
  const { component } = panels.find((p) => p.id === id)!;
  return renderToStaticMarkup(
    createElement(component, { run, net, layer, epoch: 'last', onSelectLayer: () => {} }),
  )
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[ \n]+/g, ' ');
}

describe('panels of ensembles', () => {
  it.each([
    ['widths', widths],
    ['networks', networks],
    ['deep', deep],
    ['universality', universality],
  ] as const)('draw the recording %s at every layer and network', (_, run) => {
    for (const panel of panels.filter((p) => p.shows?.(run, run.started!.spec) ?? true)) {
      for (const net of [run.nets[0], run.nets[run.nets.length - 1]])
        net.info.layers.forEach((__, layer) =>
          expect(render(panel.id, run, layer, net), panel.id).not.toMatch(/NaN|undefined|Infinity/),
        );
    }
  });

  it('say the numbers of the log', () => {
    const thin = widths.nets[0];
    const last = widths.nets.filter((n) => n.info.width === 0.5);
    const errors = errorsByWidth(widths, 'trained', 2);
    expect(errors[0]).toEqual({ width: 0.5, errors: last.map((n) => n.convergence[0].layers[2]!.test) });
    expect(render('convergence', widths, 2)).toContain(
      `differs from the widest network by ${short(mean(errors[0].errors))}`,
    );
    expect(render('width-covariance', widths, 1)).toContain(
      short(thin.widthCovariance!.layers[1]!.eigenvalues[0]),
    );
    const own = networks.nets.find((n) => n.pooled)!;
    const layer = own.pooled!.layers[1];
    expect(render('pooled', networks, 1)).toContain(
      `share a first eigenvalue of ${short(layer.spectra.at(-1)!.eigenvalues[0])}`,
    );
    expect(render('whitening', networks, 2)).toContain(
      `${(100 * mean(own.whitening!.layers[2]!.outside.raw)).toFixed(0)}`,
    );
    expect(render('marginals', networks, 2)).toContain(`D = ${short(own.marginals!.layers[2].ks[1])}`);
    const truncation = own.truncations.find((t) => t.layer === 1)!;
    expect(render('ranks', networks, 1)).toContain(`from ${rankNeeded(truncation)} (its own weights)`);
    expect(render('depth', deep, 1)).toContain(
      `${deep.nets[0].spectra.at(-1)!.layers[3].weight.exponential!.scale.toFixed(1)} (L4)`,
    );
    expect(mean(normalised([3, 1, 0, 0], 8))).toBeCloseTo(2, 12);
    const alike = universality.nets[0].universality!;
    expect(render('universality', universality, 1)).toContain(
      `alike by ${signed(mean(alike.pairs.flatMap((p) => (p.kind === 'seed' ? [p.layers[1]!.similarity] : []))))} with another seed`,
    );
    // Shown for another network of the width too.
    expect(render('pooled', networks, 1, networks.nets[5])).toBe(render('pooled', networks, 1));
  });

  it('reckon as they say', () => {
    expect(agreement([1, 0.5, 0.3, 0.1], [1, 0.55, 0.3, 0.3])).toBe(3);
    expect(
      rankNeeded({
        type: 'truncation',
        net: 'a',
        layer: 0,
        basis: 'kpca',
        networks: 1,
        ranks: [0, 1, 2, 5],
        accuracy: [0.1, 0.795, 0.7, 0.8],
        explained: [],
      }),
    ).toBe(5);
    const bars = densityOf([-1, 0, 0, 1]);
    const size = bars[1].x - bars[0].x;
    expect(bars.reduce((sum, b) => sum + b.y * size, 0)).toBeCloseTo(1, 12);
    expect([
      snapshotAt([0, 1, 5, 8], 3),
      snapshotAt([0, 1, 5, 8], 'last'),
      snapshotAt([0, 1, 5, 8], 0),
    ]).toEqual([1, 3, 0]);
    // η(2) = 1/6 (Theorem 1).
    expect(guarantee(2)).toContain('−0.167');
    expect(guarantee(0.9)).toContain('guarantees no rate');
    expect(verdict(0.5, 64, [32, 64], [0.2, 0.1])).toContain('not Gaussian');
    expect(verdict(0.12, 64, [32, 64], [0.2, 0.1])).toContain('no farther than 64 drawn ones');
  });
});
