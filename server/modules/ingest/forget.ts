/**
 * Files as they came in hold people too. On a request to be forgotten every kept file that names the person is deleted
 * whole, since its bytes are only needed to read it again; dry runs of such a file are cancelled, and refused rows lose
 * their cells. Files that the command line was pointed to are not ours: they are named, so that somebody deletes them.
 */
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Importer } from '#platform/importer.ts';
import { ERASED, type Traces } from '#platform/traces.ts';
import { cancelBatch } from './batches.ts';
import { inspectFile } from './inspect.ts';
import { fileRows } from './rows.ts';
import { findFile, markRemoved, type KeptFile, keptFiles } from './uploads.ts';

export type ForgottenFiles = {
  /** Uploads whose file was deleted. */
  deleted: number[];
  /** Files outside of the house that name the person. */
  outside: string[];
  cancelledBatches: number[];
  emptiedRows: number;
};

/** Reads every kept file once. Throws when an import is at work on one that names the person: try again afterwards. */
export async function forgetInFiles(
  ctx: Ctx,
  deps: { dataDir: string; importers: readonly Importer[] },
  traces: Traces,
): Promise<ForgottenFiles> {
  const found: ForgottenFiles = { deleted: [], outside: [], cancelledBatches: [], emptiedRows: 0 };
  for (const file of await keptFiles(ctx)) {
    const place = await findFile(deps.dataDir, file);
    if (place === null || !(await names(ctx, deps.importers, file, place, traces))) continue;
    found.cancelledBatches.push(...(await stopBatches(ctx, deps.importers, file.uploadIds)));
    if (file.path !== null) {
      found.outside.push(withoutTraces(file.path, traces));
      continue;
    }
    await rm(place, { force: true });
    await markRemoved(ctx, file.uploadIds, 'erasure');
    found.deleted.push(...file.uploadIds);
  }
  return { ...found, emptiedRows: await emptyRefusedRows(ctx, traces) };
}

/** A file nobody can read names nobody we could tell; it goes as well, since nothing can be imported from it. */
async function names(
  ctx: Ctx,
  importers: readonly Importer[],
  file: KeptFile,
  path: string,
  traces: Traces,
): Promise<boolean> {
  const stored = { uploadId: 0, fileName: '', bytes: file.bytes, sha256: file.sha256, createdAt: ctx.now, path };
  try {
    const { layout, sheets } = await inspectFile(ctx, stored, importers, {});
    for (const sheet of sheets.length > 0 ? sheets.map(({ name }) => name) : [null]) {
      for await (const { rows } of fileRows(path, { ...layout, sheet }, { bytes: 0 }))
        if (rows.some((cells) => rowNames(cells, traces))) return true;
    }
    return false;
  } catch {
    return file.path === null;
  }
}

/** The report of an erasure must not name whom it erased, not even by the name of a file. */
const withoutTraces = (text: string, { anywhere, whole }: Traces): string =>
  [...anywhere, ...whole].reduce((rest, trace) => rest.replaceAll(trace, ERASED), text);

const FULL_WIDTH = /[\uFF00-\uFFEF]/;

function rowNames(cells: readonly string[], { anywhere, whole }: Traces): boolean {
  const line = cells.join('\u001F');
  const text = (FULL_WIDTH.test(line) ? line.normalize('NFKC') : line).toLowerCase();
  return anywhere.some((trace) => text.includes(trace)) || cells.some((cell) => whole.includes(cell.trim()));
}

async function stopBatches(ctx: Ctx, importers: readonly Importer[], uploadIds: readonly number[]): Promise<number[]> {
  const unfinished = await ctx.db
    .selectFrom('ingest.batches')
    .select(['batch_id', 'state'])
    .where('upload_id', 'in', uploadIds)
    .where('state', 'in', ['checking', 'checked', 'applying'])
    .execute();
  const busy = unfinished.find(({ state }) => state !== 'checked');
  if (busy)
    throw new Error(`Import ${busy.batch_id} is at work on a file of this customer; erasing waits for its end.`);
  for (const { batch_id } of unfinished) await cancelBatch(ctx, importers, batch_id);
  return unfinished.map(({ batch_id }) => batch_id);
}

/** The row keeps its number and reason; its cells, and what of them stands beside, are emptied. */
async function emptyRefusedRows(ctx: Ctx, { anywhere, whole }: Traces): Promise<number> {
  const patterns = [
    ...anywhere.map((trace) => `%${literally(trace)}%`),
    ...whole.map((name) => `%"${literally(name)}"%`),
  ];
  if (patterns.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update ingest.row_errors set detail = null, group_key = null,
      cells = (select coalesce(jsonb_agg(''::text), '[]') from jsonb_array_elements(cells))
    where lower(cells::text) like any (${patterns}::text[]) or cells::text like any (${patterns}::text[])
      or detail = any(${anywhere}::text[])`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

const literally = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
