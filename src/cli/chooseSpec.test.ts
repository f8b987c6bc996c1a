import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeLink } from '../experiments/link.ts';
import { defaultSpec, experimentSpec } from '../experiments/spec.ts';
import { chooseSpec, onFiles } from './chooseSpec.ts';
import { UsageError } from './usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'rainbow-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const plain = { hasData: false };

describe('chooseSpec', () => {
  it('takes a preset, a link or a file', () => {
    const wide = experimentSpec.parse({ network: { width: 2 } });
    expect(chooseSpec('quickstart', plain)).toEqual({ spec: defaultSpec, preset: 'quickstart' });
    expect(
      chooseSpec(`https://lab.example/app/${encodeLink(defaultSpec, { layer: 1 }, 'quickstart')}`, plain),
    ).toMatchObject({ spec: defaultSpec, preset: 'quickstart' });
    expect(chooseSpec(encodeLink(wide, {}, 'quickstart').slice(1), plain)).toMatchObject({
      spec: wide,
      preset: null,
    });
    expect(chooseSpec(file('wide.json', '{"network":{"width":2}}'), plain)).toMatchObject({
      spec: wide,
      preset: null,
    });
  });

  it('applies options, which leave the preset behind', () => {
    expect(chooseSpec('quickstart', { hasData: false, seed: '9', device: 'cpu' })).toEqual({
      spec: { ...defaultSpec, seed: 9, device: 'cpu' },
      preset: null,
    });
    expect(chooseSpec('quickstart', { hasData: false, seed: '7' }).preset).toBe('quickstart');
    expect(chooseSpec('quickstart', { hasData: true }).spec.data.source).toBe('file');
    expect(chooseSpec('mnist-file', { hasData: true })).toMatchObject({
      preset: 'mnist-file',
      spec: { data: { expects: 'MNIST' } },
    });
  });

  it('takes as many images as a file has, but for numbers that were asked for by name', () => {
    const images = { train: 500, test: 3000 };
    const numbers = (what: string) => {
      const {
        spec: { data },
        preset,
      } = onFiles(chooseSpec(what, { hasData: true }), images);
      return [data.train, data.test, data.expects, preset];
    };
    expect(numbers('quickstart')).toEqual([500, 2000, 'any', null]);
    expect(numbers('mnist-file')).toEqual([500, 2000, 'MNIST', null]);
    expect(onFiles(chooseSpec('mnist-file', { hasData: true }), { train: 60_000, test: 10_000 }).preset).toBe(
      'mnist-file',
    );
    expect(numbers('#v=1&preset=quickstart&data.train=3000')).toEqual([3000, 2000, 'any', null]);
    expect(numbers(file('asks.json', '{"data":{"test":4000}}'))).toEqual([500, 4000, 'any', null]);
    expect(numbers(file('asksnot.json', '{"data":{"labelNoise":0.5}}'))).toEqual([500, 2000, 'any', null]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['an unknown name', () => chooseSpec('nope', plain), /"nope" is no preset.*quickstart/],
    ['a device that is none', () => chooseSpec('quickstart', { ...plain, device: 'tpu' }), /device: "tpu"/],
    ['a seed out of range', () => chooseSpec('quickstart', { ...plain, seed: '0' }), /seed: 0 is too small/],
    ['a seed in hex', () => chooseSpec('quickstart', { ...plain, seed: '0x7' }), /seed: "0x7"/],
    ['a link with an unknown field', () => chooseSpec('#v=1&speed=9', plain), /speed: there is no such/],
    ['a link without its fragment', () => chooseSpec('https://lab.example/', plain), /no "#"/],
    [
      'an experiment on files without files',
      () => chooseSpec('mnist-file', plain),
      /MNIST of yours: add --data/,
    ],
    ['a file that is no JSON', () => chooseSpec(file('a.json', '{'), plain), /a\.json is not valid JSON/],
    [
      'a file with an unknown field',
      () => chooseSpec(file('b.json', '{"training":{"epoch":3}}'), plain),
      /b\.json: training\.epoch: there is no such/,
    ],
    ['a file that is too large', () => chooseSpec(file('c.json', ' '.repeat(70_000)), plain), /64 KiB/],
    ['a folder', () => chooseSpec(folder, plain), /is not a spec/],
  ])('refuses %s', (_, choose, reason) => {
    expect(choose).toThrow(UsageError);
    expect(choose).toThrow(reason);
  });
});
