import { en, type Strings } from './en/index.ts';

/** Every sentence of the page: the shell, the panels, the lesson. Another language is one more folder of the type `Strings`, chosen here and in the files beside, whose texts are used without the page too. */
export const strings: Strings = en;
export type { Strings };
