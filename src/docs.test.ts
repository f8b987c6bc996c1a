import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelReaders } from './files/models/readers.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
/** Files below a folder, or directly in ".", whose names end so. */
const filesOf = (folder: string, end: RegExp): string[] =>
  readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' })
    .filter((path) => end.test(path))
    .map((path) => normalize(join(folder, path)));
const pages = [...filesOf('.', /\.md$/), ...filesOf('docs', /\.md$/), ...filesOf('bench', /\.md$/)];
const sources = filesOf('src', /\.tsx?$/).filter(
  (path) => !path.includes('/build/') && path !== 'src/docs.test.ts',
);

const withoutCode = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```/gm, '');
const headingsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^#{1,6} (.*)$/gm)].map(([, text]) => text);
/** A heading's anchor, as GitHub makes it. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
const commentsOf = (source: string): string[] => source.match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? [];

describe('README', () => {
  it('has at most 8 KB', () => expect(statSync('README.md').size).toBeLessThanOrEqual(8192));

  it('has prose of at most 100 columns', () => {
    const prose = withoutCode(read('README.md'))
      .split('\n')
      .filter((line) => !line.startsWith('|'));
    expect(prose.filter((line) => line.length > 100)).toEqual([]);
  });
});

it.each(pages)('%s: relative links lead to a file and a heading', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link);
  const broken = links.filter((link) => {
    const [path, anchor] = link.split('#');
    const target = path ? normalize(join(dirname(page), path)) : page;
    if (!existsSync(target)) return true;
    return anchor !== undefined && !headingsOf(read(target)).map(slug).includes(anchor);
  });
  expect(broken).toEqual([]);
});

it.each(pages)('%s: files of the project that it names are there', (page) => {
  const named = [...read(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|m?js|css|md|yml))`/g)].map(
    (m) => m[1],
  );
  // "x" and "NAME" stand for what a reader adds.
  const own = named.filter((path) => !/(^|\/)(x\.|NAME\/)/.test(path));
  expect(own.filter((path) => !existsSync(path) && !existsSync(join('src', path)))).toEqual([]);
});

it('docs/models.md lists the formats of models that are read, as their readers have them', () => {
  const rows = modelReaders.map(({ format, files, reads }) => `| ${format} | ${files} | ${reads} |`);
  const table = ['| format | files | what is read |', '|---|---|---|', ...rows].join('\n');
  const [, listed] = read('docs/models.md').split(/<!-- model-readers:(?:begin|end) -->/);
  // Where this fails, the new table stands in its message.
  expect(listed.trim()).toBe(table);
});

describe('what comments cite', () => {
  /** D11, D15.3, a.9, f.5.5, G.8, Fig. 4, Figs. 4 and 6, Theorem 2, Table 1 (but of the paper), eq. (5). */
  const CODE =
    /\bD\d+(?:\.\d+)?\b|\b[a-h]\.\d+(?:\.\d+)?\b|\bG\.\d+\b|\b(?:Theorem|Lemma|Definition) \d+\b|\bFigs?\. \d+(?:(?:, | and |–)\d+)*|(?<!Bornemann 2010, )\bTable \d+\b|\beq\. \(\d+\)/g;
  const headings = headingsOf(read('docs/paper.md'));
  const sections = headingsOf(read('docs/architecture.md'));

  /** "Figs. 4 and 6": Fig. 4, Fig. 6; any other code alone. */
  const single = (code: string): string[] =>
    code.startsWith('Fig') ? code.match(/\d+/g)!.map((number) => `Fig. ${number}`) : [code];
  const isHeading = (code: string): boolean =>
    headings.some((heading) => ` ${heading} `.replace(/[():,]/g, ' ').includes(` ${code} `));

  it('is a heading of docs/paper.md, or a section of docs/architecture.md', () => {
    const unknown = sources.flatMap((path) =>
      commentsOf(read(path)).flatMap((comment) => [
        ...(comment.match(CODE) ?? [])
          .flatMap(single)
          .filter((code) => !isHeading(code))
          .map((code) => `${path}: ${code}`),
        ...[...comment.matchAll(/architecture\.md §(\d+)/g)]
          .filter(([, number]) => !sections.some((section) => section.startsWith(`${number}. `)))
          .map(([cited]) => `${path}: ${cited}`),
      ]),
    );
    expect(unknown).toEqual([]);
  });

  it('stands alone: no docstring begins by leaning on the one above', () => {
    const LEANING =
      /^\/\*\*[\s*]*(?:The same (?:of|for|with|on|from|by|in)\b|As above|As `|Likewise|Its |Their )/;
    const leaning = sources.flatMap((path) =>
      commentsOf(read(path))
        .filter((comment) => LEANING.test(comment))
        .map((comment) => `${path}: ${comment.slice(0, 60)}`),
    );
    expect(leaning).toEqual([]);
  });

  it('is here: pages that are named are files of the project', () => {
    const absent = sources.flatMap((path) =>
      commentsOf(read(path))
        .flatMap((comment) => comment.match(/[\w./-]+\.md\b/g) ?? [])
        .filter((page) => !existsSync(page))
        .map((page) => `${path}: ${page}`),
    );
    expect(absent).toEqual([]);
  });
});
