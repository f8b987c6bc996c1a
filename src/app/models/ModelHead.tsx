import { useState } from 'react';
import type { ModelInfo, ModelSource } from '../../lab/modelEvents.ts';
import { linkToPage, openPage } from '../pageLinks.ts';
import { useApp, useModels } from '../store.ts';
import { modelLink } from './modelLink.ts';
import { ModelProgress } from './ModelProgress.tsx';
import { OpenModel } from './OpenModel.tsx';

const MOST_TENSORS = 500;

/** What the model is and where it came from, what is no layer in it, and the way to another. */
export function ModelHead({ onSource }: { onSource(source: ModelSource): void }) {
  const info = useModels((s) => s.view.info), other = useModels((s) => s.view.other?.info.address ?? null), [said, setSaid] = useState('');
  const source = useModels((s) => s.source), runModel = useApp((s) => s.runModel), [asking, setAsking] = useState(false);
  if (!info) return null;
  const link = modelLink(info.address, other);
  const copy = () => { navigator.clipboard?.writeText(link).then(() => setSaid('Link copied.'), () => setSaid(link)); };
  return (
    <section className="card wide model-head" aria-labelledby="model-title">
      <div className="card-head"><h2 id="model-title">{info.name}</h2></div>
      <p className="facts">
        {info.format} · {size(info.bytes)} ({info.bytes.toLocaleString('en')} bytes) · {numbers(info).toLocaleString('en')} numbers ({types(info)}) · {info.address ? <a href={info.address} rel="noreferrer" target="_blank">{info.address}</a> : 'a file of yours'}{info.sha256 && <> · sha-256 <code title={info.sha256}>{info.sha256.slice(0, 16)}…</code></>}
      </p>
      <ModelProgress />
      <div className="model-actions">
        {source && <p><button type="button" className="primary" disabled={asking} title="Tests it on images, measures its activations and, where its form allows it, draws its weights again" onClick={() => { setAsking(true); void runModel(source).then((runs) => { setAsking(false); if (runs) openPage(linkToPage(null).href); }); }}>Run it on images</button></p>}
        <details><summary>Open another model</summary><OpenModel label="Open another model" onSource={onSource} /></details>
        {info.address && <p><button type="button" onClick={copy}>Copy link</button> <span role="status">{said}</span></p>}
        {info.skipped.length > 0 && <Skipped info={info} />}
      </div>
    </section>
  );
}

function Skipped({ info: { skipped } }: { info: ModelInfo }) {
  const [open, setOpen] = useState(false), reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return (
    <details className="skipped" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{skipped.length} {skipped.length === 1 ? 'tensor is no layer' : 'tensors are no layers'}: {[...reasons].map(([reason, n]) => `${n} ${reason}`).join(', ')}</summary>
      {open && (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="layer-table" role="region" aria-label="Tensors that are no layers" tabIndex={0}>
          <table>
            <thead><tr><th scope="col" className="name">tensor</th><th scope="col">shape</th><th scope="col">type</th><th scope="col" className="name">why it is left out</th></tr></thead>
            <tbody>{skipped.slice(0, MOST_TENSORS).map((t) => <tr key={t.name}><th scope="row" className="name">{t.name}</th><td>{t.shape.join(' × ') || 'one number'}</td><td>{t.dtype}</td><td className="name">{t.reason}</td></tr>)}</tbody>
          </table>
          {skipped.length > MOST_TENSORS && <p className="fine">The first {MOST_TENSORS} of {skipped.length}.</p>}
        </div>
      )}
    </details>
  );
}

const size = (bytes: number): string => (bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);
const all = ({ layers, skipped }: ModelInfo) => [...layers, ...skipped];
const numbers = (info: ModelInfo): number => all(info).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
const types = (info: ModelInfo): string => [...new Set(all(info).map(({ dtype }) => dtype))].join(', ');
