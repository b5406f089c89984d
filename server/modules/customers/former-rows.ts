/**
 * What stood in added fields and dates before a file changed them. Each is a set of rows, kept whole with the profile's
 * former values: under `custom:<field>` and `date:<kind>`.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { columnStanding, type Standing } from '#platform/former-values.ts';
import { currentBatch } from '#platform/provenance.ts';

type Sort = 'custom' | 'date';

/** The rows of a customer that are one value. `item` is the number of a field or the code of a kind, as text. */
const SORTS: Readonly<Record<Sort, { table: string; rows: RawBuilder<unknown>; order: string }>> = {
  custom: { table: 'customers.field_values', rows: sql`v.field_id::text`, order: 'item' },
  date: { table: 'customers.dates', rows: sql`case when v.label is null then v.kind end`, order: 'date_id' },
};
const sorts = Object.entries(SORTS) as [Sort, (typeof SORTS)[Sort]][];

function standing(sort: Sort, customerId: RawBuilder<unknown>, item: RawBuilder<unknown>): RawBuilder<unknown> {
  const { table, rows, order } = SORTS[sort];
  return sql`(
    select coalesce(jsonb_agg(to_jsonb(v) order by ${sql.ref(`v.${order}`)}), '[]') from ${sql.table(table)} v
    where v.customer_id = ${customerId} and ${rows} = ${item})`;
}

const itemOf = (alias: string) => sql`split_part(${sql.ref(`${alias}.field`)}, ':', 2)`;
const isOf = (alias: string, sort: Sort) => sql`${sql.ref(`${alias}.field`)} like ${sql.lit(`${sort}:%`)}`;

/** `changing` selects `customer_id, item`; before they are written. Of customers the file makes nothing stood before. */
export async function keepFormerRows(ctx: Ctx, sort: Sort, changing: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into customers.former_values (customer_id, batch_id, field, before, after)
    select s.customer_id, ${currentBatch}, ${`${sort}:`}::text || s.item, ${standing(sort, sql`s.customer_id`, sql`s.item`)}, 'null'
    from (select distinct customer_id, item from (${changing}) as changing) s
    join (select distinct customer_id from matched_customers where not created) as known using (customer_id)
    where ${currentBatch} is not null
    on conflict (customer_id, batch_id, field) do nothing`.execute(ctx.db);
}

/** When they are written. What says the same as before was not changed. */
export async function completeFormerRows(ctx: Ctx, sort: Sort): Promise<void> {
  await sql`
    update customers.former_values f set after = ${standing(sort, sql`f.customer_id`, itemOf('f'))}
    where f.batch_id = ${currentBatch} and ${isOf('f', sort)}`.execute(ctx.db);
  await sql`
    delete from customers.former_values f
    where f.batch_id = ${currentBatch} and ${isOf('f', sort)} and before = after`.execute(ctx.db);
}

const profile = columnStanding('customers.customers');

/** Of a field or kind that is no more nothing can be given back. */
export const valueStanding: Standing = {
  current: sql`case ${sql.join(
    sorts.map(([sort]) => sql`when ${isOf('f', sort)} then ${standing(sort, sql`f.customer_id`, itemOf('f'))}`),
    sql` `,
  )} else ${profile.current} end`,
  written: sql`case
    when ${isOf('f', 'custom')} then case when exists (
      select from customers.fields known where known.field_id::text = ${itemOf('f')}) then f.after end
    when ${isOf('f', 'date')} then f.after
    else ${profile.written} end`,
};

/** Gives restored fields and dates back what stood in them. */
export async function restoreRows(ctx: Ctx): Promise<void> {
  for (const [sort, { table, rows }] of sorts) {
    const restored = sql`going_values g where g.outcome = 'restored' and ${isOf('g', sort)}`;
    await sql`
      delete from ${sql.table(table)} v using (select g.customer_id, ${itemOf('g')} as item from ${restored}) g
      where v.customer_id = g.customer_id and ${rows} = g.item`.execute(ctx.db);
    await sql`
      insert into ${sql.table(table)}
      select old.* from (select g.before from ${restored}) g
      cross join lateral jsonb_populate_recordset(null::${sql.table(table)}, g.before) as old`.execute(ctx.db);
  }
}
