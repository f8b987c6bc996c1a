import { describe, expect, it } from 'vitest';
import { canonicalJson, planExperiment } from './plan.ts';
import { presets } from './presets.ts';
import { defaultSpec, experimentSpec } from './spec.ts';

const idsOf = (settings: object): string[] =>
  planExperiment(experimentSpec.parse(settings)).nets.map((net) => net.id);

describe('planExperiment', () => {
  it('makes a single run a plan of one net, which is the experiment itself', () => {
    const { nets } = planExperiment(defaultSpec);
    expect(nets).toHaveLength(1);
    expect(nets[0].spec).toEqual(defaultSpec);
    expect(nets[0].id).toMatch(/^[0-9a-f]{12}$/);
  });

  it('trains one net per width, each at its own width, and a repeated width once', () => {
    const { nets } = planExperiment(
      experimentSpec.parse({ widths: [0.5, 1, 2, 1], redraw: { scales: [1] } }),
    );
    expect(nets.map((net) => net.spec.network.width)).toEqual([0.5, 1, 2]);
    expect(new Set(nets.map((net) => net.id)).size).toBe(3);
  });

  it('gives the same net the same id in a sweep and alone', () => {
    expect(idsOf({ widths: [0.5, 2] })[1]).toBe(idsOf({ network: { width: 2 } })[0]);
  });

  it('gives a net an id that does not depend on device or redrawing, and does on all that trains it', () => {
    const [id] = idsOf({});
    expect(idsOf({ device: 'cpu', redraw: { draws: 1, scales: [1] } })).toEqual([id]);
    for (const change of [
      { seed: 8 },
      { data: { labelNoise: 0.1 } },
      { network: { batchNorm: false } },
      { training: { epochs: 9 } },
    ]) {
      expect(idsOf(change)).not.toEqual([id]);
    }
  });

  it('keeps the addresses of networks that were trained before a setting came', () => {
    // Of the recording of "variants".
    expect(idsOf({})).toEqual(['174199f83966']);
    expect(idsOf({ network: { holdLast: true } })).not.toEqual(idsOf({}));
  });

  it('leaves out what a network does not allow, with the reason, and keeps what was asked for in its address', () => {
    const residual = planExperiment(
      experimentSpec.parse({
        network: { architecture: 'resnet18' },
        compare: { dynamics: true, kernel: true, additivity: true, ranks: true },
      }),
    );
    expect(residual.notes.map((note) => note.split(/[.:]/)[0])).toEqual([
      'The network is not drawn again',
      'The motion of the neurons is not followed',
      'No layer is drawn alone, in other ways, or with its neurons in another order',
      'The kernel of drawn neurons is not measured',
    ]);
    expect(planExperiment(defaultSpec)).toMatchObject({ notes: [], spec: defaultSpec });
  });

  it('trains no new classifier on the complex features of skip connections, and says so', () => {
    const skip = { architecture: 'scat-j3', skip: true } as const;
    const plan = planExperiment(experimentSpec.parse({ network: skip }));
    expect(plan.notes).toEqual([
      expect.stringMatching(/^No new classifier is trained .*skip connections.*complex/),
    ]);
    expect(plan.spec.redraw).toEqual({ ...defaultSpec.redraw, retrainEpochs: 0 });
    // Nothing is said where none was asked for.
    for (const redraw of [{ retrainEpochs: 0 }, { draws: 0, wideDraws: 0 }])
      expect(planExperiment(experimentSpec.parse({ network: skip, redraw })).notes).toEqual([]);
    const variants = planExperiment(
      experimentSpec.parse({
        network: skip,
        redraw: { draws: 0, wideDraws: 0 },
        compare: { variants: true },
      }),
    );
    expect(variants.notes.map((note) => note.split(/[.:]/)[0])).toEqual([
      'No new classifier is trained on drawn or random features',
      'The weights are not drawn in other ways either',
    ]);
    expect(variants.spec.compare.variants).toBe(false);
    // The network as it was trained here, opened again.
    const again = { fingerprint: 'a', notDrawn: null, notRetrained: 'Because.' };
    const opened = { network: { architecture: 'model' }, training: { epochs: 0 } };
    expect(planExperiment(experimentSpec.parse(opened), again)).toMatchObject({
      spec: { redraw: { retrainEpochs: 0 } },
      notes: [expect.stringMatching(/Because\.$/)],
    });
  });

  it('takes an opened model as it is, and has another address for another one', () => {
    const asked = experimentSpec.parse({
      network: { architecture: 'model' },
      training: { epochs: 0 },
      redraw: { scales: [1, 2] },
    });
    const plan = (fingerprint: string, more = {}) =>
      planExperiment(asked, { fingerprint, notDrawn: null, ...more });
    expect(plan('a').nets[0].id).not.toBe(plan('b').nets[0].id);
    expect(plan('a').spec.redraw.scales).toEqual([1, 2]);
    expect(plan('a', { drawnJointly: true })).toMatchObject({
      spec: { redraw: { scales: [1], wideDraws: 0 } },
      notes: [expect.stringMatching(/beyond the paper.*not ×2/)],
    });
    expect(plan('a', { notDrawn: 'Because.' })).toMatchObject({
      spec: { redraw: { draws: 0 } },
      notes: ['The network is not drawn again. Because.'],
    });
    for (const [change, field] of [
      [{ training: { epochs: 3 } }, /^training\.epochs: 3/],
      [{ widths: [1, 2] }, /^widths/],
      [{ networks: 2 }, /^networks/],
    ] as const) {
      expect(() =>
        planExperiment(
          experimentSpec.parse({ network: { architecture: 'model' }, training: { epochs: 0 }, ...change }),
        ),
      ).toThrow(field);
    }
  });

  it('refuses drawn networks too wide for a browser, naming the field', () => {
    expect(() =>
      planExperiment(experimentSpec.parse({ network: { width: 8 }, redraw: { scales: [8] } })),
    ).toThrow(/^redraw\.scales: .*×64.*limit of ×16/);
    // Without draws at that scale nothing so wide is ever made.
    expect(
      planExperiment(
        experimentSpec.parse({ network: { width: 8 }, redraw: { scales: [1, 8], wideDraws: 0 } }),
      ).nets,
    ).toHaveLength(1);
  });

  it('compares with other images than its own only', () => {
    expect(() =>
      planExperiment(experimentSpec.parse({ compare: { universality: 'shapes-medium' } })),
    ).toThrow(/^compare\.universality: "shapes-medium" are the images of this experiment already/);
  });

  it('trains several networks at each width; the first has the address it has alone', () => {
    const { nets } = planExperiment(
      experimentSpec.parse({ widths: [1, 2], networks: 3, redraw: { scales: [1] } }),
    );
    expect(nets.map((net) => [net.width, net.member])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    expect(new Set(nets.map((net) => net.id)).size).toBe(6);
    expect(nets[0].id).toBe(idsOf({})[0]);
    expect(() =>
      planExperiment(experimentSpec.parse({ widths: [1, 2], networks: 50, redraw: { scales: [1] } })),
    ).toThrow(/^networks: .*100, more than the limit of 64/);
  });

  it('can plan every preset', () => {
    for (const { id, spec } of presets)
      expect(planExperiment(spec).nets.length, id).toBe(Math.max(1, spec.widths.length) * spec.networks);
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys and depends on the order of lists', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});
