/**
 * Per customer the days with orders, and the totals up to each of them (`totals.ts` writes them): how much was bought between
 * any two days is the difference of two entries, found by bisection. Without them a count over "the last year" groups
 * millions of orders.
 */
import { sql, type RawBuilder } from 'kysely';

/** `customer_id, orders, gross_cents, net_cents` from day `from` (null: the first) to day `to`, both included; nothing where `to` is before `from`. */
export function totalsBetween(from: string | null, to: string, among: RawBuilder<unknown>): RawBuilder<unknown> {
  const upTo = sql`width_bucket(${to}::date, r.days) + 1`;
  const before = from === null ? sql`1` : from > to ? upTo : sql`width_bucket(${from}::date - 1, r.days) + 1`;
  const between = (column: string) => sql`r.${sql.ref(column)}[${upTo}] - r.${sql.ref(column)}[${before}]`;
  return sql`(select r.customer_id, ${between('orders')} as orders, ${between('gross_cents')} as gross_cents,
    ${between('net_cents')} as net_cents from orders.running_totals r where true ${among})`;
}
