/** Customers and orders by plain SQL, for tests of what is reckoned from them. Days are read in Shanghai's time. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Makes customers by code; answers their ids in the same order. */
export async function insertCustomers(ctx: Ctx, codes: readonly string[], registeredOn?: string): Promise<number[]> {
  if (codes.length === 0) return [];
  const rows = await ctx.db
    .insertInto('customers.customers')
    .values(
      codes.map((code) => ({
        code,
        created_at: ctx.now,
        updated_at: ctx.now,
        registered_at: registeredOn ? new Date(`${registeredOn}T09:00:00+08:00`) : null,
      })),
    )
    .returning(['customer_id'])
    .execute();
  return rows.map((row) => row.customer_id);
}

export type OrderRow = {
  customerId: number;
  day: string;
  grossCents?: number;
  discountCents?: number;
  returnedCents?: number;
  status?: 'open' | 'completed' | 'cancelled';
  storeId?: number;
  channel?: string;
};

/** Makes orders at noon of their day. */
export async function insertOrders(ctx: Ctx, orders: readonly OrderRow[]): Promise<void> {
  if (orders.length === 0) return;
  await ctx.db
    .insertInto('orders.orders')
    .values(
      orders.map((order) => ({
        customer_id: order.customerId,
        order_id: sql<number>`nextval('orders.order_ids')`,
        source_id: sql<number>`(select source_id from ingest.sources where code = 'api')`,
        external_id: sql<string>`currval('orders.order_ids')::text`,
        placed_at: new Date(`${order.day}T12:00:00+08:00`),
        placed_on: order.day,
        status: order.status ?? 'completed',
        channel: order.channel ?? null,
        store_id: order.storeId ?? null,
        currency: 'CNY',
        gross_cents: order.grossCents ?? 10_000,
        discount_cents: order.discountCents ?? 0,
        returned_cents: order.returnedCents ?? 0,
        digest: '',
        recorded_at: ctx.now,
      })),
    )
    .execute();
}

/** A context at the beginning of a day in Shanghai. */
export const onDay = (ctx: Ctx, day: string): Ctx => ({ ...ctx, now: new Date(`${day}T00:00:00+08:00`) });
