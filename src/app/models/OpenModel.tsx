import { useId, useRef, useState } from 'react';
import type { ModelSource } from '../../lab/modelEvents.ts';
import { strings } from '../../strings/index.ts';
import { chosenFiles } from '../droppedFiles.ts';

const text = strings.models.open;

/** Files or an address of a model. */
export function OpenModel({
  label,
  disabled,
  onSource,
}: {
  label: string;
  disabled?: boolean;
  onSource(source: ModelSource): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState('');
  const id = useId();
  return (
    <form
      className="open-model"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim()) onSource({ kind: 'address', address: address.trim() });
      }}
    >
      <button type="button" disabled={disabled} onClick={() => input.current?.click()}>
        {text.choose}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text.files(label)}
        onChange={(e) => {
          if (e.target.files?.length) onSource({ kind: 'files', files: chosenFiles(e.target.files) });
          e.target.value = '';
        }}
      />
      <label htmlFor={id}>{text.address}</label>
      <input
        id={id}
        type="url"
        inputMode="url"
        placeholder={text.addressSuch}
        value={address}
        onChange={(e) => setAddress(e.target.value)}
      />
      <button type="submit" disabled={disabled || !address.trim()}>
        {text.open}
      </button>
    </form>
  );
}
