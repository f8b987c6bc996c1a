import { en, type Strings } from './en.ts';

/** Every sentence of the lesson (tour, story, playgrounds, embedding). Another language is one more file of the type `Strings`, chosen here. */
export const strings: Strings = en;
export type { Strings };
