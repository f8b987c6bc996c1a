import { useEffect, useState } from 'react';
import { short } from '../charts/format.ts';
import type { CatalogueEntry } from '../lab/architectures.ts';
import { layerColour, marked } from '../panels/shared.tsx';
import { strings } from '../strings/index.ts';
import { FieldControl } from './FieldControl.tsx';
import { fields, getField, setField } from './fields.ts';
import { linkToPage } from './pageLinks.ts';
import { useApp } from './store.ts';

const text = strings.shell.networks;

/**
 * Settings that change an architecture's shape; the rest of the network's settings are in the form of the
 * lab.
 */
const SHAPE = ['network.width', 'network.depth', 'network.batchNorm', 'network.divisive', 'network.skip'];

/**
 * Table 1 and e.2 to e.5 of docs/paper.md: every architecture as the settings make it, layer by layer, with
 * its weights and work.
 */
export function Networks() {
  const spec = useApp((s) => s.spec);
  const edit = useApp((s) => s.edit);
  const catalogue = useApp((s) => s.catalogue);
  const [entries, setEntries] = useState<CatalogueEntry[] | null>(null);
  const { network } = spec;
  useEffect(() => {
    let over = false;
    void catalogue(network).then((found) => {
      if (!over) setEntries(found);
    });
    return () => {
      over = true;
    };
  }, [catalogue, network]);
  const options = fields.find((f) => f.path === 'network.architecture')!.options;
  return (
    <div className="networks">
      <h2>{text.title}</h2>
      <p>
        {text.about[0]}
        <i>{text.about[1]}</i>
        {text.about[2]}
      </p>
      <form className="experiment shape" aria-label={text.shape} onSubmit={(e) => e.preventDefault()}>
        {SHAPE.map((path) => (
          <FieldControl
            key={path}
            field={fields.find((f) => f.path === path)!}
            value={getField(spec, path)}
            changed={false}
            onChange={(next) => {
              const result = setField(spec, path, next);
              if ('problem' in result) return result.problem;
              edit(() => result.spec);
              return null;
            }}
          />
        ))}
      </form>
      {entries === null ? (
        <p role="status">{text.counting}</p>
      ) : (
        entries.map((entry) => {
          const chosen = entry.architecture === network.architecture;
          const title = options.find((o) => o.value === entry.architecture)!.label;
          const widest = Math.max(...entry.layers.map((l) => Math.sqrt(l.neurons)));
          return (
            <section key={entry.architecture} className="card" aria-labelledby={`net-${entry.architecture}`}>
              <div className="card-head">
                <h3 id={`net-${entry.architecture}`}>
                  {title}
                  {chosen && <span className="badge good">{text.inUse}</span>}
                </h3>
                <a
                  className="button"
                  aria-label={text.useIt(title)}
                  {...use(linkToPage(null), () =>
                    edit((s) => ({ ...s, network: { ...s.network, architecture: entry.architecture } })),
                  )}
                >
                  {chosen ? text.back : text.use}
                </a>
              </div>
              {entry.problem ? (
                <p className="empty">{entry.problem}</p>
              ) : (
                <>
                  <p className="reading">
                    {marked(
                      text.sums(
                        entry.weights.toLocaleString('en'),
                        short((2 * entry.macs) / 1e6),
                        lifts(entry) > 0.005 ? Math.round(100 * lifts(entry)) : null,
                      ),
                    )}
                  </p>
                  {/* A region that scrolls must be reachable by keyboard. */}
                  {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
                  <div className="scroll" role="region" aria-label={text.layers(title)} tabIndex={0}>
                    <table>
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
                        {entry.layers.map((l, i) => (
                          <tr key={l.name}>
                            <th scope="row">
                              <i
                                className="swatch"
                                aria-hidden="true"
                                style={{
                                  background:
                                    i < entry.layers.length - 1
                                      ? layerColour(i, entry.layers.length - 1)
                                      : 'var(--muted)',
                                  width: `${Math.round((60 * Math.sqrt(l.neurons)) / widest)}px`,
                                }}
                              />
                              {l.name}
                            </th>
                            <td>{l.neurons}</td>
                            <td>{l.inputs.toLocaleString('en')}</td>
                            <td>
                              {l.channels} × {l.taps}
                            </td>
                            <td>
                              {l.side} × {l.side}
                            </td>
                            <td>{l.weights.toLocaleString('en')}</td>
                            <td>{short((2 * (l.macs.product + l.macs.lift)) / 1e6)}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                </>
              )}
            </section>
          );
        })
      )}
    </div>
  );
}

const lifts = ({ layers, macs }: CatalogueEntry): number =>
  layers.reduce((sum, l) => sum + l.macs.lift, 0) / macs;

/** A link that does something before it is followed. */
const use = (
  { href, onClick }: ReturnType<typeof linkToPage>,
  first: () => void,
): ReturnType<typeof linkToPage> => ({
  href,
  onClick: (event) => {
    first();
    onClick(event);
  },
});
