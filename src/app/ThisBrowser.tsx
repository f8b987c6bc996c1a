import { useEffect, useState } from 'react';
import { strings } from '../strings/index.ts';
import { lacks, lacksStorage } from './capabilities.ts';

/** What this browser lacks, and what works all the same. */
export function ThisBrowser() {
  const [found, setFound] = useState(lacks);
  useEffect(() => {
    void lacksStorage().then((lack) => lack && setFound([...lacks(), lack]));
  }, []);
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
