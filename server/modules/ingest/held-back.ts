/**
 * What only the whole file shows: rows that contradict each other, and rows of a record of which another row was
 * refused. They leave the staging table and come back with the refused rows, so that the mended error file holds whole
 * records. Their cells are fetched by reading the file once more, and only when there are any.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Importer, ImportScope, RowProblem } from '#platform/importer.ts';
import { walkMerges } from './merged-cells.ts';
import { errorLine, writeRowErrors } from './row-errors.ts';
import { fileRows } from './rows.ts';
import type { StagingJob } from './staging.ts';

type Removed = Map<number, RowProblem & { groupKey: string | null }>;

export async function holdBack(
  ctx: Ctx,
  scope: ImportScope,
  job: StagingJob,
): Promise<{ contradictory: number; heldBack: number }> {
  const removed: Removed = new Map();
  await removeContradictory(ctx, scope, job.importer, removed);
  const contradictory = removed.size;
  await removeBroken(ctx, scope, job.importer, removed);
  if (removed.size > 0) await storeWithCells(ctx, job, removed);
  return { contradictory, heldBack: removed.size - contradictory };
}

async function removeContradictory(ctx: Ctx, scope: ImportScope, importer: Importer, removed: Removed): Promise<void> {
  const problems = (await importer.findProblems?.(ctx, scope)) ?? [];
  if (problems.length === 0) return;
  const { table, groupColumn } = importer.staging;
  const numbers = problems.map((problem) => problem.rowNo);
  const { rows } = await sql<{ row_no: number; group_key: string | null }>`
    delete from ${sql.raw(table)} where batch_id = ${scope.batchId} and row_no = any(${numbers}::int[])
    returning row_no, ${groupColumn ? sql.ref(groupColumn) : sql`null`}::text as group_key`.execute(ctx.db);
  const groups = new Map(rows.map((row) => [row.row_no, row.group_key]));
  for (const { rowNo, field, code, detail } of problems) {
    if (groups.has(rowNo)) removed.set(rowNo, { field, code, detail, groupKey: groups.get(rowNo) ?? null });
  }
}

async function removeBroken(ctx: Ctx, scope: ImportScope, importer: Importer, removed: Removed): Promise<void> {
  const { table, groupColumn } = importer.staging;
  if (!groupColumn) return;
  const contradictory = [...new Set([...removed.values()].flatMap((row) => row.groupKey ?? []))];
  const { rows } = await sql<{ row_no: number; group_key: string }>`
    delete from ${sql.raw(table)} where batch_id = ${scope.batchId} and ${sql.ref(groupColumn)} in (
      select group_key from ingest.row_errors where batch_id = ${scope.batchId} and group_key is not null
      union select unnest(${contradictory}::text[])
    ) returning row_no, ${sql.ref(groupColumn)}::text as group_key`.execute(ctx.db);
  for (const { row_no, group_key } of rows) {
    removed.set(row_no, { field: null, code: 'group_held_back', detail: group_key, groupKey: group_key });
  }
}

const ROWS_PER_WRITE = 5_000;

async function storeWithCells(ctx: Ctx, job: StagingJob, removed: Removed): Promise<void> {
  const merged = walkMerges(job.merges, job.importer, job.mapping);
  let found: string[] = [];
  for await (const { rows, rowNos } of fileRows(job.path, job.layout, { bytes: 0 })) {
    job.signal.throwIfAborted();
    for (const [index, rowNo] of rowNos.entries()) {
      const own = rows[index] ?? [];
      const cells = merged?.(rowNo, own).cells ?? own;
      const problem = removed.get(rowNo);
      if (problem) found.push(errorLine(job.batchId, { ...problem, rowNo, cells }));
    }
    if (found.length >= ROWS_PER_WRITE) {
      await writeRowErrors(ctx, found);
      found = [];
    }
  }
  await writeRowErrors(ctx, found);
}
