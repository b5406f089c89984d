/**
 * Takes back the interactions an import brought, and has their days counted again. What was dropped since, when its time was
 * over, is gone already and stays in the sums of its day.
 */
import { sql } from 'kysely';
import { holdCustomers } from '#modules/customers/index.ts';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import { markDays, nextBatchId } from './touched.ts';

export const interactionsUndo: BatchUndo = {
  foresee: async (ctx, scope) => {
    const { rows } = await sql<{ interactions: number }>`
      select count(*)::int as interactions from interactions.interactions where batch_id = ${scope.batchId}`.execute(
      ctx.db,
    );
    return outcome(scope, rows[0]?.interactions ?? 0);
  },
  undo: async (ctx, scope) => {
    await holdCustomers(ctx);
    const { rows } = await sql<{ interactions: number }>`
      select count(*)::int as interactions from interactions.interactions where batch_id = ${scope.batchId}`.execute(
      ctx.db,
    );
    await take(ctx, scope.batchId);
    return outcome(scope, rows[0]?.interactions ?? 0);
  },
};

const outcome = ({ kind, counts }: UndoScope, interactions: number): Partial<Undone> => ({
  removed: { interactions },
  kept: { interactions: kind === 'interactions' ? Math.max(0, (counts.created ?? 0) - interactions) : 0 },
});

async function take(ctx: Ctx, batchId: number): Promise<void> {
  const marks = await nextBatchId(ctx);
  await markDays(
    ctx,
    marks,
    sql`
    delete from interactions.interactions where batch_id = ${batchId}
    returning customer_id, kind_id, happened_at, false as added`,
  );
  await emitFor(
    ctx,
    'interactions.recorded',
    sql`select distinct customer_id from interactions.touched_days where batch_id = ${marks}`,
  );
}
