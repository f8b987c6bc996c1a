import { about } from './about.ts';
import { charts } from './charts.ts';
import { comparisons } from './comparisons.ts';
import { lesson } from './lesson.ts';
import { models } from './models.ts';
import { panels } from './panels.ts';
import { presets } from './presets.ts';
import { shell } from './shell.ts';

/**
 * Every text of the page in English; claims, run and settings, which are used without it too or fetched
 * later, stand beside.
 */
export const en = { ...lesson, shell, about, panels: { ...panels, ...comparisons }, charts, models, presets };
export type Strings = typeof en;
