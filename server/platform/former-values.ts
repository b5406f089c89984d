/**
 * What stood in the fields of a record before files changed them, so that an import can be undone at any time and in any
 * order. The changes of one field lie on each other like sheets: taking one out from between makes the one above begin where
 * it began; taking the uppermost gives the field back what stood before, unless somebody else wrote there since.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from './context.ts';
import { currentBatch } from './provenance.ts';

/** A table with one row per `key`, and where the former values of its columns are kept. */
export type Kept = { table: string; key: string; former: string };

/** `changed` selects the key and the columns as they will be; call before they are written. Nothing outside of imports. */
export async function keepFormer(ctx: Ctx, { table, key, former }: Kept, changed: RawBuilder<unknown>): Promise<void> {
  const id = sql.ref(key);
  await sql`
    insert into ${sql.table(former)} (${id}, batch_id, field, before, after)
    select old.${id}, ${currentBatch}, said.key, coalesce(to_jsonb(old) -> said.key, 'null'), said.value
    from (${changed}) as changed join ${sql.table(table)} as old on old.${id} = changed.${id}
    cross join lateral jsonb_each(to_jsonb(changed) - ${key}::text) as said
    where ${currentBatch} is not null and said.value is distinct from coalesce(to_jsonb(old) -> said.key, 'null')
    on conflict (${id}, batch_id, field) do nothing`.execute(ctx.db);
}

/** In SQL, of `former f` and the record `c` of its key: what stands in the field now, and what the file wrote, alike. */
export type Standing = { current: RawBuilder<unknown>; written: RawBuilder<unknown> };

/** Of plain columns. By way of the column's type, so that the same moment is the same in whatever zone it was written. */
export const columnStanding = (table: string): Standing => ({
  current: sql`coalesce(to_jsonb(c) -> f.field, 'null')`,
  written: sql`coalesce(
    to_jsonb(jsonb_populate_record(null::${sql.table(table)}, jsonb_build_object(f.field, f.after))) -> f.field, 'null')`,
});

/**
 * `going_values`: the changes the import made, each with what becomes of it. `restored`: it is the uppermost and still
 * stands. `handed`: a later file changed it from what this one wrote, and will give back what stood before this one.
 * `kept`: somebody wrote something else since. `untouchable` is a condition on `f`.
 */
export async function planFormer(
  ctx: Ctx,
  { table, key, former }: Kept,
  batchId: number,
  standing: Standing = columnStanding(table),
  untouchable: RawBuilder<unknown> = sql`false`,
): Promise<void> {
  const id = sql.ref(key);
  await sql`drop table if exists pg_temp.going_values`.execute(ctx.db);
  await sql`
    create temp table going_values on commit drop as
    select f.${id}, f.field, f.before, later.turn as later_turn,
      case
        when c.${id} is null or ${untouchable} then 'kept'
        when later.turn is not null then case when later.before = f.after then 'handed' else 'kept' end
        when ${standing.current} = ${standing.written} then 'restored' else 'kept' end as outcome
    from ${sql.table(former)} f
    left join ${sql.table(table)} c on c.${id} = f.${id}
    left join lateral (
      select l.turn, l.before from ${sql.table(former)} l
      where l.${id} = f.${id} and l.field = f.field and l.turn > f.turn order by l.turn limit 1) later on true
    where f.batch_id = ${batchId}`.execute(ctx.db);
}

/** Takes the planned changes out of the pile, and writes what is restored into plain columns; others have a colon in their name. */
export async function restoreFormer(ctx: Ctx, { table, key, former }: Kept, batchId: number): Promise<void> {
  const id = sql.ref(key);
  const { rows } = await sql<{ field: string }>`
    select distinct field from going_values where outcome = 'restored' and position(':' in field) = 0`.execute(ctx.db);
  const sets = rows.map(({ field }) => sql`${sql.ref(field)} = r.${sql.ref(field)}`);
  if (sets.length > 0)
    await sql`
      update ${sql.table(table)} c set updated_at = ${ctx.now}, ${sql.join(sets)}
      from (
        select (jsonb_populate_record(c, given.fields)).* from ${sql.table(table)} c
        join (select ${id}, jsonb_object_agg(field, before) as fields from going_values
              where outcome = 'restored' and position(':' in field) = 0 group by ${id}) given using (${id})
      ) r where r.${id} = c.${id}`.execute(ctx.db);
  await sql`
    update ${sql.table(former)} f set before = g.before from going_values g
    where g.outcome = 'handed' and f.turn = g.later_turn`.execute(ctx.db);
  await sql`delete from ${sql.table(former)} where batch_id = ${batchId}`.execute(ctx.db);
}
