import { useEffect, useRef, useState } from 'react';
import { strings } from '../strings/index.ts';
import './formula.css';

let katex: Promise<typeof import('katex').default> | null = null;
/** Fetched with its style when the first formula is shown. */
const load = () =>
  (katex ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(
    ([module]) => module.default,
  ));

/** A formula in TeX; its source until KaTeX is there, and where it cannot be fetched. Spoken as MathML. */
export function Formula({ tex, display = false }: { tex: string; display?: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let over = false;
    load().then(
      ({ render }) => {
        if (over || !element.current) return;
        // By DOM nodes, not by HTML text.
        render(tex, element.current, { displayMode: display, throwOnError: false });
        setDrawn(true);
      },
      () => {
        katex = null;
      },
    );
    return () => {
      over = true;
    };
  }, [tex, display]);
  // A wide formula scrolls by itself, also by keyboard.
  return (
    <span
      className={display ? 'formula display' : 'formula'}
      {...(display && { tabIndex: 0, role: 'group', 'aria-label': strings.shell.formula })}
    >
      <span ref={element} />
      {!drawn && <code>{tex}</code>}
    </span>
  );
}
