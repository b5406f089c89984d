/** Profile values of matched mentions: what was said last of each customer, and writing it to those already known. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { keepFormer, type Kept } from '#platform/former-values.ts';
import type { ImportPolicy } from '#platform/importer.ts';
import { noteBrought } from './quality/checks.ts';
import { currentBatch } from '#platform/provenance.ts';

/** Everything a draft or a row of a file may say beside identifiers. */
export const PROFILE_COLUMNS = [
  'kind',
  'name',
  'gender',
  'birthday',
  'province',
  'city',
  'address',
  'occupation',
  'industry',
  'company_size',
  'note',
  'channel',
  'store_id',
  'registered_at',
] as const;

/** Where the values of the profile that files changed are kept. */
export const FORMER: Kept = {
  table: 'customers.customers',
  key: 'customer_id',
  former: 'customers.former_values',
};

/** Whoever exists already is left alone by the others. */
export const changesKnown = (policy: ImportPolicy = 'overwrite'): boolean =>
  policy === 'overwrite' || policy === 'fill';

/** Per `key` the last value given of each column. Most keys are mentioned once and need no grouping. */
export function lastSaid(key: string, columns: readonly string[], mentions: RawBuilder<unknown>): RawBuilder<unknown> {
  const refs = columns.map((column) => sql.ref(column));
  const last = refs.map((c) => sql`(array_agg(${c} order by ref_key desc) filter (where ${c} is not null))[1]`);
  return sql`
    with counted as (
      select *, count(*) over (partition by ${sql.ref(key)}) as times from (${mentions}) as mentioned
    )
    select ${sql.ref(key)}, ${sql.join(refs)} from counted where times = 1
    union all
    select ${sql.ref(key)}, ${sql.join(last)} from counted where times > 1 group by ${sql.ref(key)}`;
}

/**
 * Writes what the matched mentions say of customers known before, and leaves who changed in `changed_customers`.
 * 'fill' keeps every value there is; 'overwrite' takes every value said. A phone or e-mail becomes the first one only if
 * it identifies this customer, or if there is none.
 */
export async function updateKnown(ctx: Ctx, columns: readonly string[], policy: ImportPolicy): Promise<void> {
  await findChanges(ctx, columns, policy);
  await noteBrought(ctx, columns);
  const all = ['phone', 'email', ...columns];
  await keepFormer(ctx, FORMER, sql`select * from changed_customers`);
  await sql`
    update customers.customers c
    set updated_at = ${ctx.now}, taken_over = taken_over or ${currentBatch} is null, ${sql.join(all.map((column) => sql`${sql.ref(column)} = changed.${sql.ref(column)}`))}
    from changed_customers changed where changed.customer_id = c.customer_id`.execute(ctx.db);
}

/** `changed_customers`: the new values of everybody whom `updateKnown` would change. */
export async function findChanges(ctx: Ctx, columns: readonly string[], policy: ImportPolicy): Promise<void> {
  const all = ['phone', 'email', ...columns];
  const given = sql`
    select m.*, g.customer_id from mentions m join mention_groups g using (leader) where not g.created`;
  const next = columns.map((column) =>
    policy === 'overwrite'
      ? sql`coalesce(said.${sql.ref(column)}, c.${sql.ref(column)}) as ${sql.ref(column)}`
      : sql`coalesce(c.${sql.ref(column)}, said.${sql.ref(column)}) as ${sql.ref(column)}`,
  );
  await sql`drop table if exists pg_temp.changed_customers`.execute(ctx.db);
  await sql`
    create temp table changed_customers on commit drop as
    with next as (
      select c.customer_id, ${contact('phone', policy)}, ${contact('email', policy)}, ${sql.join(next)}
      from (${lastSaid('customer_id', all, given)}) as said join customers.customers c using (customer_id)
      where ${changesKnown(policy)} and c.erased_at is null
    )
    select next.* from next join customers.customers c using (customer_id)
    where (${sql.join(all.map((column) => sql.ref(`next.${column}`)))})
      is distinct from (${sql.join(all.map((column) => sql.ref(`c.${column}`)))})`.execute(ctx.db);
}

function contact(kind: 'phone' | 'email', policy: ImportPolicy): RawBuilder<unknown> {
  const column = sql.ref(kind);
  if (policy !== 'overwrite') return sql`coalesce(c.${column}, said.${column}) as ${column}`;
  return sql`
    case when said.${column} is distinct from c.${column} and exists (
      select from customers.known_identities i
      where i.kind = ${kind} and i.namespace = '' and i.value = said.${column} and i.customer_id = c.customer_id)
    then said.${column} else coalesce(c.${column}, said.${column}) end as ${column}`;
}
