/**
 * Works off what waits for one receiver. Of each customer only the oldest delivery may go, so a receiver hears of a
 * customer in order; different customers go side by side. A receiver that fails is knocked at with one delivery at a
 * time until it answers; what waits behind it does not use up attempts. At least once: a process that dies after the
 * receiver heard sends again.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { nextAttempt } from './backoff.ts';
import { composeMessages, type Head, type Message } from './message.ts';
import { requestDelivery } from './queue.ts';
import { send } from './send.ts';

const SIDE_BY_SIDE = 8;
/** Then the job ends and a new one goes on, so that changes and shutdowns need not wait. */
const LONGEST_SECONDS = 20;

type Receiver = { receiver_id: number; url: string; secret: string; active: boolean; failing_since: Date | null };

export async function deliver(ctx: Ctx, { receiverId }: { receiverId: number }): Promise<void> {
  const seconds = startStopwatch();
  const clock = (): Date => new Date(ctx.now.getTime() + seconds() * 1_000);
  while (seconds() < LONGEST_SECONDS) {
    const receiver = await findListening(ctx, receiverId);
    if (!receiver) return;
    const heads = await findHeads(ctx, receiver, clock());
    if (heads.length === 0) return requestNext(ctx, receiverId);
    const messages = await composeMessages(ctx, heads);
    const answers = await Promise.all(messages.map((message) => attempt(ctx, receiver, message, clock)));
    const heard = answers.some((next) => next === 'heard');
    if (heard) await noteListening(ctx, receiver, clock());
    else await noteSilence(ctx, receiver, answers, clock());
  }
  await requestDelivery(ctx, receiverId, clock());
}

const findListening = async (ctx: Ctx, receiverId: number): Promise<Receiver | undefined> =>
  ctx.db
    .selectFrom('webhooks.receivers')
    .select(['receiver_id', 'url', 'secret', 'active', 'failing_since'])
    .where('receiver_id', '=', receiverId)
    .where('active', '=', true)
    .executeTakeFirst();

/**
 * The oldest delivery of each customer, if it is due: read in the order of the queue, as far as needed. A receiver that
 * fails is knocked at with what was tried least, so that one message it cannot bear does not stand before all others.
 */
async function findHeads(ctx: Ctx, { receiver_id, failing_since }: Receiver, now: Date): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select delivery_id, event, customer_id, about, occurred_at, attempts
    from webhooks.deliveries d
    where receiver_id = ${receiver_id} and state = 'waiting' and due_at <= ${now} and not exists (
      select from webhooks.deliveries before
      where before.receiver_id = ${receiver_id} and before.customer_id is not distinct from d.customer_id
        and before.delivery_id < d.delivery_id and before.state = 'waiting')
    order by ${failing_since ? sql`attempts,` : sql``} delivery_id limit ${failing_since ? 1 : SIDE_BY_SIDE}`.execute(
    ctx.db,
  );
  return rows;
}

/** When it is tried again; null when it was given up. What was tried for three days lies with the dead, to be sent by hand. */
async function attempt(
  ctx: Ctx,
  receiver: Receiver,
  message: Message,
  clock: () => Date,
): Promise<'heard' | Date | null> {
  const { ok, status, error } = await send(receiver, message, clock());
  const now = clock();
  const next = ok ? null : nextAttempt(now, message.attempts + 1, message.deliveryId);
  await sql`
    update webhooks.deliveries
    set attempts = attempts + 1, last_status = ${status}, last_error = ${error},
      state = ${ok ? 'done' : next ? 'waiting' : 'dead'}, due_at = coalesce(${next}, due_at),
      finished_at = ${next ? null : now}
    where delivery_id = ${message.deliveryId} and state = 'waiting'`.execute(ctx.db);
  return ok ? 'heard' : next;
}

/** A receiver that answers again need not wait for what it missed. */
async function noteListening(ctx: Ctx, receiver: Receiver, now: Date): Promise<void> {
  if (!receiver.failing_since) return;
  await sql`update webhooks.receivers set failing_since = null where receiver_id = ${receiver.receiver_id}`.execute(
    ctx.db,
  );
  await sql`
    update webhooks.deliveries set due_at = ${now}
    where receiver_id = ${receiver.receiver_id} and state = 'waiting' and due_at > ${now}`.execute(ctx.db);
}

const HEARD_LATELY_MS = 60_000;

/**
 * Nothing got through. A message that alone is refused waits alone; when all of a full round fail, or nothing has been
 * heard for a minute, the receiver is down, and everything waits as long as what was tried.
 */
async function noteSilence(
  ctx: Ctx,
  receiver: Receiver,
  answers: readonly ('heard' | Date | null)[],
  now: Date,
): Promise<void> {
  const next = answers.find((answer) => answer instanceof Date);
  if (!next) return;
  const { rows } = await sql<{ heard: boolean }>`
    select exists (select from webhooks.deliveries where receiver_id = ${receiver.receiver_id} and state = 'done'
      and finished_at > ${new Date(now.getTime() - HEARD_LATELY_MS)}) as heard`.execute(ctx.db);
  if (rows[0]?.heard && answers.length < SIDE_BY_SIDE && !receiver.failing_since) return;
  await sql`
    update webhooks.receivers set failing_since = coalesce(failing_since, ${now})
    where receiver_id = ${receiver.receiver_id}`.execute(ctx.db);
  await sql`
    update webhooks.deliveries set due_at = ${next}
    where receiver_id = ${receiver.receiver_id} and state = 'waiting' and due_at < ${next}`.execute(ctx.db);
}

async function requestNext(ctx: Ctx, receiverId: number): Promise<void> {
  const { rows } = await sql<{ due_at: Date | null }>`
    select min(due_at) as due_at from webhooks.deliveries
    where receiver_id = ${receiverId} and state = 'waiting'`.execute(ctx.db);
  if (rows[0]?.due_at) await requestDelivery(ctx, receiverId, rows[0].due_at);
}
