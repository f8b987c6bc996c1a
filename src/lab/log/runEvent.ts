import { z } from 'zod';
import * as declared from './allEvents.ts';

const [first, ...rest] = Object.values(declared).map((event) => event.schema);

/** One event as it stands in a run file. */
export const runEvent = z.discriminatedUnion('type', [first, ...rest]);

/**
 * One run is one log of these events, in order (docs/architecture.md §2). All are plain JSON: numbers,
 * strings, arrays. A live run, a recording, a dropped run file and a CLI run differ in nothing else than
 * where the log comes from.
 */
export type RunEvent = z.infer<typeof runEvent>;
