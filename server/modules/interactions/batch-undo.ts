/**
 * Takes back the interactions an import brought and the stays it prolonged, and has their days counted again. What was dropped
 * since, when its time was over, is gone already and stays in the sums of its day.
 */
import { sql } from 'kysely';
import { holdCustomers } from '#modules/customers/index.ts';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import { handDownStays, planEvents } from './former.ts';
import { markDays, nextBatchId } from './touched.ts';

export const interactionsUndo: BatchUndo = {
  foresee: async (ctx, scope) => {
    await planEvents(ctx, scope.batchId);
    return outcome(ctx, scope);
  },
  undo: async (ctx, scope) => {
    await holdCustomers(ctx);
    await planEvents(ctx, scope.batchId);
    const undone = await outcome(ctx, scope);
    await take(ctx);
    await handDownStays(ctx, scope.batchId);
    return undone;
  },
};

/** Stays that went on again since, by another file or way, are as they were told last. */
async function outcome(ctx: Ctx, { batchId, kind, counts }: UndoScope): Promise<Partial<Undone>> {
  const { rows } = await sql<{ removed: number; restored: number; prolonged: number }>`
    select count(*) filter (where not stood)::int as removed, count(*) filter (where stood)::int as restored,
      (select count(*)::int from interactions.former where batch_id = ${batchId}) as prolonged
    from going_events`.execute(ctx.db);
  const { removed = 0, restored = 0, prolonged = 0 } = rows[0] ?? {};
  const created = kind === 'interactions' ? (counts.created ?? 0) : 0;
  return {
    removed: { interactions: removed },
    restored: { stays: restored },
    kept: { interactions: Math.max(0, created - removed), stays: prolonged - restored },
  };
}

async function take(ctx: Ctx): Promise<void> {
  const marks = await nextBatchId(ctx);
  const event = sql`(i.customer_id, i.event_id) = (g.customer_id, g.event_id)`;
  await markDays(
    ctx,
    marks,
    sql`
    delete from interactions.interactions i using going_events g where ${event} and not g.stood
    returning i.customer_id, i.kind_id, i.happened_at, false as added`,
  );
  await markDays(
    ctx,
    marks,
    sql`
    update interactions.interactions i set seconds = g.seconds, batch_id = g.former_batch_id
    from going_events g where ${event} and g.stood
    returning i.customer_id, i.kind_id, i.happened_at, false as added`,
  );
  await emitFor(
    ctx,
    'interactions.recorded',
    sql`select distinct customer_id from interactions.touched_days where batch_id = ${marks}`,
  );
}
