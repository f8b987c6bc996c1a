import { Menu } from './Menu.tsx';
import { useApp } from './store.ts';

/** The runs of this session: opened again, drawn into the charts of the one shown, or dropped. */
export function RunsMenu() {
  const runs = useApp((s) => s.runs), run = useApp((s) => s.run), overlay = useApp((s) => s.overlay);
  const reopen = useApp((s) => s.reopen), forget = useApp((s) => s.forget), compareWith = useApp((s) => s.compareWith);
  return (
    <Menu label={`Compare: ${runs.length} runs of this session`} icon={<>Compare <span className="count">{runs.length}</span></>} className="runs">
      {() => (runs.length === 0 ? <p>Runs that you make or open here are listed, to be opened again and compared.</p> : (
        <ul>
          {runs.map((r) => {
            const shown = r.run.started === run.started;
            return (
              <li key={r.id}>
                <span><strong>#{r.id}</strong> {r.name}{shown && ' (shown)'}</span>
                <span className="actions">
                  <button type="button" aria-label={`Open #${r.id}`} disabled={shown} onClick={() => reopen(r.id)}>Open</button>
                  <button type="button" aria-label={`Compare with #${r.id}`} aria-pressed={overlay === r.id} disabled={shown} onClick={() => compareWith(overlay === r.id ? null : r.id)}>Compare</button>
                  <button type="button" aria-label={`Drop #${r.id} from the list`} onClick={() => forget(r.id)}>Drop</button>
                </span>
              </li>
            );
          })}
        </ul>
      ))}
    </Menu>
  );
}
