import { useState } from 'react';
import { strings } from '../strings/index.ts';
import { lacks } from './capabilities.ts';

/** What this browser lacks, and what works all the same. */
export function ThisBrowser() {
  const [found] = useState(lacks);
  return (
    found.length > 0 && (
      <ul className="fine this-browser" aria-label={strings.shell.browser.title}>
        {found.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    )
  );
}
