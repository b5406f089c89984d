import { sql } from 'kysely';
import type { Ctx } from './context.ts';

/** Below this an index is filled in as quickly as it is built. */
const WORTH_BUILDING = 20_000;

/**
 * Does `work`, which writes about `rows` rows into `table`. Where the table is still empty, the indexes beside its key are
 * built afterwards: a million rows are sorted once for each instead of being put in their places one by one, which takes
 * several times as long. Whoever reads the table meanwhile waits until the transaction ends, so this is done only where
 * there is nothing to read and nobody is reading; else the rows go in as usual. In a transaction.
 */
export async function fillTable<Value>(
  ctx: Ctx,
  table: string,
  rows: number,
  work: () => Promise<Value>,
): Promise<Value> {
  if (rows < WORTH_BUILDING || !(await isEmpty(ctx, table)) || !(await takeAlone(ctx, table))) return work();
  const indexes = await listIndexes(ctx, table);
  for (const { name } of indexes) await sql`drop index ${sql.raw(name)}`.execute(ctx.db);
  const value = await work();
  for (const { build } of indexes) await sql.raw(build).execute(ctx.db);
  return value;
}

async function isEmpty(ctx: Ctx, table: string): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(ctx.db);
  return rows.length === 0;
}

/** At once or not at all: who waited for it would make every reader behind them wait too. */
async function takeAlone(ctx: Ctx, table: string): Promise<boolean> {
  await sql`savepoint taking`.execute(ctx.db);
  try {
    await sql`lock table ${sql.table(table)} in access exclusive mode nowait`.execute(ctx.db);
    if (await isEmpty(ctx, table)) {
      await sql`release savepoint taking`.execute(ctx.db);
      return true;
    }
  } catch (error) {
    if (!NOT_OURS_NOW.has((error as { code?: string }).code ?? '')) throw error;
  }
  await sql`rollback to savepoint taking`.execute(ctx.db);
  return false;
}

/** Somebody holds the lock, or the tables belong to another role than the one that works with them. */
const NOT_OURS_NOW = new Set(['55P03', '42501']);

/** Those of constraints stay: rows are found by them while they are written. */
async function listIndexes(ctx: Ctx, table: string): Promise<{ name: string; build: string }[]> {
  const { rows } = await sql<{ name: string; build: string }>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as build
    from pg_index i join pg_class t on t.oid = i.indrelid
    where i.indrelid = ${table}::regclass and pg_has_role(t.relowner, 'usage')
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    order by i.indexrelid`.execute(ctx.db);
  return rows;
}
