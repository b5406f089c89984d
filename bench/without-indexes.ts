import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Fills a table without its primary key and indexes and builds them afterwards, in the caller's transaction: made data
 * come in no order an index likes, and ten million rows would take a quarter of an hour row by row.
 */
export async function withoutIndexes<Value>(ctx: Ctx, table: string, work: () => Promise<Value>): Promise<Value> {
  const { rows } = await sql<{ drop: string; build: string }>`
    select 'alter table ' || conrelid::regclass || ' drop constraint ' || conname as drop,
      'alter table ' || conrelid::regclass || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid) as build
    from pg_constraint where conrelid = ${table}::regclass and contype = 'p'
    union all
    select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    from pg_index where indrelid = ${table}::regclass and not indisprimary`.execute(ctx.db);
  for (const { drop } of rows) await sql.raw(drop).execute(ctx.db);
  const value = await work();
  for (const { build } of rows) await sql.raw(build).execute(ctx.db);
  return value;
}
