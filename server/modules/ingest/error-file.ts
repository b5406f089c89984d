/** The refused rows of a batch as a CSV to mend and import again: their own columns, and why they were refused. */
import { Readable } from 'node:stream';
import type { Ctx } from '#platform/context.ts';
import type { Importer } from '#platform/importer.ts';
import { getBatchPlan, type BatchPlan } from './batches.ts';
import { csvLine, UTF8_MARK } from './csv-writer.ts';
import { findImporter } from './inspect.ts';
import { reasonsIn, type Language, type ReasonOf } from './reasons.ts';
import { listRowErrors } from './row-errors.ts';

const REASON_HEADER: Record<Language, string> = { 'zh-CN': '未导入原因', en: 'Why not imported' };
const ROWS_PER_READ = 2_000;

export type ErrorFile = { fileName: string; contentType: string; body: Readable };

export async function errorFile(
  ctx: Ctx,
  importers: readonly Importer[],
  batchId: number,
  language: Language,
): Promise<ErrorFile> {
  const plan = await getBatchPlan(ctx, batchId);
  const stem = plan.batch.fileName.replace(/\.(csv|csv\.gz|xlsx|txt|gz)$/i, '');
  return {
    fileName: `${stem}-${language === 'zh-CN' ? '未导入' : 'not-imported'}.csv`,
    contentType: 'text/csv; charset=utf-8',
    body: Readable.from(lines(ctx, plan, reasonsOf(plan, importers, language), language)),
  };
}

/** Names the columns in sentences by the headers of the file itself. */
export function reasonsOf(plan: BatchPlan, importers: readonly Importer[], language: Language): ReasonOf {
  const columns = new Map(plan.mapping.map((entry) => [entry.field, plan.headers[entry.column] ?? entry.field]));
  return reasonsIn(language, findImporter(importers, plan.batch.kind), columns);
}

async function* lines(ctx: Ctx, plan: BatchPlan, reasonOf: ReasonOf, language: Language): AsyncGenerator<string> {
  const headers = ownHeaders(plan.headers);
  yield UTF8_MARK + csvLine([...headers, REASON_HEADER[language]]);
  let after = 0;
  for (;;) {
    const rows = await listRowErrors(ctx, plan.batch.batchId, after, ROWS_PER_READ);
    if (rows.length === 0) return;
    yield rows.map((row) => csvLine([...fitted(row.cells, headers.length), reasonOf(row)])).join('');
    after = rows.at(-1)?.rowNo ?? after;
  }
}

/** A mended error file that has errors again: its old reasons are not carried along. */
function ownHeaders(headers: readonly string[]): readonly string[] {
  return Object.values(REASON_HEADER).includes(headers.at(-1) ?? '') ? headers.slice(0, -1) : headers;
}

const fitted = (cells: readonly string[], width: number): string[] =>
  Array.from({ length: width }, (_, column) => cells[column] ?? '');
