import { Icon } from './Menu.tsx';
import { useApp } from './store.ts';

/** Steps back and forward through changes of the settings. */
export function UndoRedo() {
  const { past, future } = useApp((s) => s.history), undo = useApp((s) => s.undo), redo = useApp((s) => s.redo);
  return (
    <div className="pair" role="group" aria-label="Changes of the settings">
      <button type="button" aria-label="Undo" title="Undo the last change of the settings (Ctrl Z)" disabled={past.length === 0} onClick={undo}><Icon d="M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H6" /></button>
      <button type="button" aria-label="Redo" title="Redo (Ctrl Shift Z)" disabled={future.length === 0} onClick={redo}><Icon d="M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h4" /></button>
    </div>
  );
}
