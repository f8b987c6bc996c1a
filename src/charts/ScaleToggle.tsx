import { strings } from '../strings/index.ts';

const text = strings.charts.axis;

/** Switches an axis between linear and logarithmic. */
export function ScaleToggle({
  axis,
  title,
  scale,
  name,
  onScale,
}: {
  axis: string;
  title: string;
  scale: 'linear' | 'log';
  name: 'x' | 'y';
  onScale(scale: 'linear' | 'log'): void;
}) {
  return (
    <button
      type="button"
      className="scale-toggle"
      aria-pressed={scale === 'log'}
      aria-label={text.log(axis, title)}
      title={text.change(name, scale === 'log')}
      onClick={() => onScale(scale === 'log' ? 'linear' : 'log')}
    >
      {text.now(name, scale === 'log')}
    </button>
  );
}
