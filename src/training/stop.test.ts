import { describe, expect, it } from 'vitest';
import { mayStop, stopReason } from './stop.ts';

describe('stopping early', () => {
  it('is off by default', () => {
    expect(mayStop({ stopAt: 0, patience: 0 })).toBe(false);
    expect(stopReason({ stopAt: 0, patience: 0 }, [0.1, 1, 1, 1, 1])).toBeNull();
  });

  it('comes when the accuracy is reached, never before training', () => {
    expect(stopReason({ stopAt: 0.5, patience: 0 }, [0.9])).toBeNull();
    expect(stopReason({ stopAt: 0.5, patience: 0 }, [0.1, 0.49])).toBeNull();
    expect(stopReason({ stopAt: 0.5, patience: 0 }, [0.1, 0.49, 0.5])).toContain('50.0 % reached 50.0 %');
  });

  it('comes after so many epochs without a better one; an equal one is no better', () => {
    expect(stopReason({ stopAt: 0, patience: 2 }, [0.1, 0.6, 0.6])).toBeNull();
    expect(stopReason({ stopAt: 0, patience: 2 }, [0.1, 0.6, 0.6, 0.5])).toContain(
      'for 2 epochs the test accuracy has not passed the 60.0 % of epoch 1',
    );
  });
});
