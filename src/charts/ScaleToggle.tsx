/** Switches an axis between linear and logarithmic. */
export function ScaleToggle({ axis, title, scale, name, onScale }: { axis: string; title: string; scale: 'linear' | 'log'; name: 'x' | 'y'; onScale(scale: 'linear' | 'log'): void }) {
  const other = scale === 'log' ? 'linear' : 'log';
  return <button type="button" className="scale-toggle" aria-pressed={scale === 'log'} aria-label={`Logarithmic axis ${axis}: ${title}`} title={`${name} is ${scale === 'log' ? 'logarithmic' : 'linear'}: make it ${other === 'log' ? 'logarithmic' : 'linear'}`} onClick={() => onScale(other)}>{name} {scale === 'log' ? 'log' : 'lin'}</button>;
}
