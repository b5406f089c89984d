/**
 * Orders of files that have no order number, as logs of visits and spending have none. Their number is made of what they say, so
 * that the same file again, or a longer one, finds them: with goods, all rows of one customer at one moment are one order;
 * without, each row is one, and rows that say exactly the same are counted.
 */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope, ParsedRow } from '#platform/importer.ts';

/** Of a hundred thousand orders a day, two get the same number once in ten million days. */
const DIGITS = 14;

/** The day and a digest: `20240105-3f9a1c2b7d40e1`. Null never comes out, so it costs files with numbers nothing. */
export function numberOf(row: ParsedRow, quantity: string, amountCents: number): string {
  const [, placedAt, , , store, , customer, phone, email, name, sku, product] = row;
  // The wall clock alone: which zone the house is in must not change a number.
  const at = String(placedAt).slice(0, 19);
  const who = customer ?? phone ?? email ?? name;
  const goods = sku ?? product;
  const visit = [at, who, store];
  const told = who !== null && goods !== null ? visit : [...visit, goods, quantity, amountCents];
  return `${at.slice(0, 10).replaceAll('-', '')}-${hash('sha256', JSON.stringify(told)).slice(0, DIGITS)}`;
}

/** Tells apart rows that say the same and are orders of their own: the second becomes `…-2`. One sort of the staged rows. */
export async function numberOrders(ctx: Ctx, { batchId }: ImportScope, mapped: ReadonlySet<string>): Promise<void> {
  if (mapped.has('orderRef')) return;
  await sql`
    update orders.staged_lines s set order_ref = s.order_ref || '-' || counted.place
    from (
      select row_no, row_number() over (partition by order_ref order by row_no) as place from orders.staged_lines
      where batch_id = ${batchId} and (coalesce(sku, product_name) is null
        or coalesce(external_customer, phone, email, customer_name) is null)
    ) counted
    where s.batch_id = ${batchId} and s.row_no = counted.row_no and counted.place > 1`.execute(ctx.db);
}
