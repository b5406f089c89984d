import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, NotFoundError } from '#platform/errors.ts';
import type { Receiver, ReceiverDraft, WebhookEvent } from './contract.ts';
import { requestDelivery } from './queue.ts';
import { newSecret } from './sign.ts';

export async function createReceiver(ctx: Ctx, draft: ReceiverDraft): Promise<{ receiver: Receiver; secret: string }> {
  await refuseTwin(ctx, draft, null);
  const secret = newSecret();
  const { receiver_id } = await ctx.db
    .insertInto('webhooks.receivers')
    .values({ ...draft, secret, created_at: ctx.now })
    .returning('receiver_id')
    .executeTakeFirstOrThrow();
  await recordAudit(ctx, [
    { action: 'webhooks.created', subjectType: 'webhook', subjectId: receiver_id, after: { ...draft } },
  ]);
  return { receiver: await getReceiver(ctx, receiver_id), secret };
}

/** A receiver that listens again is told at once what has waited for it. */
export async function updateReceiver(ctx: Ctx, receiverId: number, draft: ReceiverDraft): Promise<Receiver> {
  const before = await getReceiver(ctx, receiverId);
  await refuseTwin(ctx, draft, receiverId);
  await ctx.db.updateTable('webhooks.receivers').set(draft).where('receiver_id', '=', receiverId).execute();
  const { name, url, events, active } = before;
  await recordAudit(ctx, [
    {
      action: 'webhooks.updated',
      subjectType: 'webhook',
      subjectId: receiverId,
      before: { name, url, events, active },
      after: { ...draft },
    },
  ]);
  if (draft.active) await requestDelivery(ctx, receiverId, ctx.now);
  return getReceiver(ctx, receiverId);
}

async function refuseTwin(ctx: Ctx, draft: ReceiverDraft, receiverId: number | null): Promise<void> {
  const twin = (await listReceivers(ctx)).find((one) => one.url === draft.url && one.receiverId !== receiverId);
  if (twin) throw new ConflictError('webhooks.url_taken', `"${twin.name}" has this address already.`);
}

export async function removeReceiver(ctx: Ctx, receiverId: number): Promise<{ done: boolean }> {
  const gone = await ctx.db
    .deleteFrom('webhooks.receivers')
    .where('receiver_id', '=', receiverId)
    .returning(['name', 'url'])
    .executeTakeFirst();
  if (gone)
    await recordAudit(ctx, [
      { action: 'webhooks.removed', subjectType: 'webhook', subjectId: receiverId, before: gone },
    ]);
  return { done: true };
}

export async function listReceivers(ctx: Ctx): Promise<Receiver[]> {
  const { rows } = await sql<{
    receiver_id: number;
    name: string;
    url: string;
    events: WebhookEvent[];
    active: boolean;
    failing_since: Date | null;
    created_at: Date;
    waiting: number;
    dead: number;
    last_heard_at: Date | null;
  }>`
    select r.receiver_id, r.name, r.url, r.events, r.active, r.failing_since, r.created_at,
      (select count(*)::int from webhooks.deliveries d where d.receiver_id = r.receiver_id and state = 'waiting') as waiting,
      (select count(*)::int from webhooks.deliveries d where d.receiver_id = r.receiver_id and state = 'dead') as dead,
      (select max(finished_at) from webhooks.deliveries d where d.receiver_id = r.receiver_id and state = 'done') as last_heard_at
    from webhooks.receivers r order by r.receiver_id`.execute(ctx.db);
  return rows.map((row) => ({
    receiverId: row.receiver_id,
    name: row.name,
    url: row.url,
    events: row.events,
    active: row.active,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    waiting: row.waiting,
    dead: row.dead,
    lastHeardAt: row.last_heard_at,
  }));
}

export async function getReceiver(ctx: Ctx, receiverId: number): Promise<Receiver> {
  const found = (await listReceivers(ctx)).find((one) => one.receiverId === receiverId);
  if (!found) throw new NotFoundError('webhooks.not_found', 'There is no such receiver.');
  return found;
}
