/**
 * Texts of a run in progress, apart from the page's other texts: the engine uses them without the page, and
 * its workers carry no other text.
 */
export { run as runTexts } from './en/run.ts';
