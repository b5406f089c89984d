/** The refused rows of a batch: written as they are found, read by page. */
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import type { RowProblem } from '#platform/importer.ts';

export type RefusedRow = RowProblem & { rowNo: number; groupKey: string | null; cells: readonly string[] };
export type StoredRefusal = {
  rowNo: number;
  field: string | null;
  code: string;
  detail: string | null;
  cells: string[];
};

const LONGEST_CELL = 5_000;

/** Lines of `errorLine`. */
export async function writeRowErrors(ctx: Ctx, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await inTransaction(ctx, (ctx) =>
    copyIn(ctx, 'ingest.row_errors (batch_id, row_no, field, code, detail, group_key, cells)', [lines.join('')]),
  );
}

/** PostgreSQL holds no NUL in text; ␀ stands for it in what is shown. */
const shown = (text: string): string => text.slice(0, LONGEST_CELL).replaceAll('\0', '␀');

/** Made at once: the row's cells are windows into its chunk of the file, and keeping them would keep the chunk. */
export const errorLine = (batchId: number, row: RefusedRow): string =>
  copyRow([
    batchId,
    row.rowNo,
    row.field,
    row.code,
    row.detail === undefined || row.detail === null ? null : shown(row.detail),
    row.groupKey,
    JSON.stringify(row.cells.map((cell) => shown(cell).toWellFormed())),
  ]);

export async function clearRowErrors(ctx: Ctx, batchId: number): Promise<void> {
  await ctx.db.deleteFrom('ingest.row_errors').where('batch_id', '=', batchId).execute();
}

/** A page in the order of the file, after row `after`. */
export async function listRowErrors(ctx: Ctx, batchId: number, after: number, limit: number): Promise<StoredRefusal[]> {
  const rows = await ctx.db
    .selectFrom('ingest.row_errors')
    .select(['row_no', 'field', 'code', 'detail', 'cells'])
    .where('batch_id', '=', batchId)
    .where('row_no', '>', after)
    .orderBy('row_no')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    rowNo: row.row_no,
    field: row.field,
    code: row.code,
    detail: row.detail,
    cells: row.cells as string[],
  }));
}
