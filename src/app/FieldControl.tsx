import { useId, useState } from 'react';
import { strings } from '../strings/index.ts';
import { fromSlider, toSlider, type Field, type Value } from './fields.ts';

const text = strings.shell.form;

interface Props {
  field: Field;
  value: Value;
  changed: boolean;
  onChange(value: Value): string | null;
}

/**
 * A native control for one field of the experiment; typed values that are out of range are told and not
 * taken.
 */
export function FieldControl({ field, value, changed, onChange }: Props) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const apply = (next: Value) => {
    const message = onChange(next);
    setProblem(message);
    return message === null;
  };
  const shown =
    typed ??
    (Array.isArray(value)
      ? value.join(', ')
      : field.unit === '%'
        ? String(Math.round(Number(value) * 1000) / 10)
        : String(value));
  const commit = () => {
    if (typed === null) return;
    if (field.kind === 'text') {
      if (apply(typed.trim())) setTyped(null);
      return;
    }
    const numbers = typed
      .split(/[,\s]+/)
      .filter(Boolean)
      .map(Number);
    const next = field.kind === 'list' ? numbers : field.unit === '%' ? numbers[0] / 100 : numbers[0];
    if (numbers.some(Number.isNaN) || (field.kind !== 'list' && numbers.length !== 1))
      setProblem(field.kind === 'list' ? text.numbers : text.number);
    else if (apply(next)) setTyped(null);
  };
  const unit = value === 0 && field.zero ? `(${field.zero})` : field.unit;
  const label = (
    <>
      {field.label}
      {changed && (
        <span className="changed" title={text.differs}>
          {' '}
          •<span className="sr-only"> {text.changed}</span>
        </span>
      )}
    </>
  );
  const described = { 'aria-describedby': `${id}-help`, title: field.help };
  const entry = (
    <input
      id={`${id}-entry`}
      aria-label={field.label}
      className={field.kind === 'text' ? 'entry long' : 'entry'}
      inputMode={field.kind === 'list' || field.kind === 'text' ? 'text' : 'decimal'}
      value={shown}
      aria-invalid={problem !== null}
      {...described}
      onChange={(e) => setTyped(e.target.value)}
      onBlur={commit}
      onKeyDown={(e) => {
        if (e.key === 'Enter') commit();
        if (e.key === 'Escape') {
          setTyped(null);
          setProblem(null);
        }
      }}
    />
  );
  return (
    <div className="field">
      {field.kind === 'switch' && (
        <label className="row">
          <span>{label}</span>
          <input
            type="checkbox"
            role="switch"
            checked={Boolean(value)}
            {...described}
            onChange={(e) => apply(e.target.checked)}
          />
        </label>
      )}
      {field.kind === 'choice' && (
        <label className="stack">
          <span>{label}</span>
          <select value={String(value)} {...described} onChange={(e) => apply(e.target.value)}>
            {field.options.map((o) => (
              <option key={o.value} value={o.value}>
                {o.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {field.kind === 'text' && (
        <div className="stack">
          <span>{label}</span>
          {entry}
        </div>
      )}
      {field.kind === 'list' && (
        <div className="row">
          <span>{label}</span>
          {entry}
        </div>
      )}
      {(field.kind === 'number' || field.kind === 'integer') && (
        <>
          <div className="row">
            <span>{label}</span>
            <span>
              {entry}
              {unit && <span className="unit"> {unit}</span>}
            </span>
          </div>
          {field.maximum < 1e6 && (
            <input
              type="range"
              min={0}
              max={1000}
              step={1}
              value={toSlider(field, Number(value))}
              aria-label={text.slider(field.label)}
              aria-valuetext={`${shown} ${unit ?? ''}`}
              title={field.help}
              onChange={(e) => {
                setTyped(null);
                apply(fromSlider(field, Number(e.target.value)));
              }}
            />
          )}
        </>
      )}
      <span id={`${id}-help`} className="sr-only">
        {field.help}
      </span>
      {problem && (
        <p className="problem" role="alert">
          {field.label}: {problem}
        </p>
      )}
    </div>
  );
}
