/** The presets' texts alone: the rooms that run without the page use them too, and their workers carry no other text. */
export { presets as presetTexts } from './en/presets.ts';
