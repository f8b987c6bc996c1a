import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openingScript } from '../../vite/opening.ts';
import { floor, NEEDS } from './floor.ts';

it('is the newest of the versions that have what the page needs', () => {
  expect(floor()).toEqual({ chrome: 100, firefox: 114, safari: 16.4 });
  expect(openingScript()).toContain('Chrome and Edge from 100, Firefox from 114 and Safari from 16.4');
  expect(readFileSync('docs/engines.md', 'utf8').replace(/\s+/g, ' ')).toContain(
    'Chrome and Edge from 100, Firefox from 114, Safari from 16.4',
  );
  for (const { path } of NEEDS) expect(openingScript(), path).toContain(`"${path}"`);
});

it('is told by a script that the oldest browsers can read', () => {
  const source = readFileSync('vite/opening.js', 'utf8');
  expect(source).not.toMatch(/=>|`|\b(let|const|class|async|await|import|export)\b|\?\.|\?\?/);
});
