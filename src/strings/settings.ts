/** The settings' texts alone, as in presets.ts. */
export { settings as settingTexts } from './en/settings.ts';
