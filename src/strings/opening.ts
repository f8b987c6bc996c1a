/** The texts of the page before its own code runs, alone, as in presets.ts. */
export { opening as openingTexts } from './en/opening.ts';
