import { useState } from 'react';
import type { Axes } from '../../files/models/axes.ts';
import type { ModelInfo, ModelSource } from '../../lab/modelEvents.ts';
import { strings } from '../../strings/index.ts';
import { linkToPage, openPage } from '../pageLinks.ts';
import { useApp, useModels } from '../store.ts';
import { modelLink } from './modelLink.ts';
import { ModelProgress } from './ModelProgress.tsx';
import { OpenModel } from './OpenModel.tsx';

const text = strings.models.head;
const { open } = strings.models;

const MOST_TENSORS = 500;

/** What the model is and where it came from, what is no layer in it, and the way to another. */
export function ModelHead({ onSource }: { onSource(source: ModelSource): void }) {
  const info = useModels((s) => s.view.info);
  const other = useModels((s) => s.view.other?.info.address ?? null);
  const [said, setSaid] = useState('');
  const source = useModels((s) => s.source);
  const runModel = useApp((s) => s.runModel);
  const [asking, setAsking] = useState(false);
  if (!info) return null;
  const link = modelLink(info.address, other);
  const copy = () => {
    navigator.clipboard?.writeText(link).then(
      () => setSaid(text.copied),
      () => setSaid(link),
    );
  };
  return (
    <section className="card wide model-head" aria-labelledby="model-title">
      <div className="card-head">
        <h2 id="model-title">{info.name}</h2>
      </div>
      <p className="facts">
        {text.facts({
          format: info.format,
          size: size(info.bytes),
          bytes: info.bytes.toLocaleString('en'),
          numbers: numbers(info).toLocaleString('en'),
          types: types(info),
        })}
        {info.address ? (
          <a href={info.address} rel="noreferrer" target="_blank">
            {info.address}
          </a>
        ) : (
          text.yours
        )}
        {info.sha256 && (
          <>
            {text.hash}
            <code title={info.sha256}>{info.sha256.slice(0, 16)}…</code>
          </>
        )}
      </p>
      <ModelProgress />
      <div className="model-actions">
        {source && (
          <p>
            <button
              type="button"
              className="primary"
              disabled={asking}
              title={text.runTitle}
              onClick={() => {
                setAsking(true);
                void runModel(source).then((runs) => {
                  setAsking(false);
                  if (runs) openPage(linkToPage(null).href);
                });
              }}
            >
              {text.run}
            </button>
          </p>
        )}
        <details>
          <summary>{open.another}</summary>
          <OpenModel label={open.another} onSource={onSource} />
        </details>
        {info.address && (
          <p>
            <button type="button" onClick={copy}>
              {text.copy}
            </button>{' '}
            <span role="status">{said}</span>
          </p>
        )}
        {source && info.axes.by !== 'format' && (
          <AxesChoice info={info} onChange={(axes) => onSource({ ...source, axes })} />
        )}
        {info.skipped.length > 0 && <Skipped info={info} />}
        {info.left.length > 0 && <Left left={info.left} />}
      </div>
    </section>
  );
}

/** The order of axes that was taken, and the other one. */
function AxesChoice({ info, onChange }: { info: ModelInfo; onChange(axes: Axes): void }) {
  const { order, by } = info.axes;
  return (
    <p>
      <label>
        {text.axes}{' '}
        <select value={order} onChange={(e) => onChange(e.target.value as Axes)}>
          {(['pytorch', 'tensorflow'] as const).map((axes) => (
            <option key={axes} value={axes}>
              {text.axesOrders[axes]}
            </option>
          ))}
        </select>
      </label>{' '}
      <span className="fine">{text.axesBy[by]}</span>
    </p>
  );
}

/** What was opened with the model and is no part of it, with why. */
function Left({ left }: { left: ModelInfo['left'] }) {
  return (
    <details className="skipped">
      <summary>{text.left(left.length)}</summary>
      <ul>
        {left.slice(0, MOST_TENSORS).map(({ name, reason }) => (
          <li key={name}>
            <code>{name}</code> {reason}
          </li>
        ))}
      </ul>
      {left.length > MOST_TENSORS && <p className="fine">{text.firstOf(MOST_TENSORS, left.length)}</p>}
    </details>
  );
}

function Skipped({ info: { skipped } }: { info: ModelInfo }) {
  const [shown, setShown] = useState(false);
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return (
    <details className="skipped" onToggle={(e) => setShown(e.currentTarget.open)}>
      <summary>
        {text.skipped(skipped.length, [...reasons].map(([reason, n]) => `${n} ${reason}`).join(', '))}
      </summary>
      {shown && (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="layer-table" role="region" aria-label={text.skippedTitle} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {text.columns.map((name, i) => (
                  <th key={name} scope="col" className={i === 0 || i === 3 ? 'name' : undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {skipped.slice(0, MOST_TENSORS).map((t) => (
                <tr key={t.name}>
                  <th scope="row" className="name">
                    {t.name}
                  </th>
                  <td>{t.shape.join(' × ') || text.scalar}</td>
                  <td>{t.dtype}</td>
                  <td className="name">{t.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {skipped.length > MOST_TENSORS && (
            <p className="fine">{text.firstOf(MOST_TENSORS, skipped.length)}</p>
          )}
        </div>
      )}
    </details>
  );
}

const size = (bytes: number): string =>
  bytes < 1e9
    ? text.megabytes((bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1))
    : text.gigabytes((bytes / 1e9).toFixed(2));
const all = ({ layers, skipped }: ModelInfo) => [...layers, ...skipped];
const numbers = (info: ModelInfo): number =>
  all(info).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
const types = (info: ModelInfo): string => [...new Set(all(info).map(({ dtype }) => dtype))].join(', ');
