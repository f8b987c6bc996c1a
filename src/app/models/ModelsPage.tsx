import { useEffect, useMemo, useRef, useState } from 'react';
import { OriginContext, type Origin } from '../../charts/origin.ts';
import { SaveMenu } from '../../charts/SaveMenu.tsx';
import type { ModelSource } from '../../lab/modelEvents.ts';
import { arrange, columns, layerTable, type Row, type Sort } from '../../panels/models/columns.ts';
import { Comparison } from '../../panels/models/Comparison.tsx';
import { DepthPlot } from '../../panels/models/DepthPlot.tsx';
import { LayerDetail } from '../../panels/models/LayerDetail.tsx';
import { LayerTable } from '../../panels/models/LayerTable.tsx';
import { strings } from '../../strings/index.ts';
import { openPage, useAddressField } from '../pageLinks.ts';
import { useModels } from '../store.ts';
import { ModelHead } from './ModelHead.tsx';
import { modelLink } from './modelLink.ts';
import { ModelProgress } from './ModelProgress.tsx';
import { OpenModel } from './OpenModel.tsx';
import './models.css';

const text = strings.models.page;
const { open: openText } = strings.models;

/**
 * Spectra of any trained model: what it is, its layers as a table, one layer at large, all over depth, two
 * models compared.
 */
export function ModelsPage() {
  const view = useModels((s) => s.view);
  const status = useModels((s) => s.status);
  const compare = useModels((s) => s.compare);
  const opening = useModels((s) => s.opening);
  const openSource = useSource();
  const origin = useModelOrigin();
  useLink();
  if (!view.info) {
    return (
      <div className="models">
        <section className="card welcome models-welcome">
          <h2>{text.title}</h2>
          <p>{text.about}</p>
          {opening === null ? <OpenModel label={openText.first} onSource={openSource} /> : <ModelProgress />}
          <p className="fine">{text.formats}</p>
        </section>
      </div>
    );
  }
  return (
    <OriginContext value={origin}>
      <div className="models">
        <ModelHead onSource={openSource} />
        <Layers />
        <section className="card wide" aria-labelledby="compare-title">
          <div className="card-head">
            <h2 id="compare-title">{text.two}</h2>
          </div>
          {status === 'working' && view.task === 'measure' ? (
            <p className="fine">{text.later}</p>
          ) : (
            <OpenModel
              label={openText.second}
              disabled={status !== 'idle'}
              onSource={(source) => {
                compare(source);
                // What the link does not hold of one model it cannot hold of two.
                if (view.info?.address)
                  openPage(modelLink(view.info.address, source.kind === 'address' ? source.address : null));
              }}
            />
          )}
          <Comparison view={view} />
        </section>
      </div>
    </OriginContext>
  );
}

/** The table, the chosen layer at large, and a quantity over depth. */
function Layers() {
  const view = useModels((s) => s.view);
  const status = useModels((s) => s.status);
  const selected = useModels((s) => s.selected);
  const select = useModels((s) => s.select);
  const measure = useModels((s) => s.measure);
  const [sort, setSort] = useState<Sort>({ column: 'order', descending: false });
  const [filter, setFilter] = useState('');
  const [quantity, setQuantity] = useState('stable');
  const all = useMemo(
    () =>
      (view.info?.layers ?? []).map((info, i): Row => ({
        info,
        layer: view.layers.get(info.name) ?? null,
        problem: view.failed.get(info.name) ?? null,
        order: i + 1,
      })),
    [view.info, view.layers, view.failed],
  );
  const rows = useMemo(() => arrange(all, sort, filter), [all, sort, filter]);
  const shown = all.find(({ info }) => info.name === selected) ?? rows.find(({ layer }) => layer);
  const left = rows.filter(({ layer, problem }) => !layer && !problem);
  const onSort = (column: string) =>
    setSort((now) => ({
      column,
      descending:
        now.column === column
          ? !now.descending
          : columns.find(({ id }) => id === column)?.depth !== undefined,
    }));
  return (
    <>
      <section className="card wide" aria-labelledby="layers-title">
        <div className="card-head">
          <h2 id="layers-title">{all.length === 1 ? text.one : text.layers(rows.length, all.length)}</h2>
          <label className="filter">
            {text.filter}{' '}
            <input
              type="search"
              value={filter}
              placeholder={text.filterSuch}
              onChange={(e) => setFilter(e.target.value)}
            />
          </label>
        </div>
        {status === 'idle' && left.length > 0 && (
          <p className="unmeasured">
            {text.left(left.length)}{' '}
            <button type="button" onClick={() => measure(left.map(({ info }) => info.name))}>
              {text.measure(
                left.length === all.length,
                view.info?.address ? megabytes(left.reduce((sum, { info }) => sum + info.bytes, 0)) : null,
              )}
            </button>
          </p>
        )}
        <LayerTable
          rows={rows}
          sort={sort}
          selected={shown?.info.name ?? null}
          onSort={onSort}
          onSelect={select}
        />
        <div className="table-tools">
          <SaveMenu title={text.table(view.info?.name ?? null)} table={() => layerTable(rows)} />
        </div>
        <p className="fine">{text.how}</p>
      </section>
      <div className="grid">
        {shown?.layer ? (
          <LayerDetail layer={shown.layer} />
        ) : (
          shown && (
            <section className="card wide" aria-label={text.chosen}>
              <p className="empty">
                <span>
                  {shown.problem ?? (
                    <>
                      {text.unmeasured(shown.info.name)}{' '}
                      {status === 'idle' && (
                        <button type="button" onClick={() => measure([shown.info.name])}>
                          {text.measureOne(view.info?.address ? megabytes(shown.info.bytes) : null)}
                        </button>
                      )}
                    </>
                  )}
                </span>
              </p>
            </section>
          )
        )}
      </div>
      {view.layers.size > 1 && (
        <section className="card wide" aria-label={text.depth}>
          <div className="card-head">
            <h2>{text.depthTitle}</h2>
          </div>
          <DepthPlot
            rows={all}
            quantity={quantity}
            selected={shown?.info.name ?? null}
            onQuantity={setQuantity}
          />
        </section>
      )}
    </>
  );
}

const megabytes = (bytes: number): string =>
  strings.models.head.megabytes((bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0));

/** Opens a source, and has the address of the page say so where it can. */
function useSource(): (source: ModelSource) => void {
  const open = useModels((s) => s.open);
  return (source) => {
    open(source);
    openPage(modelLink(source.kind === 'address' ? source.address : null));
  };
}

/** Opens what the link names: a model, and a second one once the first is measured. */
function useLink(): void {
  const model = useAddressField('model');
  const other = useAddressField('with');
  const view = useModels((s) => s.view);
  const opening = useModels((s) => s.opening);
  const status = useModels((s) => s.status);
  const open = useModels((s) => s.open);
  const compare = useModels((s) => s.compare);
  const tried = useRef<string | null>(null);
  useEffect(() => {
    if (model && model !== view.info?.address && model !== opening) open({ kind: 'address', address: model });
    // Only when the link changes: one that failed is not tried again by itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, open]);
  useEffect(() => {
    if (
      !other ||
      tried.current === other ||
      status !== 'idle' ||
      view.info?.address !== model ||
      view.other?.info.address === other ||
      view.layers.size + view.failed.size < (view.info?.layers.length ?? 1)
    )
      return;
    tried.current = other;
    compare({ kind: 'address', address: other });
  }, [other, model, status, view, compare]);
}

/** What saved charts say of the model they show. */
function useModelOrigin(): Origin | null {
  const info = useModels((s) => s.view.info);
  const other = useModels((s) => s.view.other?.info.address ?? null);
  return useMemo(
    () =>
      info && {
        model: info.name,
        bytes: info.bytes,
        sha256: info.sha256,
        commit: info.commit,
        date: info.date,
        address: () => modelLink(info.address, other),
      },
    [info, other],
  );
}
