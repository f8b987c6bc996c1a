import { about } from './about.ts';
import { charts } from './charts.ts';
import { claims } from './claims.ts';
import { comparisons } from './comparisons.ts';
import { lesson } from './lesson.ts';
import { models } from './models.ts';
import { panels } from './panels.ts';
import { presets } from './presets.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';

/** Every text of the page in English. */
export const en = { ...lesson, shell, about, panels: { ...panels, ...comparisons }, charts, models, presets, settings, claims, run };
export type Strings = typeof en;
