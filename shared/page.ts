import { z } from 'zod';

/** A page of a keyset-paged list. `next` is opaque; null on the last page. `total` stops counting at `TOTAL_CAP`. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    rows: z.array(row),
    next: z.string().nullable(),
    total: z.object({ count: z.number().int(), capped: z.boolean() }).optional(),
  });

/** Counting a million matching rows to print "1,000,000" would cost more than the page itself. */
export const TOTAL_CAP = 10_000;

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional(),
});

export type Cursor = readonly (string | number | null)[];

export function encodeCursor(cursor: Cursor): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(cursor))));
}

/** Null when the text is not a cursor of `length` values. */
export function decodeCursor(text: string, length: number): Cursor | null {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.codePointAt(0) ?? 0);
    const values: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const valid =
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => value === null || ['string', 'number'].includes(typeof value));
    return valid ? (values as Cursor) : null;
  } catch {
    return null;
  }
}
