/** The texts of a run as it goes alone, as in presets.ts. */
export { run as runTexts } from './en/run.ts';
