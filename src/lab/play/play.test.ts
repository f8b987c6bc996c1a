import { describe, expect, it } from 'vitest';
import { fitSlope } from '../../spectra/fits.ts';
import { cdf, edges } from '../../spectra/marchenkoPastur.ts';
import { ksDistance } from '../../spectra/ksDistance.ts';
import { decodePlay, encodePlay } from './address.ts';
import { playKernel } from './kernel.ts';
import { latestWins, type PlayPort } from './latestWins.ts';
import { drawMatrix, playMatrix, populationOf, preview } from './matrix.ts';
import type { PlayAnswer, PlayQuestion } from './messages.ts';
import { align, cloudsOf } from './procrustes.ts';
import { defaultsOf, kernelSettings, matrixSettings, procrustesSettings } from './settings.ts';

describe('random-matrix playground', () => {
  it.each(['gaussian', 'uniform', 'rademacher', 'student'] as const)(
    'entries that are %s follow Marchenko and Pastur, tall or wide',
    (law) => {
      for (const [n, d] of [
        [300, 120],
        [100, 250],
      ]) {
        const settings = matrixSettings.parse({ n, d, law, nu: 12, variance: 0.5 });
        const { eigenvalues, law: laws } = playMatrix(settings);
        const { lower, upper } = edges(d / n, 0.5);
        expect(laws!.lower).toBeCloseTo(lower, 9);
        expect(laws!.upper).toBeCloseTo(upper, 9);
        expect(eigenvalues.length).toBe(Math.min(n, d));
        expect(ksDistance(eigenvalues.slice().sort(), (x) => cdf(x, d / n, 0.5))).toBeLessThan(0.03);
        // Fluctuations at the edge, in Tracy–Widom standard deviations.
        expect(Math.abs(eigenvalues[0] - laws!.top.mean)).toBeLessThan(4.5 * laws!.top.sd);
      }
    },
  );

  it('entries have the variance asked for', () => {
    for (const law of ['gaussian', 'uniform', 'rademacher', 'student'] as const) {
      const settings = matrixSettings.parse({ n: 200, d: 200, law, nu: 8, variance: 2 });
      const w = drawMatrix(settings, populationOf(settings).all);
      expect(w.reduce((sum, x) => sum + x * x, 0) / w.length / 2).toBeCloseTo(1, 1);
    }
    const wild = matrixSettings.parse({ n: 200, d: 200, law: 'student', nu: 1 });
    const w = drawMatrix(wild, populationOf(wild).all);
    // Cauchy: half of all entries between −1 and 1.
    expect(w.filter((x) => Math.abs(x) < 1).length / w.length).toBeCloseTo(0.5, 2);
    expect(playMatrix(wild).law).toBeNull();
  });

  it('spikes above the threshold stand where theory says, with its overlap; those below vanish', () => {
    for (const [n, d] of [
      [900, 300],
      [400, 600],
    ]) {
      const strength = 6;
      const { spikes, law, eigenvalues } = playMatrix(matrixSettings.parse({ n, d, spikes: 1, strength }));
      expect(spikes[0].eigenvalue / spikes[0].theory!.eigenvalue).toBeGreaterThan(0.85);
      expect(spikes[0].eigenvalue / spikes[0].theory!.eigenvalue).toBeLessThan(1.15);
      expect(Math.abs(spikes[0].overlap - spikes[0].theory!.overlap)).toBeLessThan(0.06);
      expect(eigenvalues[1]).toBeLessThan(law!.upper * 1.03);
      const weak = playMatrix(matrixSettings.parse({ n, d, spikes: 1, strength: 0.4 * Math.sqrt(d / n) }));
      expect(weak.spikes[0].theory).toBeNull();
      expect(weak.spikes[0].overlap).toBeLessThan(0.15);
      expect(weak.eigenvalues[0]).toBeLessThan(weak.law!.upper * 1.03);
    }
  });

  it('a coloured matrix follows its own law and not the white one; heavy tails leave theirs', () => {
    const coloured = playMatrix(matrixSettings.parse({ n: 500, d: 250, decay: 0.5 }));
    const { x, density } = coloured.law!;
    const cumulative = (at: number) =>
      x.reduce(
        (sum, p, i) => (i > 0 && p <= at ? sum + ((density[i] + density[i - 1]) / 2) * (p - x[i - 1]) : sum),
        0,
      );
    expect(ksDistance(coloured.eigenvalues.slice().sort(), cumulative)).toBeLessThan(0.03);
    expect(ksDistance(coloured.eigenvalues.slice().sort(), (v) => cdf(v, 0.5, 1))).toBeGreaterThan(0.07);
    const heavy = playMatrix(matrixSettings.parse({ n: 500, d: 250, law: 'student', nu: 2.5 }));
    expect(heavy.eigenvalues[0]).toBeGreaterThan(2 * heavy.law!.upper);
  });

  it('gives the same numbers for the same settings, and a preview of the same shape', () => {
    const settings = matrixSettings.parse({ n: 60, d: 40, spikes: 2 });
    expect(playMatrix(settings)).toEqual(playMatrix(settings));
    expect(preview(matrixSettings.parse({ n: 2048, d: 512 }), 256)).toMatchObject({ n: 256, d: 64 });
    expect(preview(settings, 256)).toEqual(settings);
    const shares: number[] = [];
    playMatrix(matrixSettings.parse({ n: 600, d: 600 }), (share) => shares.push(share));
    expect(shares).toEqual(shares.slice().sort((a, b) => a - b));
  });
});

describe('Procrustes playground', () => {
  it.each([
    ['2', false],
    ['2', true],
    ['3', false],
    ['3', true],
  ] as const)(
    'a turned cloud in %s dimensions (mirrored: %s) comes back exactly where reflections are allowed',
    (dimensions, mirror) => {
      const clouds = cloudsOf(procrustesSettings.parse({ dimensions, mirror, angle: 117, tilt: -40 }));
      const free = align(clouds, true);
      const turned = align(clouds, false);
      expect(free.residual).toBeLessThan(1e-24);
      expect(free.similarity).toBeCloseTo(1, 12);
      expect(free.reflects).toBe(mirror);
      expect(turned.reflects).toBe(false);
      if (mirror) expect(turned.residual).toBeGreaterThan(0.1);
    },
  );

  it('the residual is the traces less twice the nuclear norm (docs/paper.md a.3), and no other isometry has less', () => {
    for (const other of ['same', 'noisy', 'independent'] as const)
      for (const reflections of [true, false])
        for (const mirror of [true, false]) {
          const clouds = cloudsOf(procrustesSettings.parse({ other, mirror, noise: 0.7 }));
          const best = align(clouds, reflections);
          expect(best.residual).toBeCloseTo(best.parts.moved + best.parts.fixed - 2 * best.parts.nuclear, 12);
          for (let k = 0; k < 72; k++)
            for (const flip of reflections ? [1, -1] : [1]) {
              const t = (k * Math.PI) / 36;
              const c = Math.cos(t);
              const s = Math.sin(t);
              let sum = 0;
              for (let p = 0; p < clouds.points; p++) {
                const [x, y] = [flip * clouds.moved[2 * p], clouds.moved[2 * p + 1]];
                sum +=
                  (c * x - s * y - clouds.fixed[2 * p]) ** 2 + (s * x + c * y - clouds.fixed[2 * p + 1]) ** 2;
              }
              expect(sum / clouds.points).toBeGreaterThanOrEqual(best.residual - 1e-12);
            }
        }
  });

  it('other points of the same law cannot be aligned', () => {
    expect(
      align(cloudsOf(procrustesSettings.parse({ other: 'independent', points: 200 })), true).similarity,
    ).toBeLessThan(0.25);
  });
});

describe('kernel playground', () => {
  it.each(['relu', 'abs'] as const)(
    'the error of the %s kernel falls as one over the width',
    (activation) => {
      const { widths, error, exact, angles } = playKernel(
        kernelSettings.parse({ activation, draws: 24 }),
        [8, 32, 128, 512],
      );
      const { slope } = fitSlope(widths, error)!;
      expect(slope).toBeGreaterThan(-1.15);
      expect(slope).toBeLessThan(-0.85);
      // docs/paper.md a.6: κ(1) and κ(0).
      expect(exact[0]).toBeCloseTo(activation === 'relu' ? 0.5 : 1, 12);
      expect(exact[(angles.length - 1) / 2]).toBeCloseTo(activation === 'relu' ? 0.15915 : 0.63662, 5);
    },
  );

  it('coloured neurons have a kernel of their own, and their samples reach it', () => {
    const { exact, sampled } = playKernel(kernelSettings.parse({ decay: 1, width: 4096, draws: 2 }), [8]);
    expect(exact[0]).toBeGreaterThan(1);
    sampled.forEach((x, i) => expect(Math.abs(x - exact[i])).toBeLessThan(0.1 * exact[0]));
  });
});

describe('address of a playground', () => {
  it('holds what differs from the defaults, and gives it back', () => {
    expect(encodePlay({ name: 'matrix', settings: defaultsOf('matrix') })).toBe('page=play');
    const own = { name: 'kernel', settings: kernelSettings.parse({ width: 32, activation: 'abs' }) } as const;
    expect(encodePlay(own)).toBe('page=play&play=kernel&activation=abs&width=32');
    expect(decodePlay(`?${encodePlay(own)}`)).toEqual({ ok: true, playground: own });
  });

  it.each([
    ['page=play&n=5000', 'n: 5000 is too large. Use a value of at most 2048.'],
    ['page=play&n=1e3', '"1e3" is not a plain decimal number'],
    ['page=play&m=3', 'm: there is no such setting'],
    ['page=play&n=20&n=30', 'n: it is given twice'],
    ['page=play&play=dice', 'there is no playground "dice"'],
    ['page=play&law=cauchy', 'law: "cauchy" is not one of its values'],
    ['page=play&__proto__=1', '__proto__: there is no such setting'],
    ['page=play&play=procrustes&mirror=yes', '"yes" is neither true nor false'],
  ])('refuses %s by name', (query, message) => {
    const result = decodePlay(query);
    expect(result.ok ? '' : result.message).toContain(message);
  });
});

describe('the latest question wins', () => {
  const harness = (patient: boolean) => {
    const ports: {
      asked: PlayQuestion[];
      answer(a: PlayAnswer): void;
      fail(message: string): void;
      ended: boolean;
    }[] = [];
    const heard: PlayAnswer[] = [];
    const start = (): PlayPort => {
      const own = {
        asked: [] as PlayQuestion[],
        answer: (_: PlayAnswer) => {},
        fail: (_: string) => {},
        ended: false,
      };
      ports.push(own);
      return {
        post: (q) => own.asked.push(q),
        listen: (answered, failed) => {
          own.answer = answered;
          own.fail = failed;
        },
        terminate: () => {
          own.ended = true;
        },
      };
    };
    return { ports, heard, client: latestWins((a) => heard.push(a), patient, start) };
  };
  const ask = (n: number) => ({ kind: 'matrix', settings: matrixSettings.parse({ n }) }) as const;

  it('by waiting: those between the first and the last are never asked', () => {
    const { ports, heard, client } = harness(true);
    for (const n of [100, 200, 300]) client.ask(ask(n));
    expect(ports[0].asked).toHaveLength(1);
    ports[0].answer({ id: ports[0].asked[0].id, error: 'first' });
    expect(ports[0].asked.map((q) => (q.settings as { n: number }).n)).toEqual([100, 300]);
    expect(heard).toHaveLength(1);
    expect(ports).toHaveLength(1);
  });

  it('by ending the thread that answers another; its late answers are not heard', () => {
    const { ports, heard, client } = harness(false);
    client.ask(ask(100));
    client.ask(ask(200));
    expect(ports.map((p) => p.ended)).toEqual([true, false]);
    ports[0].answer({ id: ports[0].asked[0].id, error: 'late' });
    expect(heard).toEqual([]);
    ports[1].fail('out of memory');
    expect(heard).toMatchObject([{ error: 'out of memory' }]);
    client.ask(ask(300));
    expect(ports).toHaveLength(3);
  });
});
