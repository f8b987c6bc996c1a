/**
 * Labels and help of the settings, apart from the page's other texts: the engine uses them without the page,
 * and its workers carry no other text.
 */
export { settings as settingTexts } from './en/settings.ts';
