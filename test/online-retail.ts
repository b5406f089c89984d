/**
 * For tests: the UCI Online Retail log (D. Chen, 2015, https://doi.org/10.24432/C5BW33, CC BY 4.0) as orders of a
 * database, without the importer, so that scores and cohorts are checked against the published file alone.
 */
import { sql } from 'kysely';
import { ONLINE_RETAIL, referenceText } from '#analytics/reference-data.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { dayOf } from '#shared/days.ts';

type Order = { customer: string; invoice: string; placedAt: string; grossCents: number; returnedCents: number };

/** Writes customers and orders; lines that name nobody are left out. Totals are the caller's next step. */
export async function loadOnlineRetail(ctx: Ctx): Promise<void> {
  const orders = ordersOf(referenceText(ONLINE_RETAIL).split('\n').slice(1));
  const ids = new Map([...new Set(orders.map((order) => order.customer))].toSorted().map((code, i) => [code, i + 1]));
  await inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ source_id: number }>`select source_id from ingest.sources where code = 'file'`.execute(
      ctx.db,
    );
    const source = rows[0]?.source_id ?? 0;
    const moment = ctx.now.toISOString();
    await copyIn(
      ctx,
      'customers.customers (customer_id, code, created_at, updated_at)',
      [...ids].map(([code, id]) => copyRow([id, code, moment, moment])),
    );
    await copyIn(
      ctx,
      `orders.orders (customer_id, order_id, source_id, external_id, placed_at, placed_on, status, currency, gross_cents,
        discount_cents, returned_cents, digest, recorded_at)`,
      orders.map((order, i) => {
        const id = ids.get(order.customer) ?? 0;
        const { invoice, placedAt, grossCents, returnedCents } = order;
        return copyRow([
          id,
          i + 1,
          source,
          invoice,
          placedAt,
          dayOf(new Date(placedAt), 'Asia/Shanghai'),
          'completed',
          'GBP',
          grossCents,
          0,
          returnedCents,
          '',
          moment,
        ]);
      }),
    );
  });
}

/** Fields are read from both ends of a line, because descriptions hold commas. Times are read as Shanghai's. */
function ordersOf(lines: readonly string[]): Order[] {
  const orders = new Map<string, Order>();
  for (const line of lines) {
    const [, invoice, quantity, time, price, customer] =
      /^(\w+),.*,(-?\d+),([^,]+),([^,]+),([^,]*),[^,]+\s*$/.exec(line) ?? [];
    if (!invoice || !customer || !time) continue;
    const key = `${customer} ${invoice}`;
    const fresh = {
      customer: customer.replace('.0', ''),
      invoice,
      placedAt: `${time}+08`,
      grossCents: 0,
      returnedCents: 0,
    };
    const order = orders.get(key) ?? fresh;
    orders.set(key, order);
    const amount = Math.round(Number(quantity) * Number(price) * 100);
    if (amount > 0) order.grossCents += amount;
    else order.returnedCents -= amount;
  }
  return [...orders.values()];
}
