/**
 * Visitors: browsers and devices by an anonymous id. What they do before anybody knows who they are waits; when they make
 * themselves known it becomes their customer's. Whoever made themselves known last owns what follows, so a shared
 * tablet passes on; what was attached before stays.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { LONGER_STANDS, markDays } from './touched.ts';

/** Beyond this a visitor is a robot. */
const MOST_WAITING_PER_VISITOR = 500;
export const WAITING_DAYS = 30;
/** What waits of all visitors together; the oldest give way. */
export const MOST_WAITING = 2_000_000;

/** Keeps the batch's events that are nobody's yet. Answers how many are new. */
export async function keepWaiting(ctx: Ctx): Promise<number> {
  await sql`
    with kept as (
      select anonymous_id, count(*) as events from interactions.waiting
      where anonymous_id in (select anonymous_id from incoming_events where outcome = 'nobody') group by anonymous_id
    ),
    placed as (
      select e.anonymous_id, e.event_id,
        coalesce(k.events, 0) + row_number() over (partition by anonymous_id order by happened_at) as place
      from incoming_events e left join kept k using (anonymous_id) where e.outcome = 'nobody'
    )
    update incoming_events e set outcome = 'too_many' from placed p
    where p.place > ${MOST_WAITING_PER_VISITOR} and (p.anonymous_id, p.event_id) = (e.anonymous_id, e.event_id)`.execute(
    ctx.db,
  );
  const { rows } = await sql<{ added: boolean }>`
    insert into interactions.waiting (anonymous_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound, page,
      content, detail)
    select anonymous_id, event_id, kind_id, source_id, happened_at, ${ctx.now}, seconds, inbound, page, content, detail
    from incoming_events where outcome = 'nobody' and anonymous_id is not null order by anonymous_id, event_id
    on conflict (anonymous_id, event_id) do update set seconds = excluded.seconds
      where excluded.seconds > coalesce(waiting.seconds, -1)
    returning xmax = 0 as added`.execute(ctx.db);
  return rows.filter(({ added }) => added).length;
}

/** An event that carries both a customer and an anonymous id says whose the visitor is. */
export async function linkVisitors(ctx: Ctx): Promise<void> {
  await sql`
    insert into interactions.visitors (anonymous_id, customer_id, linked_at)
    select distinct on (anonymous_id) anonymous_id, customer_id, happened_at
    from incoming_events where outcome = 'known' and mention is not null and anonymous_id is not null
    order by anonymous_id, happened_at desc
    on conflict (anonymous_id) do update set customer_id = excluded.customer_id, linked_at = excluded.linked_at
    where visitors.linked_at <= excluded.linked_at and visitors.customer_id <> excluded.customer_id`.execute(ctx.db);
}

/** Gives what waited for these visitors to their customers. */
export function attachWaiting(ctx: Ctx, batchId: number, anonymousIds: RawBuilder<unknown>): Promise<number> {
  return markDays(
    ctx,
    batchId,
    sql`
      insert into interactions.interactions (customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds,
        inbound, page, content, detail)
      select customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound, page, content, detail from gone
      order by customer_id, event_id
      ${LONGER_STANDS}`,
    sql`gone as (
      delete from interactions.waiting w using interactions.visitors v
      where v.anonymous_id = w.anonymous_id and w.anonymous_id in (${anonymousIds})
      returning v.customer_id, w.*
    ),`,
  );
}
