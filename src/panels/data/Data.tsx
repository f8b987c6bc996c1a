import { ClassCounts } from '../../charts/ClassCounts.tsx';
import { LineChart, type Series } from '../../charts/LineChart.tsx';
import { PixelImage } from '../../charts/PixelImage.tsx';
import { participationRatio } from '../../spectra/dimension.ts';
import { Empty, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Smallest eigenvalue drawn, relative to the first: below it stands rounding. */
const FLOOR = 1e-5;

/** Some images of each class, how many there are, their channels, and the spectrum of their pixels: the paper's layer 0. */
export function Data({ run: { started, data, warnings } }: PanelProps) {
  if (!started || !data) return <Empty>Comes when the images are there.</Empty>;
  const { size, channels, classes, train, test } = started.dataset, { spectrum, labels } = data, fit = spectrum.powerLaw;
  const dimensions = size * size * channels, first = spectrum.eigenvalues[0] || 1, most = Math.max(...labels.train), least = Math.min(...labels.train);
  const series: Series[] = [{ id: 'pixels', label: 'pixels', colour: 'var(--accent)', points: spectrum.eigenvalues.map((v, r) => ({ x: r + 1, y: v / first })).filter((p) => p.y >= FLOOR) }];
  if (fit) series.push({ id: 'fit', label: `fit rank^−${fit.index.toFixed(2)}`, colour: 'var(--ink)', dash: '5 3', weight: 1.4, unlabelled: true, points: [fit.from, fit.to].map((m) => ({ x: m, y: Math.exp(fit.intercept) * m ** -fit.index / first })) });
  const lopsided = warnings.filter((w) => w.code === 'data').map((w) => w.message).join(' ');
  return (
    <>
      <div className="look">
        {data.images.length > 0 ? (
          // A region that scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className="samples" role="region" aria-label="Training images by class" tabIndex={0}>
            {classes.map((name, label) => {
              const own = data.images.filter((image) => image.label === label);
              return own.length > 0 && (
                <figure key={label}>
                  <figcaption>{name}</figcaption>
                  <div>{own.map((image, i) => <PixelImage key={i} pixels={image.pixels} size={size} channels={channels} alt={`${name}, training image ${i + 1}`} side={34} />)}</div>
                </figure>
              );
            })}
          </div>
        ) : <p className="fine">This file holds numbers only, no images: those of {started.dataset.name} are not passed on.</p>}
        <div>
          <ClassCounts title="Images by class, training + test" classes={classes} train={labels.train} test={labels.test} />
          <table className="small-table">
            <caption>Channels of the training images, from 0 (black) to 1</caption>
            <thead><tr><th scope="col">channel</th><th scope="col">mean</th><th scope="col">deviation</th></tr></thead>
            <tbody>{data.channels.mean.map((mean, c) => <tr key={c}><th scope="row">{channels === 1 ? 'grey' : ['red', 'green', 'blue'][c]}</th><td>{mean.toFixed(4)}</td><td>{data.channels.deviation[c].toFixed(4)}</td></tr>)}</tbody>
          </table>
        </div>
        <LineChart
          title={`Spectrum of the pixels of ${spectrum.images.toLocaleString('en')} training images`} series={series}
          x={{ label: 'rank', scale: 'log', domain: [1, Math.max(2, spectrum.eigenvalues.length)], read: (v) => String(Math.round(v)) }}
          y={{ label: 'eigenvalue / first', scale: 'log', domain: [FLOOR, 1] }}
        />
      </div>
      <Reading>
        {train.toLocaleString('en')} training and {test.toLocaleString('en')} test images of {size} × {size} in {channels === 1 ? 'grey' : 'colour'}, between <strong>{least.toLocaleString('en')}</strong> and <strong>{most.toLocaleString('en')}</strong> of a class to learn from.{' '}
        {fit && <>Their spectrum (centred covariance of the pixels as the networks get them, first {spectrum.images.toLocaleString('en')} training images) falls with rank to the power <strong>−{fit.index.toFixed(2)}</strong> over ranks {fit.from}–{fit.to} (dashed). </>}
        {spectrum.eigenvalues.length > 0 && <>Of {dimensions.toLocaleString('en')} directions, <strong>{share(spectrum.eigenvalues, 0.5)}</strong> hold half of the variance and <strong>{share(spectrum.eigenvalues, 0.9)}</strong> nine tenths; participation ratio <strong>{participationRatio(spectrum.eigenvalues).toFixed(1)}</strong>.</>}
        {lopsided && <> <strong>Beware:</strong> {lopsided}</>}
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
