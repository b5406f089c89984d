import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';

export type OrderFilter = { storeId?: number | undefined; channel?: string | undefined };

/** No cancelled order, nothing from after the moment looked at, and the store and channel asked for. */
export const placedOrders = (ctx: Ctx, { storeId, channel }: OrderFilter): RawBuilder<unknown> => sql`
  status <> 'cancelled' and placed_at <= ${ctx.now}
  ${storeId === undefined ? sql`` : sql`and store_id = ${storeId}`}
  ${channel === undefined ? sql`` : sql`and channel = ${channel}`}`;

/** Calendar month of an instant, counted from year 0. */
export const monthOf = (instant: string, timeZone: string): RawBuilder<number> => sql`
  (extract(year from ${sql.ref(instant)} at time zone ${timeZone}) * 12
    + extract(month from ${sql.ref(instant)} at time zone ${timeZone}) - 1)::int`;

export const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
export const shareOf = (part: number, whole: number): number => rateOf(part, whole) ?? 0;
