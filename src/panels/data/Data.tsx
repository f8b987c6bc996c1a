import { ClassCounts } from '../../charts/ClassCounts.tsx';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { PixelImage } from '../../charts/PixelImage.tsx';
import { participationRatio } from '../../spectra/dimension.ts';
import { strings } from '../../strings/index.ts';
import { Empty, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

const text = strings.panels.data;
const { common } = strings.panels;

/** Smallest eigenvalue drawn, relative to the first: below it stands rounding. */
const FLOOR = 1e-5;

/**
 * Some images of each class, how many there are, their channels, and the spectrum of their pixels: the
 * paper's layer 0.
 */
export function Data({ run: { started, data, warnings } }: PanelProps) {
  if (!started || !data) return <Empty>{text.coming}</Empty>;
  const { size, channels, classes, train, test } = started.dataset;
  const { spectrum, labels } = data;
  const fit = spectrum.powerLaw;
  const dimensions = size * size * channels;
  const first = spectrum.eigenvalues[0] || 1;
  const most = Math.max(...labels.train);
  const least = Math.min(...labels.train);
  const series: Series[] = [
    {
      id: 'pixels',
      label: text.pixels,
      colour: 'var(--accent)',
      points: spectrum.eigenvalues.map((v, r) => ({ x: r + 1, y: v / first })).filter((p) => p.y >= FLOOR),
    },
  ];
  if (fit)
    series.push({
      id: 'fit',
      label: common.fit(fit.index.toFixed(2)),
      colour: 'var(--ink)',
      dash: '5 3',
      weight: 1.4,
      unlabelled: true,
      points: [fit.from, fit.to].map((m) => ({
        x: m,
        y: (Math.exp(fit.intercept) * m ** -fit.index) / first,
      })),
    });
  const lopsided = warnings
    .filter((w) => w.code === 'data')
    .map((w) => w.message)
    .join(' ');
  return (
    <>
      <div className="look">
        {data.images.length > 0 ? (
          // A region that scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className="samples" role="region" aria-label={text.samples} tabIndex={0}>
            {classes.map((name, label) => {
              const own = data.images.filter((image) => image.label === label);
              return (
                own.length > 0 && (
                  <figure key={label}>
                    <figcaption>{name}</figcaption>
                    <div>
                      {own.map((image, i) => (
                        <PixelImage
                          key={i}
                          pixels={image.pixels}
                          size={size}
                          channels={channels}
                          alt={text.alt(name, i + 1)}
                          side={34}
                        />
                      ))}
                    </div>
                  </figure>
                )
              );
            })}
          </div>
        ) : (
          <p className="fine">{text.none(started.dataset.name)}</p>
        )}
        <div>
          <ClassCounts title={text.counts} classes={classes} train={labels.train} test={labels.test} />
          <table className="small-table">
            <caption>{text.channels}</caption>
            <thead>
              <tr>
                {text.columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.channels.mean.map((mean, c) => (
                <tr key={c}>
                  <th scope="row">{channels === 1 ? text.grey : text.colours[c]}</th>
                  <td>{mean.toFixed(4)}</td>
                  <td>{data.channels.deviation[c].toFixed(4)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <LineChart
          title={text.title(spectrum.images.toLocaleString('en'))}
          series={series}
          x={{
            label: common.rank,
            scale: 'log',
            domain: [1, Math.max(2, spectrum.eigenvalues.length)],
            read: (v) => String(Math.round(v)),
          }}
          y={{ label: common.eigenvalueOverFirst, scale: 'log', domain: [FLOOR, 1] }}
        />
      </div>
      <Reading>
        {marked(
          [
            text.reading({
              train: train.toLocaleString('en'),
              test: test.toLocaleString('en'),
              size,
              grey: channels === 1,
              least: least.toLocaleString('en'),
              most: most.toLocaleString('en'),
            }),
            fit ? text.law(spectrum.images.toLocaleString('en'), fit.index.toFixed(2), fit.from, fit.to) : '',
            spectrum.eigenvalues.length > 0
              ? text.shares(
                  dimensions.toLocaleString('en'),
                  share(spectrum.eigenvalues, 0.5),
                  share(spectrum.eigenvalues, 0.9),
                  participationRatio(spectrum.eigenvalues).toFixed(1),
                )
              : '',
            lopsided ? text.beware(lopsided) : '',
          ].join(''),
        )}
      </Reading>
    </>
  );
}

/** How many of the first directions hold this share of the variance. */
function share(eigenvalues: readonly number[], of: number): number {
  const wanted = of * eigenvalues.reduce((a, b) => a + b, 0);
  let sum = 0;
  return 1 + eigenvalues.findIndex((v) => (sum += v) >= wanted);
}
