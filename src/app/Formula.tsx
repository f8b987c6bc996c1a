import { useEffect, useRef, useState } from 'react';

/** A formula in TeX, set by KaTeX, which comes with its fonts when the first one is shown. Until then, and where it cannot be had, the TeX itself. */
export function Formula({ tex }: { tex: string }) {
  const ref = useRef<HTMLDivElement>(null), [set, setSet] = useState(false);
  useEffect(() => {
    let over = false;
    void Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([{ default: katex }]) => {
      if (over || !ref.current) return;
      katex.render(tex, ref.current, { displayMode: true, throwOnError: false, trust: false, output: 'htmlAndMathml' });
      setSet(true);
    }, () => {});
    return () => { over = true; };
  }, [tex]);
  return (
    <>
      {/* React leaves the inside of this one alone. */}
      <div className="formula" ref={ref} hidden={!set} />
      {!set && <code className="formula">{tex}</code>}
    </>
  );
}
