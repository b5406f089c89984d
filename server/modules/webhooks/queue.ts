/** What waits for receivers: written in the transaction that tells of the event, sent by a job of each receiver's own. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import type { Reaction } from '#platform/module.ts';
import type { WebhookEvent } from './contract.ts';

export const DELIVER_JOB = 'webhooks_deliver';

/** Jobs of one receiver run one after the other, and those of others beside them: a slow one delays itself alone. */
export const requestDelivery = (ctx: Ctx, receiverId: number, at: Date): Promise<void> =>
  addJob(ctx, DELIVER_JOB, { receiverId }, { key: `webhook-${receiverId}`, queue: `webhook-${receiverId}`, runAt: at });

/** The reaction that tells receivers of an event. Heard twice, it tells twice: receivers know a repeated one by its content. */
export const tellReceivers =
  (event: WebhookEvent): Reaction =>
  async (ctx, { customerIds, ...about }) => {
    const listening = await ctx.db
      .selectFrom('webhooks.receivers')
      .select('receiver_id')
      .where(sql<boolean>`${event} = any(events)`)
      .execute();
    for (const { receiver_id } of listening) {
      await sql`
        insert into webhooks.deliveries (receiver_id, event, customer_id, about, occurred_at, due_at)
        select ${receiver_id}, ${event}, id, ${JSON.stringify(about)}::jsonb, ${ctx.now}, ${ctx.now}
        from unnest(${customerIds}::bigint[]) with ordinality as told (id, place) order by place`.execute(ctx.db);
      await requestDelivery(ctx, receiver_id, ctx.now);
    }
  };

/** Every minute: what is due and has no job, because a process died between the two. */
export async function resumeDeliveries(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ receiver_id: number }>`
    select receiver_id from webhooks.receivers r where active and exists (
      select from webhooks.deliveries d
      where d.receiver_id = r.receiver_id and d.state = 'waiting' and d.due_at <= ${ctx.now})`.execute(ctx.db);
  for (const { receiver_id } of rows) await requestDelivery(ctx, receiver_id, ctx.now);
}

const KEPT_DAYS = 30;

/** What was heard is kept a month, to be looked up; what was never taken stays until somebody decides. */
export async function clearHeard(ctx: Ctx): Promise<void> {
  await sql`
    delete from webhooks.deliveries
    where state = 'done' and finished_at < ${ctx.now}::timestamptz - make_interval(days => ${KEPT_DAYS})`.execute(
    ctx.db,
  );
}
