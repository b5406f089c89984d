/**
 * Lists that leave the house: a right of its own, with a reason, a limit, and a number that stands in every row of the
 * file, so that a list found outside says who took it and when.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { ProblemError } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './exports-contract.ts';
import type { ExportEntry } from './exports-contract.ts';

export type ExportLimits = { rowsPerExport: number; rowsPerDay: number };

/** As many as a campaign needs, and no whole base in an afternoon. */
export const DEFAULT_EXPORT_LIMITS: ExportLimits = { rowsPerExport: 50_000, rowsPerDay: 100_000 };

const LIMITS = 'access.export_limits';
const DAY_MS = 86_400_000;

export async function getExportLimits(ctx: Ctx): Promise<ExportLimits> {
  return { ...DEFAULT_EXPORT_LIMITS, ...(await getSetting<Partial<ExportLimits>>(ctx, LIMITS)) };
}

export const saveExportLimits = (ctx: Ctx, limits: ExportLimits): Promise<void> => saveSetting(ctx, LIMITS, limits);

export type ExportDraft = { what: string; reason: string; query: object; masked: boolean; rows: number };

/** Null for the house itself and its command line, which stand beside the database anyway. */
export type OpenExport = { exportId: number; mark: string } | null;

/** Before the first row goes out. `rows` is how many will, or any number above the limit. */
export async function openExport(ctx: Ctx, draft: ExportDraft): Promise<OpenExport> {
  const { actor } = ctx;
  if (actor.kind === 'system') return null;
  const limits = await getExportLimits(ctx);
  if (draft.rows > limits.rowsPerExport) {
    throw new ProblemError(
      422,
      'exports.too_many',
      `One export may hold ${limits.rowsPerExport} rows; narrow the list.`,
    );
  }
  if ((await rowsToday(ctx, actor.id)) + draft.rows > limits.rowsPerDay) {
    throw new ProblemError(
      429,
      'exports.enough_today',
      `${limits.rowsPerDay} rows a day may leave the house; go on tomorrow.`,
    );
  }
  const { export_id: exportId } = await ctx.db
    .insertInto('access.exports')
    .values({
      at: ctx.now,
      actor_id: actor.id,
      actor_name: actor.name,
      what: draft.what,
      reason: draft.reason,
      query: JSON.stringify(draft.query),
      masked: draft.masked,
    })
    .returning('export_id')
    .executeTakeFirstOrThrow();
  return { exportId, mark: `#${exportId} ${actor.name} ${ctx.now.toISOString()}` };
}

async function rowsToday(ctx: Ctx, actorId: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select coalesce(sum(rows), 0)::bigint as rows from access.exports
    where actor_id = ${actorId} and at > ${new Date(ctx.now.getTime() - DAY_MS)}`.execute(ctx.db);
  return rows[0]?.rows ?? 0;
}

export async function closeExport(ctx: Ctx, open: OpenExport, rows: number): Promise<void> {
  if (!open) return;
  await ctx.db.updateTable('access.exports').set({ rows }).where('export_id', '=', open.exportId).execute();
}

export async function listExports(
  ctx: Ctx,
  query: QueryOf<typeof contract.listExports>,
): Promise<AnswerOf<typeof contract.listExports>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  const { rows: found } = await sql<ExportEntry>`
    select export_id as "exportId", at, actor_name as "actorName", what, reason, query, masked, rows from access.exports
    where true ${cursor ? sql`and export_id < ${Number(cursor[0])}` : sql``}
      ${query.exportId ? sql`and export_id = ${query.exportId}` : sql``}
    order by export_id desc limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  return { rows, next: found.length > query.limit ? encodeCursor([rows.at(-1)?.exportId ?? 0]) : null };
}
