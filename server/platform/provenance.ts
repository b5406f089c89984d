/**
 * Which import a row came by. Tables that want to know have a column `batch_id` with the default `platform.current_batch()`;
 * whoever applies a batch names it once for the transaction, and every row written in it is stamped: docs/adr/0090.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from './context.ts';

/** Until the transaction ends; null from now on in this one. */
export async function stampRows(ctx: Ctx, batchId: number | null): Promise<void> {
  await sql`set local liuke.batch = ${sql.lit(String(batchId ?? ''))}`.execute(ctx.db);
}

/** In SQL: the import this transaction applies; null for people and other programs. */
export const currentBatch: RawBuilder<number | null> = sql`platform.current_batch()`;

export async function isImporting(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql<{ importing: boolean }>`select ${currentBatch} is not null as importing`.execute(ctx.db);
  return rows[0]?.importing ?? false;
}
