/** What a run writes of its batch while it lasts, and only as long as the lease is its own. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { BatchPlan } from './batches.ts';
import { LeaseLostError, type Heart } from './lease.ts';
import type { Tracker } from './progress.ts';

export type RunState = BatchPlan & { runId: string; tracker: Tracker; heart: Heart };

export type Counts = Record<string, number>;

export async function watchConnection(ctx: Ctx, heart: Heart): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(ctx.db);
  heart.watch(rows[0]?.pid ?? null);
  heart.signal.throwIfAborted();
}

export const outcome = (run: RunState, counts: Counts) => ({
  counts: JSON.stringify(counts),
  progress: JSON.stringify(run.tracker.progress()),
  seconds: JSON.stringify({ ...run.batch.seconds, ...run.tracker.seconds() }),
});

type Change = {
  state?: string;
  counts?: string;
  progress?: string;
  seconds?: string;
  error?: string;
  staged_rows?: number;
  finished_at?: Date;
  cancel_requested?: boolean;
  undoable?: boolean;
  samples?: string | null;
  undone?: string;
  undone_at?: Date;
};

/** Only as long as the lease is ours: a run that lost it must not write over the one that took over. */
export async function keep(
  ctx: Ctx,
  run: { batch: { batchId: number }; runId: string },
  change: Change,
): Promise<void> {
  if (!(await save(ctx, run.batch.batchId, run.runId, change))) throw new LeaseLostError();
}

export async function save(ctx: Ctx, batchId: number, runId: string, change: Change): Promise<boolean> {
  const saved = await ctx.db
    .updateTable('ingest.batches')
    .set(change)
    .where('batch_id', '=', batchId)
    .where('run_id', '=', runId)
    .where('state', 'in', ['checking', 'applying', 'undoing'])
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}
