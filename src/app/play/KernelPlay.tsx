import { short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import type { KernelSettings } from '../../lab/play/settings.ts';
import { Reading } from '../../panels/shared.tsx';
import { fitSlope } from '../../spectra/fits.ts';
import { fill, Prose } from '../Prose.tsx';
import { strings } from '../../strings/index.ts';
import { useAnswers } from './useAnswers.ts';

const text = strings.play.kernel;

/** One layer of random features beside its limit, and the error between them by width. */
export function KernelPlay({ settings }: { settings: KernelSettings }) {
  const { result, preview, progress, error } = useAnswers(
    JSON.stringify(settings),
    { kind: 'kernel', settings, quick: true },
    { kind: 'kernel', settings, quick: false },
    (answer) => ('kernel' in answer ? answer.kernel : null),
  );
  if (!result)
    return (
      <section className="card">
        <p className="empty" role="status">
          {error ? fill(text.failed, { error }) : text.first}
        </p>
      </section>
    );
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  const fit = fitSlope(result.widths, result.error);
  const curve = (values: number[]) => result.angles.map((t, i) => ({ x: degrees(t), y: values[i] }));
  const shift = result.error[0] * result.widths[0];
  return (
    <>
      <section className="card" aria-labelledby="play-curve">
        <h3 id="play-curve">{text.curve}</h3>
        <LineChart
          title={text.curveTitle}
          height={300}
          series={[
            {
              id: 'exact',
              label: text.exact,
              colour: 'var(--ink)',
              weight: 1.6,
              dash: '6 3',
              points: curve(result.exact),
            },
            {
              id: 'sampled',
              label: fill(text.sampled, { width: settings.width }),
              colour: 'var(--ramp-3)',
              weight: 2.4,
              points: curve(result.sampled),
            },
          ]}
          x={{
            label: text.angle,
            domain: [0, 180],
            ticks: [0, 45, 90, 135, 180],
            read: (v) => `${v.toFixed(1)}°`,
          }}
          y={{ label: text.kernel }}
        />
        <Reading>
          <Prose text={fill(text.curveReading, { width: settings.width, error: short(result.at) })} />
        </Reading>
        <p className="fine">
          <Prose text={text.formula[settings.activation]} />
        </p>
      </section>
      <section className="card" aria-labelledby="play-error">
        <h3 id="play-error">{text.error}</h3>
        <LineChart
          title={text.errorTitle}
          height={300}
          marker={settings.width}
          series={[
            {
              id: 'error',
              label: text.measured,
              colour: 'var(--ramp-3)',
              marks: true,
              weight: 2.4,
              points: result.widths.map((x, i) => ({ x, y: result.error[i] })),
            },
            {
              id: 'rate',
              label: text.rate,
              colour: 'var(--ink)',
              dash: '6 3',
              weight: 1.4,
              points: [8, 4096].map((x) => ({ x, y: shift / x })),
            },
          ]}
          x={{
            label: text.width,
            scale: 'log',
            domain: [7, 4300],
            ticks: [8, 32, 128, 512, 2048],
            format: (v) => String(Math.round(v)),
          }}
          y={{ label: text.meanSquare, scale: 'log' }}
        />
        <Reading>
          <Prose
            text={fit ? fill(text.errorReading, { slope: fit.slope.toFixed(2).replace('-', '−') }) : ''}
          />
        </Reading>
        <div className="work" role="status">
          {progress ? (
            <>
              <span>{text.working}</span>
              <progress max={1} value={progress.share} aria-label={text.working} />
            </>
          ) : (
            <span>
              {error
                ? fill(text.failed, { error })
                : preview
                  ? text.preview
                  : fill(text.done, { draws: settings.draws })}
            </span>
          )}
        </div>
      </section>
    </>
  );
}
