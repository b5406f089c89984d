import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { listAudit as listAuditEndpoint } from './contract.ts';

export type AuditEntry = {
  /** What was done, e.g. `customers.updated`. */
  action: string;
  subjectType: string;
  subjectId: string | number | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
};

/** Appends to the trail in the transaction of the change itself. Keeps only the values that differ. */
export async function recordAudit(ctx: Ctx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await ctx.db
    .insertInto('access.audit')
    .values(
      entries.map((entry) => {
        const { before, after } = differences(entry.before ?? null, entry.after ?? null);
        return {
          at: ctx.now,
          actor_kind: ctx.actor.kind,
          actor_id: ctx.actor.kind === 'system' ? null : ctx.actor.id,
          actor_name: ctx.actor.name,
          action: entry.action,
          subject_type: entry.subjectType,
          subject_id: entry.subjectId === null ? null : String(entry.subjectId),
          before: before && JSON.stringify(before),
          after: after && JSON.stringify(after),
          request_id: ctx.requestId ?? null,
        };
      }),
    )
    .execute();
}

type Values = Record<string, unknown> | null;

function differences(before: Values, after: Values): { before: Values; after: Values } {
  if (!before || !after) return { before, after };
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const pick = (values: Record<string, unknown>) =>
    Object.fromEntries(changed.map((key) => [key, values[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}

export async function listAudit(
  ctx: Ctx,
  query: QueryOf<typeof listAuditEndpoint>,
): Promise<AnswerOf<typeof listAuditEndpoint>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  let select = ctx.db
    .selectFrom('access.audit')
    .selectAll()
    .orderBy('audit_id', 'desc')
    .limit(query.limit + 1);
  if (cursor) select = select.where('audit_id', '<', Number(cursor[0]));
  if (query.actorId) select = select.where('actor_id', '=', query.actorId);
  if (query.subjectType) select = select.where('subject_type', '=', query.subjectType);
  if (query.subjectId) select = select.where('subject_id', '=', query.subjectId);
  if (query.action) select = select.where(sql<boolean>`action like ${`${query.action}%`}`);
  const found = await select.execute();
  const rows = found.slice(0, query.limit);
  return {
    rows: rows.map((row) => ({
      auditId: row.audit_id,
      at: row.at,
      actorKind: row.actor_kind,
      actorName: row.actor_name,
      action: row.action,
      subjectType: row.subject_type,
      subjectId: row.subject_id,
      before: row.before as Record<string, unknown> | null,
      after: row.after as Record<string, unknown> | null,
    })),
    next: found.length > query.limit ? encodeCursor([rows.at(-1)?.audit_id ?? 0]) : null,
  };
}

/**
 * Takes the values out of every entry about these customers; that something was changed, when and by whom, stays. The
 * one exception to "the trail only grows": a person's right to be forgotten. Answers how many entries were emptied.
 */
export async function forgetInAudit(ctx: Ctx, customerIds: readonly number[]): Promise<number> {
  const emptied = (column: string) => sql`
    (select jsonb_object_agg(key, null::text) from jsonb_object_keys(${sql.ref(column)}) as key)`;
  const { numAffectedRows } = await sql`
    update access.audit set
      before = case when jsonb_typeof(before) = 'object' then ${emptied('before')} end,
      after = case when jsonb_typeof(after) = 'object' then ${emptied('after')} end
    where subject_type = 'customer' and subject_id = any(${customerIds.map(String)}::text[])`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

/** Entries from before the moment. Answers how many. */
export async function removeOldAudit(ctx: Ctx, before: Date): Promise<number> {
  const gone = await ctx.db.deleteFrom('access.audit').where('at', '<', before).executeTakeFirst();
  return Number(gone.numDeletedRows);
}
