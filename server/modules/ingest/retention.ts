/** Raw files and refused rows are kept for a time only: long enough to mend a file and import it again. */
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { findFile, keptFiles, markRemoved } from './uploads.ts';

/** Files whose last upload lies before the moment, unless an import of them has not ended. Answers how many. */
export async function removeOldFiles(ctx: Ctx, dataDir: string, before: Date): Promise<number> {
  let removed = 0;
  for (const file of await keptFiles(ctx)) {
    if (file.path !== null || new Date(file.newest) >= before || (await isNeeded(ctx, file.uploadIds))) continue;
    const place = await findFile(dataDir, file);
    if (place) await rm(place, { force: true });
    await markRemoved(ctx, file.uploadIds, 'retention');
    removed += 1;
  }
  return removed;
}

async function isNeeded(ctx: Ctx, uploadIds: readonly number[]): Promise<boolean> {
  const unfinished = await ctx.db
    .selectFrom('ingest.batches')
    .select('batch_id')
    .where('upload_id', 'in', uploadIds)
    .where('state', 'in', ['checking', 'checked', 'applying'])
    .limit(1)
    .executeTakeFirst();
  return unfinished !== undefined;
}

/** Of imports that ended before the moment; their counts stay. */
export async function removeOldRowErrors(ctx: Ctx, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ingest.row_errors where batch_id in (
      select batch_id from ingest.batches where finished_at < ${before})`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}
