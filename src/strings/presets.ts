/**
 * Texts of the presets, apart from the page's other texts: the engine uses them without the page, and its
 * workers carry no other text.
 */
export { presets as presetTexts } from './en/presets.ts';
