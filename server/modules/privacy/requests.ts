/** What customers ask for by law (PIPL 44 to 47): received, owned, answered in time, and on record. */
import { sql } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import { requireCustomer, visibleCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import { addJob } from '#platform/jobs.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type { PrivacyRequest } from './requests-contract.ts';
import type * as contract from './requests-contract.ts';
import { getPrivacySettings } from './settings.ts';

export const ERASE_JOB = 'privacy.erase';

const DAY_MS = 86_400_000;

export async function openRequest(ctx: Ctx, draft: BodyOf<typeof contract.openRequest>): Promise<PrivacyRequest> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, draft.customerId);
    const { answerWithinDays } = await getPrivacySettings(ctx);
    const receivedAt = draft.receivedAt && draft.receivedAt < ctx.now ? draft.receivedAt : ctx.now;
    const open = await findOpen(ctx, draft.customerId, draft.kind);
    if (open) return getRequest(ctx, open);
    const { rows } = await sql<{ request_id: number }>`
      insert into privacy.requests (customer_id, request_id, kind, state, received_at, due_at, via, verified, note,
        owner_id, created_by)
      values (${draft.customerId}, nextval('privacy.request_ids'), ${draft.kind}, 'open', ${receivedAt},
        ${new Date(receivedAt.getTime() + answerWithinDays * DAY_MS)}, ${draft.via}, ${draft.verified}, ${draft.note},
        ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.actor.name})
      returning request_id`.execute(ctx.db);
    const requestId = rows[0]?.request_id ?? 0;
    await audit(ctx, 'opened', draft.customerId, { requestId, kind: draft.kind });
    return getRequest(ctx, requestId);
  });
}

async function findOpen(ctx: Ctx, customerId: number, kind: string): Promise<number | null> {
  const { rows } = await sql<{ request_id: number }>`
    select request_id from privacy.requests
    where customer_id = ${customerId} and kind = ${kind} and state in ('open', 'working')`.execute(ctx.db);
  return rows[0]?.request_id ?? null;
}

const audit = (ctx: Ctx, what: string, customerId: number, after: Record<string, unknown>): Promise<void> =>
  recordAudit(ctx, [{ action: `privacy_requests.${what}`, subjectType: 'customer', subjectId: customerId, after }]);

const columns = sql`
  r.request_id as "requestId", r.customer_id as "customerId", c.code as "customerCode", c.name as "customerName",
  r.kind, r.state, r.received_at as "receivedAt", r.due_at as "dueAt", r.via, r.verified, r.note,
  r.owner_id as "ownerId", u.name as "ownerName", r.created_by as "createdBy", r.answer, r.outcome,
  r.closed_at as "closedAt", r.closed_by as "closedBy", c.erased_at as "erasedAt"`;

const from = sql`
  privacy.requests r join customers.customers c using (customer_id) left join access.users u on u.id = r.owner_id`;

type Row = Omit<PrivacyRequest, 'overdue'>;

const shown = (ctx: Ctx, row: Row): PrivacyRequest => ({
  ...row,
  overdue: (row.state === 'open' || row.state === 'working') && row.dueAt < ctx.now,
});

export async function getRequest(ctx: Ctx, requestId: number): Promise<PrivacyRequest> {
  const { rows } = await sql<Row>`
    select ${columns} from ${from} where r.request_id = ${requestId} and ${visibleCustomers(ctx)}`.execute(ctx.db);
  if (!rows[0]) throw new NotFoundError('privacy.request_not_found', 'There is no such request.');
  return shown(ctx, rows[0]);
}

/** The newest first; `open` ones by the day they are due. */
export async function listRequests(
  ctx: Ctx,
  query: QueryOf<typeof contract.listRequests>,
): Promise<AnswerOf<typeof contract.listRequests>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  const { rows: found } = await sql<Row>`
    select ${columns} from ${from}
    where ${visibleCustomers(ctx)}
      ${query.state === 'open' ? sql`and r.state in ('open', 'working')` : sql``}
      ${query.state === 'closed' ? sql`and r.state in ('done', 'refused')` : sql``}
      ${query.customerId ? sql`and r.customer_id = ${query.customerId}` : sql``}
      ${cursor ? sql`and r.request_id < ${Number(cursor[0])}` : sql``}
    order by r.request_id desc limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const { rows: counts } = await sql<{ open: number; overdue: number }>`
    select count(*)::int as open, count(*) filter (where r.due_at < ${ctx.now})::int as overdue
    from privacy.requests r join customers.customers c using (customer_id)
    where r.state in ('open', 'working') and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return {
    rows: rows.map((row) => shown(ctx, row)),
    next: found.length > query.limit ? encodeCursor([rows.at(-1)?.requestId ?? 0]) : null,
    open: counts[0]?.open ?? 0,
    overdue: counts[0]?.overdue ?? 0,
  };
}

export async function changeRequest(
  ctx: Ctx,
  requestId: number,
  change: BodyOf<typeof contract.changeRequest>,
): Promise<PrivacyRequest> {
  const before = await getRequest(ctx, requestId);
  if (before.state === 'done' || before.state === 'refused')
    throw new ConflictError('privacy.request_closed', 'This request is closed.');
  if (change.ownerId && !(await listPeople(ctx)).some(({ id, active }) => id === change.ownerId && active))
    throw new InvalidError('customers.owner_not_found', 'Nobody active has this id.');
  await ctx.db
    .updateTable('privacy.requests')
    .set({
      ...(change.ownerId !== undefined && { owner_id: change.ownerId }),
      ...(change.verified !== undefined && { verified: change.verified }),
      ...(change.note !== undefined && { note: change.note }),
    })
    .where('request_id', '=', requestId)
    .execute();
  await audit(ctx, 'changed', before.customerId, { requestId, fields: Object.keys(change) });
  return getRequest(ctx, requestId);
}

/** Done or refused, with what was answered. An erasure is done by erasing. */
export async function closeRequest(
  ctx: Ctx,
  requestId: number,
  { state, answer }: BodyOf<typeof contract.closeRequest>,
): Promise<PrivacyRequest> {
  const before = await getRequest(ctx, requestId);
  if (before.state === state) return before;
  if (before.state !== 'open') throw new ConflictError('privacy.request_closed', 'This request is not open.');
  if (state === 'done' && before.kind === 'erasure')
    throw new ConflictError('privacy.erase_first', 'A request for erasure is done by erasing.');
  await ctx.db
    .updateTable('privacy.requests')
    .set({ state, answer, closed_at: ctx.now, closed_by: ctx.actor.name })
    .where('request_id', '=', requestId)
    .where('state', '=', 'open')
    .execute();
  await audit(ctx, state, before.customerId, { requestId, kind: before.kind });
  return getRequest(ctx, requestId);
}

/** Sets the erasure off; `erase.ts` does it in the background, since it looks through the whole database. */
export async function startErasure(
  ctx: Ctx,
  requestId: number,
  { confirm }: BodyOf<typeof contract.startErasure>,
): Promise<PrivacyRequest> {
  const request = await getRequest(ctx, requestId);
  if (request.kind !== 'erasure') throw new ConflictError('privacy.not_an_erasure', 'Nobody asked to erase anything.');
  if (request.state === 'working' || request.state === 'done') return request;
  if (request.state !== 'open') throw new ConflictError('privacy.request_closed', 'This request is closed.');
  if (confirm !== request.customerCode)
    throw new InvalidError('privacy.not_confirmed', 'Repeat the number of the customer to confirm.');
  if (!request.verified?.trim())
    throw new InvalidError('privacy.not_verified', 'Say first how it was made sure who is asking.');
  await ctx.db
    .updateTable('privacy.requests')
    .set({ state: 'working' })
    .where('request_id', '=', requestId)
    .where('state', '=', 'open')
    .execute();
  await audit(ctx, 'erasure_started', request.customerId, { requestId });
  await addJob(ctx, ERASE_JOB, { requestId }, { key: `${ERASE_JOB}.${requestId}`, queue: ERASE_JOB });
  return getRequest(ctx, requestId);
}
