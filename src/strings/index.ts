import { en, type Strings } from './en/index.ts';

/**
 * Every sentence of the page: the shell, the panels, the lesson. Another language is one more folder of the
 * same files, chosen here and in the files beside, whose texts are used without the page too. Only errors are
 * told where they are found out, in the words of what found them.
 */
export const strings: Strings = en;
export type { Strings };
