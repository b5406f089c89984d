/** The rows of a batch in the staging table of its kind. */
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import type { Importer } from '#platform/importer.ts';

export async function countStaged(ctx: Ctx, { staging }: Importer, batchId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.raw(staging.table)} where batch_id = ${batchId}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

/**
 * Alone in the table, its rows go by emptying the table, in no time; beside others they are deleted one by one, a
 * second for half a million. In a transaction of its own: emptying locks the table until it ends.
 */
export async function clearStaged(ctx: Ctx, importer: Importer, batchId: number): Promise<void> {
  const table = sql.raw(importer.staging.table);
  await inTransaction(ctx, async (ctx) => {
    if ((await countStaged(ctx, importer, batchId)) === 0) return;
    const alone =
      !(await hasOthers(ctx, importer, batchId)) &&
      (await lockAlone(ctx, importer)) &&
      !(await hasOthers(ctx, importer, batchId));
    if (alone) await sql`truncate ${table}`.execute(ctx.db);
    else await sql`delete from ${table} where batch_id = ${batchId}`.execute(ctx.db);
  });
}

/** Rows that a process killed right after its last step, or a dry run that nobody followed up, has left behind. */
export async function clearEnded(ctx: Ctx, { staging }: Importer): Promise<void> {
  await sql`
    delete from ${sql.raw(staging.table)} where batch_id in (
      select batch_id from ingest.batches where state in ('done', 'failed', 'cancelled'))`.execute(ctx.db);
}

async function hasOthers(ctx: Ctx, { staging }: Importer, batchId: number): Promise<boolean> {
  const table = sql.raw(staging.table);
  const { rows } = await sql<{ others: boolean }>`
    select exists (select from ${table} where batch_id < ${batchId})
      or exists (select from ${table} where batch_id > ${batchId}) as others`.execute(ctx.db);
  return rows[0]?.others ?? true;
}

/** Whoever stages rows right now holds the table; then nobody waits, and the rows are deleted instead. */
async function lockAlone(ctx: Ctx, { staging }: Importer): Promise<boolean> {
  await sql`savepoint alone`.execute(ctx.db);
  try {
    await sql`lock table ${sql.raw(staging.table)} in access exclusive mode nowait`.execute(ctx.db);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    await sql`rollback to savepoint alone`.execute(ctx.db);
    return false;
  }
}
