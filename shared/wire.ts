import { z } from 'zod';

/**
 * Scalars of the wire. Instants are `Date` in the server and ISO text with an offset on the wire (so the browser reads
 * text); days are YYYY-MM-DD on both sides; money is integer minor units.
 */
export const instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (moment) => moment.toISOString(),
});
export const day = z.iso.date();
export const cents = z.number().int();
export const id = z.number().int().positive();
export const idParam = z.coerce.number().int().positive();
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** Comma-separated in the URL, so that links stay short and readable. */
export const listParam = z
  .string()
  .max(2_000)
  .transform((text) => text.split(',').filter((part) => part !== ''));

export const done = z.object({ done: z.boolean() });
