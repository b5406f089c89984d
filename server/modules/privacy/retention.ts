/**
 * What is only kept for a time: deleted by the night, with a line in the log of removals for each kind. Files go only
 * when no import needs them any more; sign-ins that have ended go always.
 */
import { removeEndedSessions, removeOldAudit } from '#modules/access/index.ts';
import { removeOldFiles, removeOldRowErrors } from '#modules/ingest/index.ts';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './settings-contract.ts';
import { getPrivacySettings } from './settings.ts';

export const RETENTION_JOB = 'privacy.retention';

/** The folder of the house is known where the job is worked. */
export const requestRemoval = (ctx: Ctx): Promise<void> => addJob(ctx, RETENTION_JOB, {}, { key: RETENTION_JOB });

const DAY_MS = 86_400_000;

type Removing = { what: string; days: number | null; remove: (ctx: Ctx, before: Date) => Promise<number> };

export async function removeOutdated(ctx: Ctx, dataDir: string): Promise<void> {
  const { retention } = await getPrivacySettings(ctx);
  const all: readonly Removing[] = [
    { what: 'uploads', days: retention.uploadDays, remove: (ctx, before) => removeOldFiles(ctx, dataDir, before) },
    { what: 'row_errors', days: retention.rowErrorDays, remove: removeOldRowErrors },
    { what: 'audit', days: retention.auditDays, remove: removeOldAudit },
    { what: 'sessions', days: 0, remove: removeEndedSessions },
  ];
  for (const { what, days, remove } of all) {
    if (days === null) continue;
    const before = new Date(ctx.now.getTime() - days * DAY_MS);
    const rows = await remove(ctx, before);
    if (rows > 0)
      await ctx.db.insertInto('privacy.removals').values({ at: ctx.now, what, rows, older_than: before }).execute();
  }
}

export async function listRemovals(
  ctx: Ctx,
  query: QueryOf<typeof contract.listRemovals>,
): Promise<AnswerOf<typeof contract.listRemovals>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  let select = ctx.db
    .selectFrom('privacy.removals')
    .selectAll()
    .orderBy('removal_id', 'desc')
    .limit(query.limit + 1);
  if (cursor) select = select.where('removal_id', '<', Number(cursor[0]));
  const found = await select.execute();
  const rows = found.slice(0, query.limit);
  return {
    rows: rows.map((row) => ({
      removalId: row.removal_id,
      at: row.at,
      what: row.what,
      rows: row.rows,
      olderThan: row.older_than,
    })),
    next: found.length > query.limit ? encodeCursor([rows.at(-1)?.removal_id ?? 0]) : null,
  };
}
