/** Undoing an import: what it would do, the wish for it, and the work. What is done to the rows is each module's own. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import type { Importer } from '#platform/importer.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { addRunJob, audit, getBatch } from './batches.ts';
import type * as contract from './contract.ts';
import type { Batch } from './contract.ts';
import { findImporter } from './inspect.ts';
import { keep, outcome, watchConnection, type RunState } from './run-state.ts';

/** The modules that brought rows in take them back, the latest first. */
export type Undoing = { undos: readonly BatchUndo[]; ownedTables: readonly OwnedTable[] };

/** Counts as undoing itself would; a second or two for an import of a million rows. */
export function foreseeUndo(
  ctx: Ctx,
  undoing: Undoing,
  batchId: number,
): Promise<AnswerOf<typeof contract.foreseeUndo>> {
  return inTransaction(ctx, async (ctx) => {
    const batch = await getBatch(ctx, batchId);
    refuseUndo(batch);
    const undone = await total(undoing, batch, ({ foresee }, scope) => foresee(ctx, scope));
    return { ...undone, later: await laterThan(ctx, batch) };
  });
}

export async function requestUndo(ctx: Ctx, importers: readonly Importer[], batchId: number): Promise<Batch> {
  const batch = await getBatch(ctx, batchId);
  findImporter(importers, batch.kind);
  if (batch.state === 'undoing' || batch.state === 'undone') return batch;
  refuseUndo(batch);
  const moved = await ctx.db
    .updateTable('ingest.batches')
    .set({
      state: 'undoing',
      run_id: null,
      lease_until: null,
      claims: 0,
      error: null,
      cancel_requested: false,
      undone_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
    })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'done')
    .executeTakeFirst();
  if (moved.numUpdatedRows > 0n) {
    await audit(ctx, 'imports.undo_requested', batchId);
    await addRunJob(ctx, batchId);
  }
  return getBatch(ctx, batchId);
}

function refuseUndo(batch: Batch): void {
  if (batch.state !== 'done')
    throw new ConflictError('ingest.not_done', 'Only an import that has been applied can be undone.');
  if (!batch.undoable)
    throw new ConflictError(
      'ingest.not_undoable',
      'This import cannot be undone: it is on record as evidence, or older than undoing.',
    );
}

const LATER_SHOWN = 20;

async function laterThan(ctx: Ctx, { batchId }: Batch): Promise<AnswerOf<typeof contract.foreseeUndo>['later']> {
  const { rows } = await sql<{ batchId: number; fileName: string; kind: string; finishedAt: Date }>`
    select later.batch_id as "batchId", u.file_name as "fileName", later.kind, later.finished_at as "finishedAt"
    from ingest.batches b
    join ingest.batches later on later.source_id = b.source_id and later.kind = b.kind and later.state = 'done' and later.finished_at > b.finished_at
    join ingest.uploads u on u.upload_id = later.upload_id
    where b.batch_id = ${batchId} order by later.finished_at limit ${LATER_SHOWN}`.execute(ctx.db);
  return rows.map((row) => ({ ...row, finishedAt: new Date(row.finishedAt) }));
}

async function total(
  { undos, ownedTables }: Undoing,
  batch: Batch,
  act: (undo: BatchUndo, scope: UndoScope) => Promise<Partial<Undone>>,
): Promise<Undone> {
  const { batchId, kind, counts } = batch;
  const parts: Partial<Undone>[] = [];
  for (const undo of undos) parts.push(await act(undo, { batchId, kind, counts, ownedTables }));
  const said = (part: keyof Undone) =>
    Object.fromEntries(parts.flatMap((one) => Object.entries(one[part] ?? {}).filter(([, count]) => count > 0)));
  return { removed: said('removed'), restored: said('restored'), kept: said('kept'), because: said('because') };
}

/** One transaction, like applying: all of the import is gone, or all of it stands. */
export async function takeBack(ctx: Ctx, run: RunState, undoing: Undoing): Promise<void> {
  run.tracker.enter('undoing');
  await inTransaction(ctx, async (ctx) => {
    // Two at once would wait for each other's customers; and none of the kind is applied meanwhile.
    await sql`select pg_advisory_xact_lock(hashtext('ingest.undo'))`.execute(ctx.db);
    await sql`select pg_advisory_xact_lock(hashtext('ingest.apply'), hashtext(${run.batch.kind}))`.execute(ctx.db);
    await watchConnection(ctx, run.heart);
    const undone = await total(undoing, run.batch, ({ undo }, scope) => undo(ctx, scope));
    run.tracker.enter('ended');
    await keep(ctx, run, {
      ...outcome(run, run.batch.counts),
      state: 'undone',
      undone: JSON.stringify(undone),
      undone_at: ctx.now,
    });
    await recordAudit(ctx, [
      {
        action: 'imports.undone',
        subjectType: 'import',
        subjectId: run.batch.batchId,
        after: { kind: run.batch.kind, file: run.batch.fileName, ...undone },
      },
    ]);
    run.heart.watch(null);
  });
}
