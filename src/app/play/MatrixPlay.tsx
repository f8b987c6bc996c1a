import { useEffect, useMemo, useRef, useState } from 'react';
import { percent, short } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { preview, type MatrixResult } from '../../lab/play/matrix.ts';
import type { MatrixSettings } from '../../lab/play/settings.ts';
import { Choice, Reading } from '../../panels/shared.tsx';
import { fill, Prose } from '../Prose.tsx';
import { strings } from '../../strings/index.ts';
import { useAnswers } from './useAnswers.ts';

const text = strings.play.matrix;
/** Side of the matrix that is drawn while a control moves. */
const QUICK = 224;
/** The axis of the density ends at this multiple of the upper edge; what lies beyond is told. */
const FAR = 4;

/** A random matrix, its spectrum, and the law it should follow. */
export function MatrixPlay({ settings }: { settings: MatrixSettings }) {
  const small = preview(settings, QUICK);
  const isSmall = small.n === settings.n && small.d === settings.d;
  const {
    result,
    preview: quick,
    progress,
    error,
  } = useAnswers(
    JSON.stringify(settings),
    isSmall ? null : { kind: 'matrix', settings: small },
    { kind: 'matrix', settings },
    (answer) => ('matrix' in answer ? answer.matrix : null),
  );
  return (
    <>
      <section className="card" aria-labelledby="play-matrix">
        <h3 id="play-matrix">{text.picture}</h3>
        {result && (
          <MatrixPicture
            picture={result.picture}
            label={fill(text.pictureLabel, { n: result.n, d: result.d })}
          />
        )}
        <p className="fine">
          {result &&
            fill(
              result.picture.rows < result.n || result.picture.columns < result.d ? text.thinned : text.whole,
              { n: result.n, d: result.d, rows: result.picture.rows, columns: result.picture.columns },
            )}
        </p>
        <div className="work" role="status">
          {progress ? (
            <>
              <span>
                {fill(text.working, {
                  what: strings.play.work[progress.what as keyof typeof strings.play.work],
                  n: settings.n,
                  d: settings.d,
                })}
              </span>
              <progress max={1} value={progress.share} aria-label={text.progress} />
            </>
          ) : (
            <span>
              {error
                ? fill(text.failed, { error })
                : !result
                  ? text.first
                  : quick && !isSmall
                    ? fill(text.preview, {
                        n: result.n,
                        d: result.d,
                        wanted: `${settings.n} × ${settings.d}`,
                      })
                    : fill(text.done, { n: result.n, d: result.d })}
            </span>
          )}
        </div>
      </section>
      {result && <Spectrum result={result} settings={settings} />}
      {result && result.spikes.length > 0 && <Spikes result={result} />}
    </>
  );
}

function Spectrum({ result, settings }: { result: MatrixResult; settings: MatrixSettings }) {
  const [view, setView] = useState<'density' | 'ranks'>('density');
  const { eigenvalues, law, n, d, population } = result;
  const all = useMemo(() => Array.from(eigenvalues), [eigenvalues]);
  const heavy = settings.law === 'student' && settings.nu <= 4;
  const far = law ? FAR * law.upper : Infinity;
  // A spike that left stays in sight; what a heavy tail threw far away would press the rest flat.
  const shown = all.filter((v) => v <= Math.max(far, heavy ? 0 : all[0]));
  const beyond = all.length - shown.length;
  const above = law ? all.filter((v) => v > law.upper).length : 0;
  const title = fill(text.densityTitle, { n, d });
  return (
    <section className="card" aria-labelledby="play-spectrum">
      <h3 id="play-spectrum">{text.spectrum}</h3>
      <Choice
        label={text.view}
        value={law ? view : 'ranks'}
        options={law ? text.views : { ranks: text.views.ranks }}
        onChange={setView}
      />
      {law && view === 'density' ? (
        <Histogram
          title={title}
          values={shown}
          colour="var(--ramp-3)"
          xLabel={text.eigenvalue}
          height={300}
          law={{
            low: law.lower,
            high: law.upper,
            density: (x) => densityAt(law, x) * (all.length / shown.length),
            label: fill(text.edge, { edge: short(law.upper) }),
          }}
        />
      ) : (
        <LineChart
          title={fill(text.ranksTitle, { n, d })}
          height={300}
          series={rankSeries(all, population)}
          guides={
            law ? [{ id: 'edge', label: fill(text.edge, { edge: short(law.upper) }), y: law.upper }] : []
          }
          x={{
            label: text.rank,
            scale: 'log',
            domain: [1, Math.max(2, d)],
            read: (v) => String(Math.round(v)),
          }}
          y={{ label: text.eigenvalue, scale: 'log' }}
        />
      )}
      <Reading>
        <Prose
          text={
            law
              ? fill(text.reading, {
                  count: all.length,
                  lower: short(law.lower),
                  upper: short(law.upper),
                  above,
                  largest: short(all[0]),
                  mean: short(law.top.mean),
                  sd: short(law.top.sd),
                  distance: ((all[0] - law.top.mean) / law.top.sd).toFixed(1).replace('-', '−'),
                  q: short(d / n),
                })
              : fill(text.noVariance, {
                  nu: settings.nu,
                  largest: short(all[0]),
                  median: short(all[Math.floor(all.length / 2)]),
                })
          }
        />
      </Reading>
      {beyond > 0 && view === 'density' && (
        <p className="fine">{fill(text.beyond, { beyond, far: short(far), largest: short(all[0]) })}</p>
      )}
      <p className="fine">
        <Prose
          text={
            heavy
              ? fill(settings.nu > 2 ? text.heavy : text.heavier, { nu: settings.nu })
              : settings.decay > 0
                ? text.coloured
                : text.universal
          }
        />
      </p>
    </section>
  );
}

/** Ranks of a log axis: all of the first, then ever fewer, so that two thousand points stay quick. */
function rankSeries(eigenvalues: readonly number[], population: Float64Array): Series[] {
  const thin = (values: ArrayLike<number>) =>
    Array.from({ length: values.length }, (_, r) => r)
      .filter((r) => r < 64 || r % Math.ceil(r / 64) === 0 || r === values.length - 1)
      .filter((r) => values[r] > 0)
      .map((r) => ({ x: r + 1, y: values[r] }));
  return [
    { id: 'sample', label: text.sample, colour: 'var(--ramp-3)', weight: 2.4, points: thin(eigenvalues) },
    {
      id: 'population',
      label: text.population,
      colour: 'var(--ink)',
      dash: '6 3',
      weight: 1.4,
      points: thin(population),
    },
  ];
}

/** The tabulated density between its points; 0 outside. */
function densityAt({ x, density }: { x: number[]; density: number[] }, at: number): number {
  let low = 0;
  let high = x.length - 1;
  if (at <= x[0]) return density[0];
  if (at >= x[high]) return density[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return density[low] + ((density[high] - density[low]) * (at - x[low])) / (x[high] - x[low]);
}

/** Each spike beside what theory says of it. */
function Spikes({ result: { spikes, law, n, d } }: { result: MatrixResult }) {
  const gone = spikes.filter((s) => law && !s.theory).length;
  return (
    <section className="card wide" aria-labelledby="play-spikes">
      <h3 id="play-spikes">{text.spikesTitle}</h3>
      <div className="scroll">
        <table className="numbers">
          <thead>
            <tr>
              {text.spikeColumns.map((c) => (
                <th key={c} scope="col">
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {spikes.map((s, i) => (
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <td>{short(s.population)}</td>
                <td>{short(s.eigenvalue)}</td>
                <td>
                  {s.theory
                    ? short(s.theory.eigenvalue)
                    : law
                      ? fill(text.atEdge, { edge: short(law.upper) })
                      : '–'}
                </td>
                <td>
                  <span className="meter" aria-hidden="true">
                    <span style={{ width: `${100 * s.overlap}%` }} />
                  </span>
                  {percent(s.overlap)}
                </td>
                <td>{s.theory ? percent(s.theory.overlap) : law ? text.vanishes : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {law && (
        <Reading>
          <Prose
            text={fill(text.spikesReading, {
              threshold: short(law.threshold),
              root: short(Math.sqrt(d / n)),
              fate: gone ? fill(text.spikesGone, { gone, count: spikes.length }) : text.spikesAll,
            })}
          />
        </Reading>
      )}
      <p className="fine">
        <Prose text={text.spikesFormula} />
      </p>
    </section>
  );
}

/** The entries as pixels: one colour for each sign, darker for larger. */
function MatrixPicture({
  picture: { rows, columns, values },
  label,
}: {
  picture: MatrixResult['picture'];
  label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const draw = () => drawEntries(element, context, { rows, columns, values });
    draw();
    // Light or dark, by the person's choice or the system's.
    const chosen = new MutationObserver(draw);
    const system = matchMedia('(prefers-color-scheme: dark)');
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    system.addEventListener('change', draw);
    return () => {
      chosen.disconnect();
      system.removeEventListener('change', draw);
    };
  }, [rows, columns, values]);
  return (
    <canvas
      ref={canvas}
      width={columns}
      height={rows}
      className="matrix"
      role="img"
      aria-label={label}
      style={{
        aspectRatio: `${columns} / ${rows}`,
        width: `min(100%, ${Math.min(300, (300 * columns) / rows)}px)`,
      }}
    />
  );
}

function drawEntries(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  { rows, columns, values }: MatrixResult['picture'],
): void {
  const style = getComputedStyle(element);
  // Whatever way a colour is written, a pixel of it has three numbers.
  const colour = (name: string) => {
    context.fillStyle = style.getPropertyValue(name);
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const plus = colour('--ramp-6');
  const minus = colour('--ramp-0');
  const paper = colour('--surface');
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    const ink = values[i] < 0 ? minus : plus;
    const share = Math.min(1, Math.abs(values[i]) / 3);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = paper[c] + share * (ink[c] - paper[c]);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
