import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import { requestDelivery } from './queue.ts';
import { getReceiver } from './receivers.ts';
import { send, type Answer } from './send.ts';

type Page = AnswerOf<typeof contract.listDeliveries>;

export async function listDeliveries(
  ctx: Ctx,
  receiverId: number,
  { state, limit, after }: QueryOf<typeof contract.listDeliveries>,
): Promise<Page> {
  await getReceiver(ctx, receiverId);
  const cursor = after ? decodeCursor(after, 1) : null;
  let select = ctx.db
    .selectFrom('webhooks.deliveries')
    .selectAll()
    .where('receiver_id', '=', receiverId)
    .orderBy('delivery_id', 'desc')
    .limit(limit + 1);
  if (state) select = select.where('state', '=', state);
  if (cursor) select = select.where('delivery_id', '<', Number(cursor[0]));
  const found = await select.execute();
  const rows = found.slice(0, limit);
  return {
    rows: rows.map((row) => ({
      deliveryId: row.delivery_id,
      event: row.event,
      customerId: row.customer_id,
      occurredAt: row.occurred_at,
      state: row.state as Page['rows'][number]['state'],
      attempts: row.attempts,
      dueAt: row.due_at,
      lastStatus: row.last_status,
      lastError: row.last_error,
      finishedAt: row.finished_at,
    })),
    next: found.length > limit ? encodeCursor([rows.at(-1)?.delivery_id ?? 0]) : null,
  };
}

/** The dead wait again with all their attempts before them, at the place where they stood. */
export async function replayDeliveries(
  ctx: Ctx,
  receiverId: number,
  deliveryIds: readonly number[] | null,
): Promise<{ replayed: number }> {
  const { name } = await getReceiver(ctx, receiverId);
  const { numAffectedRows } = await sql`
    update webhooks.deliveries set state = 'waiting', attempts = 0, due_at = ${ctx.now}, finished_at = null
    where receiver_id = ${receiverId} and state = 'dead'
      ${deliveryIds ? sql`and delivery_id = any(${deliveryIds}::bigint[])` : sql``}`.execute(ctx.db);
  const replayed = Number(numAffectedRows ?? 0);
  if (replayed > 0) {
    await recordAudit(ctx, [
      { action: 'webhooks.replayed', subjectType: 'webhook', subjectId: receiverId, after: { name, replayed } },
    ]);
    await requestDelivery(ctx, receiverId, ctx.now);
  }
  return { replayed };
}

/** Beside the queue: it says nothing of a customer, and may be sent while the receiver is switched off. */
export async function testReceiver(ctx: Ctx, receiverId: number): Promise<Answer> {
  const receiver = await ctx.db
    .selectFrom('webhooks.receivers')
    .select(['url', 'secret'])
    .where('receiver_id', '=', receiverId)
    .executeTakeFirst();
  if (!receiver) throw new NotFoundError('webhooks.not_found', 'There is no such receiver.');
  const messageId = `test_${receiverId}_${ctx.now.getTime()}`;
  const body = JSON.stringify({
    id: messageId,
    type: 'webhooks.test',
    occurredAt: ctx.now.toISOString(),
    customer: null,
    data: {},
  });
  return send(receiver, { messageId, body }, ctx.now);
}
