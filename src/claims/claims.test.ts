import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../lab/events.ts';
import { exampleAccuracy, exampleEvents, exampleNet } from '../lab/exampleRun.ts';
import { foldRun } from '../state/runView.ts';
import { claims } from './claims.ts';
import { cutOff, trend } from './measures.ts';
import { verdictOf, verdictsOf } from './verdict.ts';

const layers = ['L1', 'L2', 'L3', 'L4'].map((name) => ({
  name,
  neurons: 30,
  inputs: 60,
  channels: 60,
  taps: 1,
  sampled: name !== 'L4',
}));
const infos = [0.5, 1, 2, 4].flatMap((width) =>
  [0, 1, 2].map((member) => ({
    ...exampleNet,
    id: `net-${width * 10}-${member}`,
    label: `×${width}`,
    width,
    member,
    layers,
  })),
);
const [started] = exampleEvents;
if (started.type !== 'started') throw new Error('the example starts');
const runOf = (events: RunEvent[]) => foldRun([{ ...started, nets: infos }, ...events]);
const verdict = (id: string, events: RunEvent[]) =>
  verdictOf(
    claims.find((c) => c.id === id)!,
    runOf(events),
    'planted',
  );
const powers = (index: number, length = 60, cut = Infinity) =>
  Array.from({ length }, (_, r) => (r + 1) ** -index * (r + 1 > cut ? 0.01 : 1));
const ids = (width: number) => infos.filter((net) => net.width === width);

describe('claims', () => {
  it('have names of their own, cover every figure, and are not measured on a run that has nothing for them', () => {
    expect(new Set(claims.map((c) => c.id)).size).toBe(claims.length);
    expect([...new Set(claims.map((c) => c.figure))]).toEqual([
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      'theorem 1',
      'beyond 1',
      'beyond 2',
      'beyond 3',
      'beyond 4',
      'beyond 10',
      'beyond 5',
      'beyond 6',
      'beyond 7',
      'beyond 8',
      'beyond 9',
      'theorem 2',
    ]);
    expect(verdictsOf([{ run: foldRun([started]), source: 'x' }])).toEqual([]);
    for (const claim of claims)
      expect(claim.threshold.atLeast ?? claim.threshold.atMost, claim.id).toBeDefined();
  });

  const activations = (index: number, networks = 3): RunEvent[] =>
    infos
      .filter((net) => net.member < networks)
      .map((net) => ({
        type: 'activations',
        net: net.id,
        images: 100,
        layers: layers.map(() => ({
          eigenvalues: powers(index, 60, net.width * 15),
          powerLaw: { index, intercept: 0, from: 4, to: 30, r2: 1 },
        })),
      }));

  it('2: an exponent of −1 shows, one of −2 does not, and one network is too few', () => {
    expect(verdict('activation-index', activations(1))).toMatchObject({
      here: -1,
      spread: 0,
      paper: -1,
      verdict: 'shows',
      figure: '2',
      source: 'planted',
      dataset: 'Built-in shapes, medium (seed 7)',
    });
    expect(verdict('activation-index', activations(2))).toMatchObject({ here: -2, verdict: 'does-not-show' });
    expect(verdict('activation-index', activations(1, 1))).toMatchObject({
      verdict: 'too-few-seeds',
      spread: null,
    });
    expect(verdict('activation-head', activations(1))).toMatchObject({ here: 0, verdict: 'shows' });
    // Cut at 7.5, 15 and 30 of what the widest has whole.
    expect(verdict('activation-cut-off', activations(1))).toMatchObject({ here: 31 / 8, verdict: 'shows' });
  });

  const convergence = (slope: number): RunEvent[] =>
    infos
      .filter((net) => !(net.width === 4 && net.member === 0))
      .flatMap((net) =>
        (['trained', 'shuffled', 'untrained'] as const).map((kind): RunEvent => ({
          type: 'convergence',
          net: net.id,
          reference: infos[9].id,
          kind,
          images: { train: 10, test: 10 },
          layers: layers.map((_, i) =>
            i === 0
              ? null
              : {
                  train: 0,
                  test:
                    (kind === 'shuffled' ? 2 : kind === 'untrained' ? 0.5 : 1) * i * 0.1 * net.width ** slope,
                },
          ),
        })),
      );

  it('3: errors that fall with width and grow with depth show; growing ones do not', () => {
    expect(verdict('convergence-width', convergence(-0.5))!.here).toBeCloseTo(-0.5, 10);
    expect(verdict('convergence-width', convergence(-0.5))).toMatchObject({ verdict: 'shows' });
    expect(verdict('convergence-width', convergence(0.2))).toMatchObject({ verdict: 'does-not-show' });
    expect(verdict('convergence-depth', convergence(-0.5))!.here).toBeCloseTo(3, 10);
    expect(verdict('convergence-shuffled', convergence(-0.5))!.here).toBeCloseTo(0.5, 10);
    expect(verdict('convergence-seed', convergence(-0.5))!.here).toBeCloseTo(Math.SQRT2, 10);
    expect(verdict('convergence-untrained', convergence(-0.5))!.here).toBeCloseTo(2, 10);
  });

  it('3, right: residual networks by the distance of standardised activations, shortcuts left aside', () => {
    const residual = Array.from({ length: 8 }, (_, i) => ({
      ...layers[0],
      name: `L${i + 1}`,
      ...(i === 3 && { shortcut: true }),
    }));
    const own = infos.map((net) => ({ ...net, layers: residual }));
    const events = own
      .filter((net) => net.width < 4)
      .flatMap((net) =>
        (['trained', 'shuffled'] as const).map((kind): RunEvent => ({
          type: 'convergence',
          net: net.id,
          reference: own[9].id,
          kind,
          images: { train: 10, test: 10 },
          // The shortcut and the last three go the other way; the first aligned layer is nearest.
          layers: residual.map((_, i) => {
            const d = kind === 'shuffled' ? 1.9 : 0.1 * i * net.width ** (i === 3 || i > 4 ? 0.5 : -0.5);
            return i === 0 ? null : { train: 0, test: 9, standardised: { train: 0, test: d } };
          }),
        })),
      );
    const of = (id: string) =>
      verdictOf(
        claims.find((c) => c.id === id)!,
        foldRun([{ ...started, nets: own }, ...events]),
        'planted',
      )!;
    expect(of('resnet-width')).toMatchObject({ here: 1, verdict: 'shows' });
    const [a, b] = [0.1 / Math.sqrt(2), Math.sqrt(2)];
    expect(of('resnet-first').here).toBeCloseTo(a / ((a * (1 + 2 + 4) + 0.1 * b * (5 + 6 + 7)) / 6), 10);
    expect(of('resnet-shuffled')).toMatchObject({ verdict: 'shows' });
    expect(verdict('resnet-width', convergence(-0.5))).toBeNull();
  });

  const pooled = (aligned: number): RunEvent[] => {
    const spectrum = (top: number) => powers(1).map((v, r) => (r === 0 ? top : v));
    return [
      {
        type: 'pooled',
        net: infos[3].id,
        nets: infos.slice(3, 6).map((n) => n.id),
        images: 10,
        layers: layers.map(() => ({
          spectra: [
            { networks: 1, eigenvalues: spectrum(aligned * 1.1) },
            { networks: 25, eigenvalues: spectrum(aligned) },
          ],
          unaligned: spectrum(1),
          initial: spectrum(1),
          exponential: null,
          marchenkoPastur: { ratio: 1, variance: 1, lower: 0, upper: 4, below: 0, above: 1, ks: 0 },
          unexplained: [],
        })),
      },
    ];
  };

  it('4: what alignment keeps and its absence loses', () => {
    expect(verdict('unaligned-top', pooled(4))).toMatchObject({ here: 0.25, verdict: 'too-few-seeds' });
    expect(verdict('pooled-head', pooled(4))!.here).toBeCloseTo(0.1, 10);
    expect(verdict('pooled-tail', pooled(4))!.here).toBeCloseTo(1, 10);
  });

  it('9: gaps between accuracies, in points', () => {
    const events = infos.flatMap((net) => [
      exampleAccuracy('rainbow', 1, 0, 0.5 + net.width / 10, net.id),
      exampleAccuracy('unaligned', 1, 0, 0.1, net.id),
      exampleAccuracy('random-retrained', 1, 0, 0.8, net.id),
    ]);
    expect(verdict('rainbow-width', events)!.here).toBeCloseTo(35, 10);
    expect(verdict('alignment', events)).toMatchObject({ verdict: 'shows' });
    expect(verdict('above-random', events)).toMatchObject({ verdict: 'does-not-show' });
    expect(verdict('retrained', events)).toBeNull();
    expect(
      verdict(
        'alignment',
        ids(1).map((net) => exampleAccuracy('rainbow', 1, 0, 0.5, net.id)),
      ),
    ).toBeNull();
  });

  it('beyond 5: similarities of pairs, and filters that are the same everywhere', () => {
    const own = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ];
    const turned = [own[0], own[1], own[3], own[2]];
    const filters = (vectors: number[][]) => ({ values: [1, 0, 0, 0], vectors });
    const layer = (similarity: number) => ({
      cosine: similarity,
      floor: 0,
      ceiling: 1,
      similarity,
      vectors: [],
    });
    const pair = (kind: 'seed' | 'images' | 'labels' | 'noise', values: number[]) => ({
      kind,
      a: 0,
      b: 1,
      layers: [...values.map(layer), null],
    });
    const events: RunEvent[] = [
      {
        type: 'universality',
        net: infos[3].id,
        images: 10,
        other: 'others',
        networks: [own, turned].map((vectors, k) => ({
          condition: k ? 'images' : 'own',
          label: `${k}`,
          test: null,
          train: null,
          layers: [1, 2, 3].map((i) => ({
            name: `L${i}`,
            inputs: 4,
            effectiveRank: null,
            spikes: 0,
            filters: filters(vectors),
          })),
        })),
        pairs: [
          pair('seed', [1, 0.8, 0.9]),
          pair('images', [0.9, 0.5, 0.1]),
          pair('labels', [0.2, 0.2, 0.2]),
          pair('noise', [0.5, 0.5, 0.5]),
        ],
      },
    ];
    expect(verdict('universal-seed', events)).toMatchObject({
      here: expect.closeTo(0.9, 10) as number,
      verdict: 'too-few-seeds',
    });
    expect(verdict('universal-images', events)!.here).toBeCloseTo(0.5, 10);
    expect(verdict('universal-depth', events)!.here).toBeCloseTo(-0.8, 10);
    expect(verdict('universal-labels', events)!.here).toBeCloseTo(0.2, 10);
    expect(verdict('universal-noise', events)!.here).toBeCloseTo(0.3, 10);
    // The first network's third layer, and both layers of the turned one, which share two of three
    // directions.
    expect(verdict('universal-filters', events)!.here).toBeCloseTo((1 + 2 / 3) / 2, 10);
  });

  it('measure trends and cut-offs', () => {
    expect(trend([5, 4, 3, 2])).toBe(-1);
    expect(trend([1, 2, 4, 3])).toBeCloseTo(0.8, 10);
    expect(cutOff([1, 0.5, 0.1], [1, 0.5, 0.25])).toBe(3);
    expect(cutOff([1, 0.5], [1, 0.5])).toBe(2);
  });
});
