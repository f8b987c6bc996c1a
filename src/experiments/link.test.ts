import { describe, expect, it } from 'vitest';
import { rng, type Rng } from '../random/rng.ts';
import { decodeLink, encodeLink, LINK_VERSION, migrate, type RawLink } from './link.ts';
import { presets } from './presets.ts';
import { defaultSpec, experimentSpec, type ExperimentSpec } from './spec.ts';
import type { View } from './view.ts';

const read = (link: string) => {
  const decoded = decodeLink(link);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded;
};
const refusal = (link: string): { field: string; message: string } => {
  const decoded = decodeLink(link);
  if (decoded.ok) throw new Error(`accepted ${link}`);
  return decoded;
};

describe('encodeLink', () => {
  it('is readable and holds only differences from the preset', () => {
    const spec = experimentSpec.parse({ network: { width: 2 }, redraw: { scales: [1, 2] } });
    expect(encodeLink(spec, { layer: 2, epoch: 4, panel: 'redraw' }, 'quickstart')).toBe(
      '#v=1&preset=quickstart&network.width=2&redraw.scales=1,2&view.layer=2&view.epoch=4&view.panel=redraw',
    );
    expect(encodeLink(defaultSpec, {}, null)).toBe('#v=1');
  });

  it('refuses a preset that does not exist', () => {
    expect(() => encodeLink(defaultSpec, {}, 'nope')).toThrow(/nope/);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    'brings back preset %s in under 2 kB',
    (id, { spec }) => {
      const view: View = {
        net: 2,
        layer: 3,
        epoch: 'last',
        panel: 'weight-spectra',
        open: ['weights', 'training'],
        pin: ['ranks'],
        show: ['training.quantity.loss'],
      };
      for (const base of [id, null]) {
        const link = encodeLink(spec, view, base);
        expect(link.length).toBeLessThan(2000);
        expect(read(link)).toEqual({ ok: true, spec, view, preset: base, isEmpty: false });
      }
    },
  );

  it('brings back any valid experiment and view (400 random ones)', () => {
    const random = rng(20_240_501);
    for (let i = 0; i < (process.env.RAINBOW_LONG ? 20_000 : 400); i++) {
      const spec = randomSpec(random.fork('spec', i));
      const view = randomView(random.fork('view', i));
      const preset = random.below(2) ? presets[random.below(presets.length)].id : null;
      const link = encodeLink(spec, view, preset);
      expect(read(link)).toEqual({ ok: true, spec, view, preset, isEmpty: false });
      // As browsers may hand it on: commas percent-encoded, no "#".
      expect(read(link.slice(1).replaceAll(',', '%2C')).spec).toEqual(spec);
    }
  });
});

describe('decodeLink', () => {
  it.each(['', '#'])('takes %j for the first preset', (hash) => {
    expect(decodeLink(hash)).toEqual({
      ok: true,
      spec: presets[0].spec,
      view: {},
      preset: 'quickstart',
      isEmpty: true,
    });
  });

  it.each([
    ['#seed=7', 'v', 'missing'],
    ['#v=2', 'v', 'newer'],
    ['#v=0', 'v', 'not a version'],
    ['#v=1.5', 'v', 'not a version'],
    ['#v=1e0', 'v', 'not a version'],
    ['#v=1&v=1', 'v', 'twice'],
    ['#v=1&preset=nope', 'preset', 'quickstart'],
    ['#v=1&preset=__proto__', 'preset', 'quickstart'],
    ['#v=1&seed=7&seed=8', 'seed', 'twice'],
    ['#v=1&seed=7&s%65ed=8', 'seed', 'twice'],
    ['#v=1&seed=2147483648', 'seed', '2147483647'],
    ['#v=1&seed=0', 'seed', 'at least 1'],
    ['#v=1&seed=1.5', 'seed', 'whole number'],
    ['#v=1&seed=', 'seed', 'decimal'],
    ['#v=1&seed=NaN', 'seed', 'decimal'],
    ['#v=1&training.learningRate=Infinity', 'training.learningRate', 'decimal'],
    ['#v=1&training.learningRate=1e999', 'training.learningRate', 'decimal'],
    ['#v=1&training.learningRate=5e-2', 'training.learningRate', 'Write 0.05'],
    ['#v=1&training.learningRate=.05', 'training.learningRate', 'Write 0.05'],
    ['#v=1&seed=0x10', 'seed', 'decimal'],
    ['#v=1&seed=%2B7', 'seed', 'decimal'],
    ['#v=1&seed=%207', 'seed', 'decimal'],
    ['#v=1&training.epochs=1e2', 'training.epochs', 'Write 100'],
    ['#v=1&training.epochs=301', 'training.epochs', '300'],
    ['#v=1&training.flip=1', 'training.flip', 'true nor false'],
    ['#v=1&network.architecture=resnet', 'network.architecture', 'scat-j3'],
    ['#v=1&widths=1,1,1,1,1,1,1', 'widths', 'at most 6'],
    ['#v=1&redraw.scales=', 'redraw.scales', 'at least 1'],
    ['#v=1&redraw.scales=1,', 'redraw.scales', 'decimal'],
    ['#v=1&redraw.scales=1,99', 'redraw.scales.1', 'at most 8'],
    ['#v=1&epochs=3', 'epochs', 'no such setting'],
    ['#v=1&version=1', 'version', 'no such setting'],
    ['#v=1&training=3', 'training', 'no such setting'],
    ['#v=1&__proto__.polluted=1', '__proto__.polluted', 'no such setting'],
    ['#v=1&constructor.prototype.polluted=1', 'constructor.prototype.polluted', 'no such setting'],
    ['#v=1&training.__proto__=1', 'training.__proto__', 'no such setting'],
    ['#v=1&view.__proto__=1', 'view.__proto__', 'no such setting'],
    ['#v=1&view.toString=1', 'view.toString', 'no such setting'],
    ['#v=1&view.layer=-1', 'view.layer', 'at least 0'],
    ['#v=1&view.layer=1e1', 'view.layer', 'number'],
    ['#v=1&view.epoch=first', 'view.epoch', '"first"'],
    ['#v=1&view.epoch=301', 'view.epoch', 'at most 300'],
    ['#v=1&view.panel=%3Cscript%3E', 'view.panel', 'not the name of a panel'],
    ['#v=1&view.panel=7', 'view.panel', '7'],
    ['#v=1&view.open=a,b,c', 'view.open', 'at most 2'],
    ['#v=1&view.hide=', 'view.hide.0', 'not the name of a panel'],
    ['#v=1&view.show=training.loss', 'view.show.0', 'panel.choice.value'],
    ['#v=1&seed=%E0%A4%A', 'link', 'percent'],
    ['#v=1&seed=%', 'link', 'percent'],
    ['#v=1&&seed=7', 'link', 'name=value'],
    ['#v=1&seed', 'link', 'name=value'],
    ['#v=1&=7', 'link', 'name=value'],
  ])('refuses %s', (link, field, reason) => {
    const error = refusal(link);
    expect(error.field).toBe(field);
    expect(error.message).toContain(field);
    expect(error.message).toContain(reason);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses a link over 4096 characters, whatever is in it, and a huge list within them', () => {
    const filled = (length: number) => 'v=1&view.panel='.padEnd(length, 'a');
    expect(refusal(`#${filled(4097)}`)).toMatchObject({
      field: 'link',
      message: expect.stringContaining('4096'),
    });
    expect(refusal(`#${filled(4096)}`).field).toBe('view.panel');
    expect(refusal(`#v=1&widths=${'1,'.repeat(2000)}1`)).toMatchObject({
      field: 'widths',
      message: expect.stringContaining('at most 6'),
    });
  });

  it('never lets one link change what the next one means', () => {
    read('#v=1&preset=quickstart&training.decayAt=0.1&widths=1,2');
    expect(read('#v=1&preset=quickstart').spec).toEqual(defaultSpec);
    read('').spec.training.epochs = 1;
    expect(read('').spec).toEqual(defaultSpec);
  });

  it('answers any text with a valid experiment or a named field (3000 mangled links)', () => {
    const random = rng(3);
    for (let i = 0; i < (process.env.RAINBOW_LONG ? 200_000 : 3000); i++) {
      const source = random.fork(i);
      const text = mangle(encodeLink(randomSpec(source), randomView(source), 'quickstart'), source);
      const decoded = decodeLink(text);
      if (decoded.ok) {
        expect(experimentSpec.safeParse(decoded.spec).success).toBe(true);
      } else {
        expect(decoded.field).not.toBe('');
        expect(decoded.message.startsWith(`${decoded.field}:`)).toBe(true);
        expect(decoded.message.length).toBeLessThan(400);
        expect(decoded.message).not.toMatch(/\p{Cc}/u);
      }
    }
  });
});

describe('migrate', () => {
  it('applies one step after the other, from the version of the link to this one', () => {
    const rename =
      (from: string, to: string) =>
      (raw: RawLink): RawLink =>
        new Map([...raw].map(([key, value]) => [key === from ? to : key, value]));
    const table = { 1: rename('lr', 'rate'), 2: rename('rate', 'training.learningRate') };
    const old = new Map([
      ['lr', '0.1'],
      ['seed', '9'],
    ]);
    expect([...migrate(old, 1, 3, table)]).toEqual([
      ['training.learningRate', '0.1'],
      ['seed', '9'],
    ]);
    expect([...migrate(old, 3, 3, table)]).toEqual([...old]);
  });

  it('has a step from every version before this one', async () => {
    const { migrations } = await import('./link.ts');
    for (let version = 1; version < LINK_VERSION; version++)
      expect(migrations[version]).toBeTypeOf('function');
  });
});

function randomSpec(random: Rng): ExperimentSpec {
  const int = (low: number, high: number) => low + random.below(high - low + 1);
  const real = (low: number, high: number) => low + (high - low) * random.uniform();
  const pick = <T>(...options: T[]): T => options[random.below(options.length)];
  const list = (low: number, high: number, value: () => number) =>
    Array.from({ length: int(low, high) }, value);
  return experimentSpec.parse({
    seed: int(1, 2_147_483_647),
    device: pick('auto', 'webgpu', 'webgpu-f16', 'simd', 'webgl', 'cpu'),
    data: {
      source: pick('shapes-easy', 'shapes-medium', 'shapes-hard', 'file'),
      expects: pick('any', 'CIFAR-10', 'MNIST'),
      train: int(100, 60_000),
      test: int(100, 10_000),
      labelNoise: real(0, 1),
    },
    network: {
      architecture: pick('scat-j3', 'scat-j7', 'cnn', 'mlp'),
      width: real(0.125, 8),
      depth: int(1, 10),
      activation: pick('relu', 'abs', 'none'),
      batchNorm: pick(true, false),
      divisive: pick(true, false),
      skip: pick(true, false),
    },
    widths: list(0, 6, () => real(0.125, 8)),
    networks: int(1, 50),
    training: {
      epochs: int(0, 300),
      batchSize: int(1, 1024),
      optimiser: pick('momentum', 'sgd'),
      learningRate: real(0.00001, 10),
      momentum: real(0, 0.999),
      weightDecay: pick(0, 1e-7, 2.5e-300, real(0, 0.1)),
      decayAt: list(0, 8, () => real(0.001, 0.999)),
      decayFactor: real(0.01, 1),
      flip: pick(true, false),
      shift: int(0, 8),
    },
    redraw: {
      draws: int(0, 50),
      wideDraws: int(0, 50),
      scales: list(1, 6, () => real(0.25, 8)),
      alignmentImages: int(64, 20_000),
      retrainEpochs: int(0, 50),
    },
    compare: {
      activations: pick(true, false),
      covariances: pick(true, false),
      ranks: pick(true, false),
      dynamics: pick(true, false),
      kernel: pick(true, false),
      images: int(64, 20_000),
    },
  });
}

function randomView(random: Rng): View {
  const maybe = <T>(value: T): T | undefined => (random.below(2) ? value : undefined);
  const view = {
    net: maybe(random.below(6)),
    layer: maybe(random.below(16)),
    epoch: maybe(random.below(2) ? ('last' as const) : random.below(301)),
    panel: maybe(['redraw', 'weights', 'a-1'][random.below(3)]),
    open: maybe(['redraw', 'weights'].slice(random.below(2))),
    hide: maybe(['images']),
    show: maybe(['weights.view.density', 'ranks.x.log']),
  };
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}

/**
 * Breaks a link in one to four places: bytes changed, pieces cut, doubled or swapped, hostile tokens put in.
 */
function mangle(link: string, random: Rng): string {
  const tokens = [
    '%',
    '%00',
    '%0A',
    '&',
    '=',
    '__proto__',
    '1e309',
    '-',
    '0x',
    'NaN',
    '\u{1F308}',
    '%F0%9F',
    ',',
    '.',
    '#',
    'null',
    '99999999999999999999',
    '\0',
  ];
  let text = link;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(text.length + 1);
    const length = random.below(12);
    switch (random.below(5)) {
      case 0:
        text = text.slice(0, at) + tokens[random.below(tokens.length)] + text.slice(at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length);
        break;
      case 3:
        text = text.slice(0, at) + String.fromCharCode(random.below(0x2fff)) + text.slice(at + 1);
        break;
      default:
        text = text.slice(at) + text.slice(0, at);
    }
  }
  return text;
}
