import { Icon } from './Menu.tsx';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.undo;

/** Steps back and forward through changes of the settings. */
export function UndoRedo() {
  const { past, future } = useApp((s) => s.history);
  const undo = useApp((s) => s.undo);
  const redo = useApp((s) => s.redo);
  return (
    <div className="pair" role="group" aria-label={text.group}>
      <button
        type="button"
        aria-label={text.undo}
        title={text.undoTitle}
        disabled={past.length === 0}
        onClick={undo}
      >
        <Icon d="M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H6" />
      </button>
      <button
        type="button"
        aria-label={text.redo}
        title={text.redoTitle}
        disabled={future.length === 0}
        onClick={redo}
      >
        <Icon d="M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h4" />
      </button>
    </div>
  );
}
