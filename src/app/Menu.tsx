import { useState, type KeyboardEvent, type ReactNode } from 'react';

/**
 * A button that opens a small surface below it; closes by Escape, and when the focus leaves it. `children`
 * gets a way to close it.
 */
export function Menu({
  label,
  title,
  className = '',
  icon,
  children,
}: {
  label: string;
  title?: string;
  className?: string;
  icon: ReactNode;
  children(close: () => void): ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
    event.currentTarget.querySelector('summary')?.focus();
  };
  return (
    // Key and focus are those of the controls inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details
      className={`menu ${className}`}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <summary aria-label={label} title={title ?? label}>
        {icon}
      </summary>
      {open && (
        <div className="surface" role="group" aria-label={label} tabIndex={-1}>
          {children(() => setOpen(false))}
        </div>
      )}
    </details>
  );
}

export const Icon = ({ d, fill = false }: { d: string; fill?: boolean }) => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path
      d={d}
      {...(fill
        ? { fill: 'currentColor' }
        : {
            fill: 'none',
            stroke: 'currentColor',
            strokeWidth: 1.6,
            strokeLinecap: 'round',
            strokeLinejoin: 'round',
          })}
    />
  </svg>
);
