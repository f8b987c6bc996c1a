import type { z } from 'zod';

/** The schema of an event about the run as a whole. */
type RunSchema = z.ZodObject<{ type: z.ZodLiteral<string> }>;
/** The schema of an event about one net. */
type NetSchema = z.ZodObject<{ type: z.ZodLiteral<string>; net: z.ZodString }>;

/** An event about the run as a whole; state/runView.ts says what becomes of it. */
export const ofTheRun = <Schema extends RunSchema>(schema: Schema) => ({ schema, as: null, kept: null });

/**
 * An event about one net, of which its `NetView` keeps the latest in the field `as`; null before there is
 * one.
 */
export const keepLatest = <const As extends string, Schema extends NetSchema>(as: As, schema: Schema) => ({
  schema,
  as,
  kept: 'latest' as const,
});

/** An event about one net, of which its `NetView` keeps all, in order, in the field `as`. */
export const keepAll = <const As extends string, Schema extends NetSchema>(as: As, schema: Schema) => ({
  schema,
  as,
  kept: 'all' as const,
});
