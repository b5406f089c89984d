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

/** Keeps those of `incoming_events` that are nobody's yet. Answers how many are new. */
export async function keepWaiting(ctx: Ctx): Promise<number> {
  await sql`
    update incoming_events e set outcome = 'too_many' from (${queued(sql`incoming_events`)}) as q
    where q.row_no = e.row_no and q.too_many`.execute(ctx.db);
  const { rows } = await insertWaiting(
    ctx,
    sql`(select * from incoming_events where outcome = 'nobody' and anonymous_id is not null)`,
  ).execute(ctx.db);
  return rows.filter(({ added }) => added).length;
}

/** Those of `events` that are nobody's yet, behind what waits already. */
export const queued = (events: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select e.*, coalesce(k.events, 0) + row_number() over (partition by e.anonymous_id order by e.happened_at)
    > ${MOST_WAITING_PER_VISITOR} as too_many
  from ${events} as e left join (
    select anonymous_id, count(*) as events from interactions.waiting
    where anonymous_id in (select anonymous_id from ${events} where outcome = 'nobody') group by anonymous_id
  ) as k using (anonymous_id)
  where e.outcome = 'nobody' and e.anonymous_id is not null`;

/** Of visitors, in the order of their keys. */
export const insertWaiting = (ctx: Ctx, events: RawBuilder<unknown>): RawBuilder<{ added: boolean }> => sql`
  insert into interactions.waiting (anonymous_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound, page,
    content, detail)
  select distinct on (anonymous_id, event_id) anonymous_id, event_id, kind_id, source_id, happened_at, ${ctx.now}, seconds, inbound,
    page, content, detail
  from ${events} as e order by anonymous_id, event_id, seconds desc nulls last, row_no
  on conflict (anonymous_id, event_id) do update set seconds = excluded.seconds
    where excluded.seconds > coalesce(waiting.seconds, -1)
  returning xmax = 0 as added`;

/** An event that carries both a customer and an anonymous id says whose the visitor is. */
export async function linkVisitors(ctx: Ctx): Promise<void> {
  await insertVisitors(sql`incoming_events`).execute(ctx.db);
}

export const insertVisitors = (events: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into interactions.visitors (anonymous_id, customer_id, linked_at)
  select distinct on (anonymous_id) anonymous_id, customer_id, happened_at
  from ${events} where outcome = 'known' and mention is not null and anonymous_id is not null
  order by anonymous_id, happened_at desc
  on conflict (anonymous_id) do update set customer_id = excluded.customer_id, linked_at = excluded.linked_at
  where visitors.linked_at <= excluded.linked_at and visitors.customer_id <> excluded.customer_id`;

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
