/**
 * From staged rows to interactions: the one path for files, the API and the browser, set-based over the whole batch.
 * Steps: find whose each event is → store what is new → attach what waited for visitors now known → mark the days to sum.
 * Cost: a thousand events take some tens of milliseconds, whatever is stored already.
 */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { isErased, matchCustomers, visibleCustomers } from '#modules/customers/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { InteractionCounts } from './contract.ts';
import { keepFormerStays } from './former.ts';
import { LONGER_STANDS, markDays } from './touched.ts';
import { attachWaiting, keepWaiting, linkVisitors } from './visitors.ts';

/** What a staged row says, behind its batch and row. */
export const STAGED_COLUMNS = [
  'event_ref',
  'kind',
  'happened_at',
  'customer_id',
  'external_source',
  'external_customer',
  'phone',
  'email',
  'customer_name',
  'anonymous_id',
  'seconds',
  'inbound',
  'actor_id',
  'page',
  'content',
  'detail',
] as const;

/** `outOfSight`: rows of customers the actor may not know of. */
export type StagedOutcome = InteractionCounts & { outOfSight: number[] };

/** Applies a staged batch in the caller's transaction. */
export async function applyStagedEvents(ctx: Ctx, scope: ImportScope, makesCustomers = true): Promise<StagedOutcome> {
  await readIncoming(ctx, scope);
  scope.onStep?.('customers');
  if ((await findKnown(ctx)) > 0 && makesCustomers) await makeCustomers(ctx);
  await judgeIncoming(ctx, makesCustomers);
  scope.onStep?.('interactions');
  await keepFormerStays(ctx);
  const stored = await storeNew(ctx, scope);
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

/**
 * `incoming_events`: each event once, with the digest it is known by. One without an id of its own is known by what it
 * says, so that the same file again changes nothing.
 */
async function readIncoming(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    create temp table incoming_events on commit drop as
    select distinct on (coalesce(mention, anonymous_id), event_id) *, null::text as outcome
    from (
      select s.row_no, k.kind_id, s.happened_at, s.customer_id,
        coalesce(s.external_source, ${scope.sourceCode}) as external_source, s.external_customer, s.phone, s.email,
        s.customer_name, s.anonymous_id, s.seconds, s.inbound, s.actor_id, s.page, s.content, s.detail, ${scope.sourceId}::int as source_id,
        case
          when s.customer_id is not null then 'c' || s.customer_id
          when coalesce(s.external_customer, s.phone, s.email) is not null then
            concat_ws(chr(31), coalesce(s.external_source, ${scope.sourceCode}), 'e' || s.external_customer, 'p' || s.phone, 'm' || s.email)
        end as mention,
        case
          when s.external_customer is not null
            then customers.identity_key('external', coalesce(s.external_source, ${scope.sourceCode}), s.external_customer)
          when s.phone is not null then customers.identity_key('phone', '', s.phone)
          when s.email is not null then customers.identity_key('email', '', s.email)
        end as named_by,
        md5(coalesce(${scope.sourceId} || ':' || s.event_ref,
          concat_ws(chr(31), ${scope.sourceId}::text, s.kind, extract(epoch from s.happened_at), s.customer_id, s.external_customer,
            s.phone, s.email, s.anonymous_id, s.seconds, s.page, s.content, s.detail)))::uuid as event_id
      from interactions.staged_events s join interactions.kinds k on k.code = s.kind
      where s.batch_id = ${scope.batchId}
    ) as said
    order by coalesce(mention, anonymous_id), event_id, row_no`.execute(ctx.db);
  await sql`analyze incoming_events`.execute(ctx.db);
}

/** `event_mentions`: what the batch says of customers, each told once, with those found. Answers how many are not. */
async function findKnown(ctx: Ctx): Promise<number> {
  await sql`
    create temp table event_mentions on commit drop as
    select mention, min(external_source) as namespace, min(external_customer) as external_id, min(phone) as phone,
      min(email) as email, min(customer_name) as name, min(happened_at) as seen_at,
      -- Named by our own id: taken as it is.
      min(customer_id) as customer_id
    from incoming_events where mention is not null group by mention`.execute(ctx.db);
  await sql`create temp table new_customers (customer_id bigint) on commit drop`.execute(ctx.db);
  await findByOneKey(ctx);
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

/** Most events name their customer by one identifier the directory knows: no need for the matching engine. */
async function findByOneKey(ctx: Ctx): Promise<void> {
  await sql`
    update event_mentions m set customer_id = i.customer_id
    from customers.identities i
    where m.customer_id is null and num_nonnulls(m.external_id, m.phone, m.email) = 1
      and i.kind = case when m.external_id is not null then 'external' when m.phone is not null then 'phone' else 'email' end
      and i.namespace = case when m.external_id is not null then m.namespace else '' end
      and i.value = coalesce(m.external_id, m.phone, m.email) and ${isInSight(ctx, 'i')}`.execute(ctx.db);
}

/** What belongs to somebody out of sight is answered like what belongs to nobody. */
const isInSight = (ctx: Ctx, alias: string) =>
  scopeOf(ctx).kind === 'all'
    ? sql`true`
    : sql`exists (select from customers.customers c
        where c.customer_id = ${sql.ref(`${alias}.customer_id`)} and ${visibleCustomers(ctx)})`;

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

/**
 * Known, out of sight, older than its kind is kept, or nobody's yet. With `everybodyMade`, whoever was named and is still
 * nobody was forgotten: their events are kept nowhere.
 */
async function judgeIncoming(ctx: Ctx, everybodyMade = false): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  const sight = scopeOf(ctx).kind === 'all' ? sql`true` : visibleCustomers(ctx);
  await sql`
    update incoming_events e set outcome = case
      when e.customer_id is not null and not exists (
        select from customers.customers c where c.customer_id = e.customer_id and ${sight}) then 'out_of_sight'
      when (e.happened_at at time zone ${timeZone})::date < greatest(k.kept_from,
        (${ctx.now}::timestamptz at time zone ${timeZone})::date - k.retention_days) then 'expired'
      when ${isErased(sql`e.customer_id`)} then 'forgotten'
      when e.customer_id is null and e.mention is not null and ${everybodyMade} then 'forgotten'
      when e.customer_id is null then 'nobody'
      else 'known' end
    from interactions.kinds k where k.kind_id = e.kind_id`.execute(ctx.db);
}

/** Written in the order of their keys: filling an index in order takes half the time of filling it at random. */
async function storeNew(ctx: Ctx, scope: ImportScope): Promise<number> {
  const stored = sql`
    insert into interactions.interactions (customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound, actor_id,
      page, content, detail, named_by)
    select customer_id, event_id, kind_id, source_id, happened_at, ${ctx.now}, seconds, inbound, actor_id, page, content, detail,
      named_by
    from incoming_events where outcome = 'known' order by customer_id, event_id
    ${LONGER_STANDS}`;
  return markDays(ctx, scope.batchId, stored);
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
