import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * Texts of the page stand in src/strings: no words in its markup and names, no sentences anywhere. Not
 * counted as such: class names, messages of errors, media queries, and what a text is searched for.
 */
const WORD = String.raw`/\p{L}{2}/u`;
const WORDS = String.raw`/\p{L}{2}[,;:.]? \p{L}{2}/u`;
const NAMES = '/^(label|title|alt|help|placeholder|aria-label|aria-valuetext|[a-z]+Label)$/';
const OTHERS =
  ':not(JSXAttribute[name.name="className"] *, NewExpression[callee.name="Error"] *, CallExpression[callee.name="matchMedia"] *, CallExpression[callee.property.name=/^(startsWith|includes|replace)$/] > *)';
const TEXTS = [
  `JSXText[value=${WORD}]`,
  `JSXAttribute[name.name=${NAMES}] > Literal[value=${WORD}]`,
  `:matches(JSXAttribute[name.name=${NAMES}], Property[key.name=${NAMES}], Property[key.value=${NAMES}]) TemplateElement[value.raw=${WORD}]`,
  `:matches(Property[key.name=${NAMES}], Property[key.value=${NAMES}]) > Literal.value[value=${WORD}]`,
  `:matches(Literal[value=${WORDS}], TemplateElement[value.raw=${WORDS}])${OTHERS}`,
].map((selector) => ({ selector, message: 'Texts of the page stand in src/strings.' }));

export default ts.config(
  {
    ignores: [
      'dist',
      'build',
      'node_modules',
      'src/**/build',
      'src/**/assembly',
      'test-results',
      'playwright-report',
      '.dependency-cruiser.cjs',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'one-var': ['error', 'never'],
      'max-len': [
        'error',
        {
          code: 140,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
          ignoreUrls: true,
        },
      ],
    },
  },
  { files: ['src/**/*.tsx'], ...a11y.flatConfigs.recommended },
  { files: ['src/**/*.tsx'], plugins: { 'react-hooks': hooks }, rules: hooks.configs.recommended.rules },
  {
    files: ['src/{app,charts,panels}/**/*.tsx', 'src/panels/**/*.ts'],
    ignores: ['**/*.test.*'],
    rules: { 'no-restricted-syntax': ['error', ...TEXTS] },
  },
);
