/** What stood in added fields before a file changed them, kept with the profile's former values under `custom:<id>`. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { columnStanding, type Standing } from '#platform/former-values.ts';
import { currentBatch } from '#platform/provenance.ts';

/** Of a customer and field, every row as it lies in the table. */
const rowsOf = (customerId: string, fieldId: ReturnType<typeof sql>) => sql`(
  select coalesce(jsonb_agg(to_jsonb(v) order by v.item), '[]') from customers.field_values v
  where v.customer_id = ${sql.ref(customerId)} and v.field_id = ${fieldId})`;

/** Before `incoming_values` are written. Of customers the file makes nothing stood before. */
export async function keepFormerValues(ctx: Ctx): Promise<void> {
  await sql`
    insert into customers.former_values (customer_id, batch_id, field, before, after)
    select s.customer_id, ${currentBatch}, 'custom:' || s.field_id, ${rowsOf('s.customer_id', sql`s.field_id`)}, 'null'
    from (
      select distinct i.customer_id, i.field_id from incoming_values i
      join (select distinct customer_id from matched_customers where not created) as known using (customer_id)
    ) s
    where ${currentBatch} is not null
    on conflict (customer_id, batch_id, field) do nothing`.execute(ctx.db);
}

/** When they are written. A field that says what it said before was not changed. */
export async function completeFormerValues(ctx: Ctx): Promise<void> {
  await sql`
    update customers.former_values f set after = ${rowsOf('f.customer_id', sql`split_part(f.field, ':', 2)::int`)}
    where f.batch_id = ${currentBatch} and f.field like 'custom:%'`.execute(ctx.db);
  await sql`
    delete from customers.former_values where batch_id = ${currentBatch} and field like 'custom:%' and before = after`.execute(
    ctx.db,
  );
}

const profile = columnStanding('customers.customers');

/** The planner must not read a column's name as the number of a field. */
const fieldId = sql`(case when f.field like 'custom:%' then split_part(f.field, ':', 2)::int end)`;

export const valueStanding: Standing = {
  current: sql`case when f.field like 'custom:%' then ${rowsOf('f.customer_id', fieldId)} else ${profile.current} end`,
  written: sql`case
    when f.field like 'custom:%' then case when exists (select from customers.fields known where known.field_id = ${fieldId})
      then f.after end
    else ${profile.written} end`,
};

/** Gives restored added fields back what stood in them. */
export async function restoreValues(ctx: Ctx): Promise<void> {
  const restored = sql`going_values g where g.outcome = 'restored' and g.field like 'custom:%'`;
  await sql`
    delete from customers.field_values v using (select g.customer_id, split_part(g.field, ':', 2)::int as field_id from ${restored}) g
    where (v.customer_id, v.field_id) = (g.customer_id, g.field_id)`.execute(ctx.db);
  await sql`
    insert into customers.field_values
    select old.* from (select g.before from ${restored}) g
    cross join lateral jsonb_populate_recordset(null::customers.field_values, g.before) as old`.execute(ctx.db);
}
