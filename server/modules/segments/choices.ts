import { sql } from 'kysely';
import { knownFields, visibleCustomers } from '#modules/customers/index.ts';
import { InvalidError } from '#platform/errors.ts';
import type { Ctx } from '#platform/context.ts';
import type { Sources } from './catalogue.ts';
import { rowsOfField } from './field-rules.ts';

const MOST = 100;
/** Enough rows to know what is frequent; a million need not be read to fill a drop-down. */
const LOOKED_AT = 50_000;

/** What is there to choose from, seen by whoever asks: the frequent values of a text field, or the channels of orders. */
export async function listChoices(
  ctx: Ctx,
  sources: Sources,
  of: string,
): Promise<{ value: string; customers: number }[]> {
  const field = (await knownFields(ctx, sources().fields)).get(of);
  if (of !== 'orders.channel' && field?.type !== 'text')
    throw new InvalidError('segments.no_choices', `"${of}" has no values to choose from.`);
  const from = field ? sql`${sql.table(field.table)}` : sql`orders.orders`;
  const column = sql.ref(`v.${field?.column ?? 'channel'}`);
  const { rows } = await sql<{ value: string; customers: number }>`
    select value, count(distinct customer_id)::int as customers from (
      select v.customer_id, ${column} as value from ${from} as v join customers.customers c using (customer_id)
      where ${column} is not null ${field ? rowsOfField(field, 'v') : sql``} and ${visibleCustomers(ctx)} limit ${LOOKED_AT}) as looked
    group by value order by customers desc, value limit ${MOST}`.execute(ctx.db);
  return rows;
}
