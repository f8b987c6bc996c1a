import { describe, expect, it } from 'vitest';
import { defaultSpec } from '../experiments/spec.ts';
import { fields, fromSlider, getField, setField, toSlider } from './fields.ts';

const field = (path: string) => fields.find((f) => f.path === path)!;

describe('controls from the schema', () => {
  it('has one for every setting, with its words and limits', () => {
    expect(fields.map((f) => f.path)).toEqual(
      expect.arrayContaining([
        'seed',
        'device',
        'data.source',
        'data.labelNoise',
        'network.width',
        'training.decayAt',
        'redraw.scales',
      ]),
    );
    expect(field('training.learningRate')).toMatchObject({
      kind: 'number',
      minimum: 0.00001,
      maximum: 10,
      log: true,
    });
    expect(field('data.train')).toMatchObject({ kind: 'integer', minimum: 20, maximum: 60000 });
    expect(field('network.skip').kind).toBe('switch');
    expect(field('data.source').options[1]).toEqual({
      value: 'shapes-medium',
      label: 'Built-in shapes, medium',
    });
    fields.forEach((f) => expect(f.help, f.path).not.toBe(''));
  });

  it('slides to the ends and back to about the same value', () => {
    for (const f of fields.filter((x) => x.kind === 'number' || x.kind === 'integer')) {
      expect(fromSlider(f, 0)).toBe(f.minimum);
      expect(fromSlider(f, 1000)).toBe(f.maximum);
      const value = getField(defaultSpec, f.path) as number;
      expect(setField(defaultSpec, f.path, fromSlider(f, toSlider(f, value))), f.path).toHaveProperty('spec');
    }
  });

  it('says what is wrong with a value and changes nothing', () => {
    expect(setField(defaultSpec, 'training.epochs', 1000)).toHaveProperty('problem');
    expect(setField(defaultSpec, 'redraw.scales', [])).toHaveProperty('problem');
    expect(getField(defaultSpec, 'training.epochs')).toBe(8);
  });
});
