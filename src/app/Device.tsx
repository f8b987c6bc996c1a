import { useApp } from './store.ts';

/** What the run was or is made on, and why; its speed while it trains. */
export function Device() {
  const device = useApp((s) => s.run.started?.device), speed = useApp((s) => s.run.progress?.imagesPerSecond), live = useApp((s) => s.source?.kind === 'live'), idle = useApp((s) => s.status === 'idle');
  if (!device) return null;
  return (
    <details className="device">
      <summary title={`Device: ${device.name}`}>{speed && !idle ? `${Math.round(speed).toLocaleString('en')} images/s` : device.name}</summary>
      <div>
        <p>{live ? 'This run uses' : 'The run was made on'} <strong>{device.name}</strong>: {device.reason}.</p>
        <p className="fine">Another device: “Machine” in the settings.</p>
      </div>
    </details>
  );
}
