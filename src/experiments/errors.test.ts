import { describe, expect, it } from 'vitest';
import { parseSpec } from './errors.ts';
import { defaultSpec } from './spec.ts';

const refusal = (raw: unknown): { field: string; message: string } => {
  const result = parseSpec(raw);
  if (result.ok) throw new Error('was accepted');
  return result;
};

describe('parseSpec', () => {
  it('fills in defaults', () => {
    expect(parseSpec({})).toEqual({ ok: true, spec: defaultSpec });
  });

  it.each([
    [{ training: { epochs: 900 } }, 'training.epochs', '900', '300'],
    [{ training: { epochs: -1 } }, 'training.epochs', '-1', '0'],
    [{ training: { epochs: 1.5 } }, 'training.epochs', '1.5', 'whole number'],
    [{ training: { epochs: '8' } }, 'training.epochs', '"8"', 'number'],
    [{ training: { epochs: NaN } }, 'training.epochs', 'NaN', 'number'],
    [{ training: { decayAt: [0.5, 1] } }, 'training.decayAt.1', '1', 'below 1'],
    [{ redraw: { scales: [] } }, 'redraw.scales', 'too few', '1'],
    [{ widths: [1, 1, 1, 1, 1, 1, 1] }, 'widths', 'too many', '6'],
    [
      { network: { architecture: 'resnet' } },
      'network.architecture',
      '"resnet"',
      'scat-j3, scat-j7, cnn, mlp',
    ],
    [{ network: { batchNorm: 1 } }, 'network.batchNorm', '1', 'true or false'],
    [{ network: { wdith: 2 } }, 'network.wdith', 'no such setting', 'spelling'],
    [{ version: 2 }, 'version', '2', '1'],
    [{ data: 7 }, 'data', '7', 'group of settings'],
    [JSON.parse('{"__proto__":{"seed":1}}'), '__proto__', 'no such setting', 'spelling'],
    [[], '', 'a list', 'group of settings'],
    [null, '', 'null', 'group of settings'],
  ])('refuses %j: names field, value and limit', (raw, field, value, limit) => {
    const error = refusal(raw);
    expect(error.field).toBe(field);
    expect(error.message).toContain(field || 'The experiment');
    expect(error.message).toContain(value);
    expect(error.message).toContain(limit);
  });

  it('shows hostile values short and without control characters', () => {
    const { message } = refusal({ device: `\u001b[31m\n${'x'.repeat(10_000)}` });
    expect(message.length).toBeLessThan(200);
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});
