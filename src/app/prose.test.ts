import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fill, Prose } from './Prose.tsx';
import { strings } from '../strings/index.ts';

const render = (text: string) => renderToStaticMarkup(createElement(Prose, { text }));

describe('texts with marks', () => {
  it('become strong words, links and formulas; nothing else is markup', () => {
    expect(render('a **b** [c](?page=play) <i>d</i>')).toBe(
      'a <strong>b</strong> <a href="?page=play">c</a> &lt;i&gt;d&lt;/i&gt;',
    );
    expect(render('[c](https://a.example)')).toContain('rel="noreferrer" target="_blank"');
    expect(render('with $x^2$ and $$y$$')).toMatch(
      /^with <span class="formula">.*<code>x\^2<\/code><\/span> and <span class="formula display".*<code>y<\/code><\/span>$/,
    );
  });

  it('a name without a value is an error', () => {
    expect(fill('{a} of {b}', { a: 1, b: 'two' })).toBe('1 of two');
    expect(() => fill('{a} of {b}', { a: 1 })).toThrow('{b}');
  });

  it('every formula of the strings is TeX that KaTeX takes', async () => {
    const { default: katex } = await import('katex');
    const formulas: string[] = [];
    const collect = (node: unknown): void => {
      if (typeof node === 'string')
        formulas.push(...[...node.matchAll(/\$\$([^$]+)\$\$|\$([^$]+)\$/g)].map((m) => m[1] ?? m[2]));
      else if (typeof node === 'object' && node !== null) Object.values(node).forEach(collect);
    };
    collect(strings);
    expect(formulas.length).toBeGreaterThan(30);
    for (const tex of formulas)
      expect(() => katex.renderToString(tex, { throwOnError: true, strict: 'error' }), tex).not.toThrow();
  });
});
