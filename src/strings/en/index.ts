import { about } from './about.ts';
import { lesson } from './lesson.ts';
import { panels } from './panels.ts';
import { shell } from './shell.ts';

/** Every text of the page in English. */
export const en = { ...lesson, shell, about, panels };
export type Strings = typeof en;
