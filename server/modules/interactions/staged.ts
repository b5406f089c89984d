/**
 * From staged rows to interactions, set-based over the whole file, table by table: a million rows need statistics between
 * the steps. Calls, which bring a thousand, take the same steps in one statement (`at-once.ts`).
 * Steps: find whose each event is → store what is new → attach what waited for visitors now known → mark the days to sum.
 */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { matchCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { InteractionCounts } from './contract.ts';
import { keepFormerStays } from './former.ts';
import { incomingFrom, insertKnown, isInSight, judged, mentionsIn } from './incoming.ts';
import { markDays } from './touched.ts';
import { attachWaiting, keepWaiting, linkVisitors } from './visitors.ts';

/** `outOfSight`: rows of customers the actor may not know of. */
export type StagedOutcome = InteractionCounts & { outOfSight: number[] };

/** Applies a staged batch in the caller's transaction. */
export async function applyStagedEvents(ctx: Ctx, scope: ImportScope): Promise<StagedOutcome> {
  await readIncoming(ctx, scope);
  scope.onStep?.('customers');
  if ((await findKnown(ctx)) > 0) await makeCustomers(ctx);
  await judgeIncoming(ctx, true);
  scope.onStep?.('interactions');
  await keepFormerStays(ctx);
  const stored = await markDays(ctx, scope.batchId, insertKnown(ctx, sql`incoming_events`));
  const waiting = await keepWaiting(ctx);
  await linkVisitors(ctx);
  await attachWaiting(
    ctx,
    scope.batchId,
    sql`
    select distinct anonymous_id from incoming_events where outcome = 'known' and anonymous_id is not null`,
  );
  await emitFor(
    ctx,
    'interactions.recorded',
    sql`
    select customer_id from interactions.touched_days where batch_id = ${scope.batchId} group by customer_id`,
  );
  await emitFor(ctx, 'customers.recorded', sql`select customer_id from new_customers`);
  const outcome = await countOutcome(ctx, stored, waiting);
  await dropWorkTables(ctx);
  return outcome;
}

/** What applying would do; whoever would be made is counted, and their events with them. */
export async function checkStagedEvents(ctx: Ctx, scope: ImportScope): Promise<InteractionCounts> {
  await readIncoming(ctx, scope);
  const unknown = await findKnown(ctx);
  await judgeIncoming(ctx);
  const { rows } = await sql<{ repeated: number }>`
    select count(*)::int as repeated
    from incoming_events join interactions.interactions using (customer_id, event_id) where outcome = 'known'`.execute(
    ctx.db,
  );
  const { rows: counts } = await sql<{ known: number; to_make: number; dropped: number; waiting: number }>`
    select count(*) filter (where outcome = 'known')::int as known,
      count(*) filter (where outcome = 'nobody' and mention is not null)::int as to_make,
      count(*) filter (where outcome = 'expired')::int as dropped,
      count(*) filter (where outcome = 'nobody' and mention is null)::int as waiting
    from incoming_events`.execute(ctx.db);
  await dropWorkTables(ctx);
  const [{ known, to_make: toMake, dropped, waiting } = { known: 0, to_make: 0, dropped: 0, waiting: 0 }] = counts;
  const repeated = rows[0]?.repeated ?? 0;
  return { created: known - repeated + toMake, repeated, waiting, dropped, customersCreated: unknown };
}

/** `incoming_events`: each event once, with what becomes of it. */
async function readIncoming(ctx: Ctx, scope: ImportScope): Promise<void> {
  const rows = sql`select * from interactions.staged_events where batch_id = ${scope.batchId}`;
  await sql`
    create temp table incoming_events on commit drop as
    select *, null::text as outcome from (${incomingFrom(rows, scope)}) as said`.execute(ctx.db);
  await sql`analyze incoming_events`.execute(ctx.db);
}

/** `event_mentions`: what the batch says of customers, each told once, with those found. Answers how many are not. */
async function findKnown(ctx: Ctx): Promise<number> {
  await sql`
    create temp table event_mentions on commit drop as ${mentionsIn(ctx, sql`incoming_events`)}`.execute(ctx.db);
  await sql`create temp table new_customers (customer_id bigint) on commit drop`.execute(ctx.db);
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from event_mentions where customer_id is null`.execute(ctx.db);
  await sql`
    update incoming_events e set customer_id = m.customer_id from event_mentions m
    where m.mention = e.mention and e.customer_id is null`.execute(ctx.db);
  await sql`
    update incoming_events e set customer_id = v.customer_id from interactions.visitors v
    where e.mention is null and v.anonymous_id = e.anonymous_id and ${isInSight(ctx, 'v')}`.execute(ctx.db);
  return rows[0]?.left ?? 0;
}

/** Leaves to the matching engine who is not known by one identifier alone, and has it make the others. */
async function makeCustomers(ctx: Ctx): Promise<void> {
  await matchCustomers(
    ctx,
    sql`
    select mention as ref_key, namespace, external_id, phone, email, name, seen_at
    from event_mentions where customer_id is null`,
  );
  await sql`insert into new_customers select distinct customer_id from matched_customers where created`.execute(ctx.db);
  await sql`
    update incoming_events e set customer_id = m.customer_id from matched_customers m
    where m.ref_key = e.mention and e.customer_id is null`.execute(ctx.db);
}

async function judgeIncoming(ctx: Ctx, everybodyMade = false): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  await sql`
    update incoming_events e set outcome = j.outcome
    from (${judged(ctx, sql`(select row_no, kind_id, happened_at, customer_id, mention from incoming_events)`, timeZone, everybodyMade)}) as j
    where j.row_no = e.row_no`.execute(ctx.db);
}

async function countOutcome(ctx: Ctx, created: number, waiting: number): Promise<StagedOutcome> {
  const { rows } = await sql<Omit<StagedOutcome, 'created' | 'waiting'>>`
    select count(*) filter (where outcome in ('known', 'nobody'))::int - ${created}::int - ${waiting}::int as repeated,
      count(*) filter (where outcome in ('expired', 'too_many', 'forgotten'))::int as dropped,
      coalesce(array_agg(row_no) filter (where outcome = 'out_of_sight'), '{}') as "outOfSight",
      (select count(*)::int from new_customers) as "customersCreated"
    from incoming_events`.execute(ctx.db);
  const counted = rows[0] ?? { repeated: 0, dropped: 0, outOfSight: [], customersCreated: 0 };
  return { ...counted, created, waiting };
}

/** They would go with the transaction; a caller may apply several batches in one. */
async function dropWorkTables(ctx: Ctx): Promise<void> {
  await sql`drop table if exists incoming_events, event_mentions, new_customers, matched_customers`.execute(ctx.db);
}
