import { z } from 'zod';
import type { ExponentialFit, MarchenkoPasturFit, PowerLawFit } from '../../spectra/types.ts';

/*
 * What the events are made of. Limits keep a file of somebody else's making from asking for more memory than
 * a run ever needs.
 */

export const text = z.string().max(500);
export const longText = z.string().max(20_000);
export const count = z.int().min(0).max(1e9);
export const fraction = z.number().min(0).max(1);
/**
 * A measured or fitted number: NaN and infinity cannot be written in JSON, they stand as null and are read as
 * NaN.
 */
export const measured = z.number().or(z.null().transform(() => NaN));
export const spectrum = z.array(measured).max(65_536);
/** One entry per learned layer of the net, the classifier left out. */
export const perLayer = <T extends z.ZodType>(item: T) => z.array(item).max(128);
/** Address of a net: the `id` of its `NetInfo`. */
export const net = z.string().regex(/^[0-9a-z-]{1,64}$/);
/** Fractional within an epoch; 0 is before training. */
export const epoch = z.number().min(0).max(300);
/** One number per network, draw or snapshot. */
export const shares = z.array(measured).max(64);
export const rows = (length: number) => z.array(z.array(measured).max(length)).max(64);
/** The same measured on training images and on test images. */
export const onBoth = z.strictObject({ train: measured, test: measured });

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * The schema of a type that is declared in a room below, where it is measured. It compiles only while both
 * have the same fields: a field more in the type would be written to run files, and these refused when they
 * are opened again.
 */
export const schemaOf =
  <T>() =>
  <S extends z.ZodType>(schema: Same<z.infer<S>, T> extends true ? S : never): S =>
    schema;

export const powerLaw = schemaOf<PowerLawFit>()(
  z.strictObject({ index: measured, intercept: measured, from: count, to: count, r2: measured }),
);
export const exponential = schemaOf<ExponentialFit>()(
  z.strictObject({ scale: measured, intercept: measured, from: count, to: count, r2: measured }),
);
export const marchenkoPastur = schemaOf<MarchenkoPasturFit>()(
  z.strictObject({
    ratio: measured,
    variance: measured,
    lower: measured,
    upper: measured,
    below: count,
    above: count,
    ks: measured,
  }),
);
