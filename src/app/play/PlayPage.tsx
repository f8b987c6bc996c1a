import { useEffect, useState } from 'react';
import { decodePlay, encodePlay, type Playground } from '../../lab/play/address.ts';
import { defaultsOf, playgrounds, type PlaygroundName } from '../../lab/play/settings.ts';
import { FieldControl } from '../FieldControl.tsx';
import { fieldsOf, type Value } from '../fields.ts';
import { Prose } from '../Prose.tsx';
import { strings } from '../../strings/index.ts';
import { KernelPlay } from './KernelPlay.tsx';
import { MatrixPlay } from './MatrixPlay.tsx';
import { ProcrustesPlay } from './ProcrustesPlay.tsx';
import './play.css';

const text = strings.play;
/** Safari allows a hundred changes of the address in half a minute. */
const ADDRESS_AFTER = 350;

const isHere = () => new URLSearchParams(location.search).get('page') === 'play';

/** What the address says, or the first playground and what is wrong with the address. */
function fromAddress(): { playground: Playground; problem: string | null } {
  const result = decodePlay(location.search);
  return result.ok
    ? { playground: result.playground, problem: null }
    : { playground: { name: 'matrix', settings: defaultsOf('matrix') }, problem: result.message };
}

/** Playgrounds beside the lab; everything one sees is in the address. */
export default function PlayPage() {
  const [{ playground, problem }, setState] = useState(fromAddress);
  useEffect(() => {
    const read = () => {
      if (isHere()) setState(fromAddress());
    };
    window.addEventListener('popstate', read);
    return () => window.removeEventListener('popstate', read);
  }, []);
  useEffect(() => {
    if (problem) return;
    const timer = setTimeout(() => {
      const query = `?${encodePlay(playground)}`;
      if (location.search !== query && isHere())
        history.replaceState(history.state, '', location.pathname + query + location.hash);
    }, ADDRESS_AFTER);
    return () => clearTimeout(timer);
  }, [playground, problem]);
  const show = (next: Playground) => setState({ playground: next, problem: null });
  const change = (settings: Playground['settings']) =>
    show({ name: playground.name, settings } as Playground);
  const set = (path: string, value: Value): string | null => {
    const result = playgrounds[playground.name].safeParse({ ...playground.settings, [path]: value });
    if (!result.success) return result.error.issues[0].message;
    change(result.data);
    return null;
  };
  const { name, settings } = playground;
  const defaults = defaultsOf(name);
  const fields = fieldsOf(playgrounds[name]).filter(
    (f) => text.hidden(name, f.path, settings as unknown as Record<string, unknown>) === false,
  );
  return (
    <div className="play">
      <header>
        <h2>{text.title}</h2>
        <div className="choice" role="group" aria-label={text.title}>
          {(Object.keys(playgrounds) as PlaygroundName[]).map((key) => (
            <button
              key={key}
              type="button"
              aria-pressed={key === name}
              onClick={() => show({ name: key, settings: defaultsOf(key) } as Playground)}
            >
              {text.names[key]}
            </button>
          ))}
        </div>
        <p className="lead">
          <Prose text={text.leads[name]} />
        </p>
        {problem && (
          <p className="problem" role="alert">
            {text.refused} {problem}
          </p>
        )}
      </header>
      <form className="card controls-card" aria-label={text.settings} onSubmit={(e) => e.preventDefault()}>
        {fields.map((field) => (
          <FieldControl
            key={name + field.path}
            field={field}
            value={(settings as unknown as Record<string, Value>)[field.path]}
            changed={
              (settings as unknown as Record<string, Value>)[field.path] !==
              (defaults as unknown as Record<string, Value>)[field.path]
            }
            onChange={(value) => set(field.path, value)}
          />
        ))}
        <p className="row-buttons">
          <button type="button" onClick={() => set('seed', 1 + ((settings.seed * 48271) % 2147483647))}>
            {text.newSeed}
          </button>
          <button type="button" onClick={() => change(defaults)}>
            {text.reset}
          </button>
        </p>
        <p className="fine">{text.linked}</p>
      </form>
      <div className="stage">
        {playground.name === 'matrix' && <MatrixPlay settings={playground.settings} />}
        {playground.name === 'procrustes' && (
          <ProcrustesPlay settings={playground.settings} onChange={change} />
        )}
        {playground.name === 'kernel' && <KernelPlay settings={playground.settings} />}
      </div>
    </div>
  );
}
