import { report } from './report.ts';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

/** What went wrong or is good to know; stays until it is closed. */
export function Messages() {
  const messages = useApp((s) => s.messages);
  const dismiss = useApp((s) => s.dismiss);
  const link = useApp((s) => s.link);
  return (
    <div className="messages">
      {messages.map((m) => (
        <div key={m.id} className={m.kind} role={m.kind === 'error' ? 'alert' : 'status'}>
          <span aria-hidden="true">{m.kind === 'error' ? '!' : 'i'}</span>
          <p>{m.text}</p>
          {m.kind === 'error' && (
            <button
              type="button"
              className="plain"
              onClick={() => navigator.clipboard.writeText(report(link(), `${m.text}\n${m.detail ?? ''}`))}
            >
              {strings.shell.copyReport}
            </button>
          )}
          <button
            type="button"
            className="plain"
            aria-label={strings.shell.closeMessage}
            onClick={() => dismiss(m.id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
