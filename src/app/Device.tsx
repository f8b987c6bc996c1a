import { marked } from '../panels/shared.tsx';
import { strings } from '../strings/index.ts';
import { useApp } from './store.ts';

const text = strings.shell.device;

/** What the run was or is made on, and why; its speed while it trains. */
export function Device() {
  const device = useApp((s) => s.run.started?.device);
  const speed = useApp((s) => s.run.progress?.imagesPerSecond);
  const live = useApp((s) => s.source?.kind === 'live');
  const idle = useApp((s) => s.status === 'idle');
  if (!device) return null;
  return (
    <details className="device">
      <summary title={text.title(device.name)}>
        {speed && !idle ? text.speed(Math.round(speed).toLocaleString('en')) : device.name}
      </summary>
      <div>
        <p>{marked((live ? text.uses : text.made)(device.name, device.reason))}</p>
        <p className="fine">{text.other}</p>
      </div>
    </details>
  );
}
