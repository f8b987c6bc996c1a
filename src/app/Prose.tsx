import { Fragment, type ReactNode } from 'react';
import { Formula } from './Formula.tsx';

const PIECES = /(\$\$[^$]+\$\$|\$[^$]+\$|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/;

/**
 * A paragraph of the strings with what stands in it as marks: **strong**, $tex$, $$displayed tex$$, [a
 * link](address).
 */
export const Prose = ({ text }: { text: string }) => (
  <>
    {text.split(PIECES).map((piece, i) => (
      <Fragment key={i}>{shown(piece)}</Fragment>
    ))}
  </>
);

function shown(piece: string): ReactNode {
  if (/^\$\$.+\$\$$/s.test(piece)) return <Formula tex={piece.slice(2, -2)} display />;
  if (/^\$.+\$$/s.test(piece)) return <Formula tex={piece.slice(1, -1)} />;
  if (/^\*\*.+\*\*$/s.test(piece)) return <strong>{piece.slice(2, -2)}</strong>;
  const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(piece);
  // Addresses stand in the strings only, never in what a person or file brings.
  return link ? (
    <a href={link[2]} {...(/^https:/.test(link[2]) && { rel: 'noreferrer', target: '_blank' })}>
      {link[1]}
    </a>
  ) : (
    piece
  );
}

/** The text with {names} replaced; a name that has no value is an error of ours, and said. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`The text names {${name}}, which nothing gives.`);
    return String(values[name]);
  });
