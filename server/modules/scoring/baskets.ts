import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { copyOut } from '#platform/copy.ts';
import type { Baskets } from '#analytics/affinity.ts';
import { YEAR_DAYS } from './windows.ts';

/** More customers than this are thinned evenly: the counts of common pairs stay as sure as anybody needs. */
const MOST_CUSTOMERS = 150_000;

/** Orders of the last year, laid end to end by customer and time. Products are numbered by `productIds`. */
export type BasketLog = Baskets & {
  productIds: number[];
  /** Of each basket. */
  customers: number[];
  days: number[];
};

/**
 * What was bought together, order by order, by COPY, in a transaction. Lines that give back, lines without a product and
 * cancelled orders are no baskets.
 */
export async function loadBaskets(ctx: Ctx): Promise<BasketLog> {
  const { rows } = await sql<{ customers: number }>`
    select count(*)::int as customers from orders.rollups where orders > 0`.execute(ctx.db);
  const stride = Math.max(1, Math.ceil((rows[0]?.customers ?? 0) / MOST_CUSTOMERS));
  const stream = await copyOut(
    ctx,
    `select o.customer_id, o.placed_on - date '1970-01-01',
       string_agg(distinct l.product_id::text, ',')
     from orders.orders o join orders.order_lines l using (customer_id, order_id)
     where o.status <> 'cancelled' and l.quantity > 0 and l.product_id is not null and o.customer_id % ${stride} = 0
       and o.placed_at <= '${ctx.now.toISOString()}'
       and o.placed_at > timestamptz '${ctx.now.toISOString()}' - interval '${YEAR_DAYS} days'
     group by o.customer_id, o.order_id, o.placed_at, o.placed_on order by o.customer_id, o.placed_at, o.order_id`,
  );
  const reader = new BasketReader();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reader.read(line);
  }
  return reader.log();
}

class BasketReader {
  private readonly numberOf = new Map<number, number>();
  private readonly offsets = [0];
  private readonly items: number[] = [];
  private readonly customers: number[] = [];
  private readonly days: number[] = [];

  read(line: string): void {
    const [customer = '', day = '', products = ''] = line.split('\t');
    this.customers.push(Number(customer));
    this.days.push(Number(day));
    for (const product of products.split(',')) this.items.push(this.numbered(Number(product)));
    this.offsets.push(this.items.length);
  }

  log(): BasketLog {
    const productIds = [...this.numberOf.keys()];
    return {
      productIds,
      names: productIds.map(String),
      offsets: Uint32Array.from(this.offsets),
      items: Uint32Array.from(this.items),
      customers: this.customers,
      days: this.days,
    };
  }

  private numbered(productId: number): number {
    const known = this.numberOf.get(productId);
    if (known !== undefined) return known;
    this.numberOf.set(productId, this.numberOf.size);
    return this.numberOf.size - 1;
  }
}
