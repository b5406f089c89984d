/**
 * What events say, whose they are, and what becomes of each, as SQL that a file works off table by table (`staged.ts`) and
 * a call in one statement (`at-once.ts`): an event is known by the same digest whichever way it comes.
 */
import { sql, type RawBuilder } from 'kysely';
import { visibleCustomers } from '#modules/customers/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { LONGER_STANDS } from './touched.ts';

/** What a row says. */
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

/**
 * Each event once, by its longest stay, with the digest it is known by. One without an id of its own is known by what it says,
 * so that the same file again changes nothing. `rows`: `row_no` and the columns above.
 */
export const incomingFrom = (
  rows: RawBuilder<unknown>,
  { sourceId, sourceCode }: { sourceId: number; sourceCode: string },
): RawBuilder<unknown> => sql`
  select distinct on (coalesce(mention, anonymous_id), event_id) *
  from (
    select s.row_no, k.kind_id, s.happened_at, s.customer_id,
      coalesce(s.external_source, ${sourceCode}) as external_source, s.external_customer, s.phone, s.email,
      s.customer_name, s.anonymous_id, s.seconds, s.inbound, s.actor_id, s.page, s.content, s.detail, ${sourceId}::int as source_id,
      case
        when s.customer_id is not null then 'c' || s.customer_id
        when coalesce(s.external_customer, s.phone, s.email) is not null then
          concat_ws(chr(31), coalesce(s.external_source, ${sourceCode}), 'e' || s.external_customer, 'p' || s.phone, 'm' || s.email)
      end as mention,
      case
        when s.external_customer is not null
          then customers.identity_key('external', coalesce(s.external_source, ${sourceCode}), s.external_customer)
        when s.phone is not null then customers.identity_key('phone', '', s.phone)
        when s.email is not null then customers.identity_key('email', '', s.email)
      end as named_by,
      md5(coalesce(${sourceId} || ':' || s.event_ref,
        concat_ws(chr(31), ${sourceId}::text, s.kind, extract(epoch from s.happened_at), s.customer_id, s.external_customer,
          s.phone, s.email, s.anonymous_id, s.seconds, s.page, s.content, s.detail)))::uuid as event_id
    from (${rows}) as s join interactions.kinds k on k.code = s.kind
  ) as said
  order by coalesce(mention, anonymous_id), event_id, seconds desc nulls last, row_no`;

/**
 * What the events say of customers, each told once, and whose it is where our own id or the directory says so: all identifiers
 * belong to one customer. The others are for the matching engine, which also keeps a name told beside several identifiers.
 */
export const mentionsIn = (ctx: Ctx, events: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select m.mention, m.namespace, m.external_id, m.phone, m.email, m.name, m.seen_at, coalesce(m.named, case
    when count(*) = count(i.customer_id) and min(i.customer_id) = max(i.customer_id) and (count(*) = 1 or m.name is null)
      then min(i.customer_id) end) as customer_id
  from (
    select mention, min(external_source) as namespace, min(external_customer) as external_id, min(phone) as phone,
      min(email) as email, min(customer_name) as name, min(happened_at) as seen_at, min(customer_id) as named
    from ${events} where mention is not null group by mention
  ) as m
  left join lateral (
    select * from (values ('external', m.namespace, m.external_id), ('phone', '', m.phone), ('email', '', m.email))
      as told (kind, namespace, value) where value is not null
  ) as key on true
  left join customers.identities i
    on i.kind = key.kind and i.namespace = key.namespace and i.value = key.value and ${isInSight(ctx, 'i')}
  group by m.mention, m.namespace, m.external_id, m.phone, m.email, m.name, m.seen_at, m.named`;

/** What belongs to somebody out of sight is answered like what belongs to nobody. */
export const isInSight = (ctx: Ctx, alias: string): RawBuilder<boolean> =>
  scopeOf(ctx).kind === 'all'
    ? sql`true`
    : sql`exists (select from customers.customers c
        where c.customer_id = ${sql.ref(`${alias}.customer_id`)} and ${visibleCustomers(ctx)})`;

/**
 * What becomes of each of `events`: known, out of sight, older than its kind is kept, or nobody's yet. With `everybodyMade`,
 * whoever was named and is still nobody was forgotten: their events are kept nowhere.
 */
export const judged = (
  ctx: Ctx,
  events: RawBuilder<unknown>,
  timeZone: string,
  everybodyMade: boolean,
): RawBuilder<unknown> => sql`
  select e.*, case
    when e.customer_id is not null and (c.customer_id is null or (${visibleCustomers(ctx)}) is not true) then 'out_of_sight'
    when (e.happened_at at time zone ${timeZone})::date < greatest(k.kept_from,
      (${ctx.now}::timestamptz at time zone ${timeZone})::date - k.retention_days) then 'expired'
    when c.erased_at is not null then 'forgotten'
    when e.customer_id is null and e.mention is not null and ${everybodyMade} then 'forgotten'
    when e.customer_id is null then 'nobody'
    else 'known' end as outcome
  from ${events} as e join interactions.kinds k using (kind_id) left join customers.customers c on c.customer_id = e.customer_id`;

/**
 * The known ones of `events`, with `outcome`, in the order of their keys: filling an index in order takes half the time of
 * filling it at random, and two calls that bring the same events wait for each other in one direction only. Named twice
 * for one customer, an event is still one.
 */
export const insertKnown = (ctx: Ctx, events: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into interactions.interactions (customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound,
    actor_id, page, content, detail, named_by)
  select distinct on (customer_id, event_id) customer_id, event_id, kind_id, source_id, happened_at, ${ctx.now}, seconds, inbound,
    actor_id, page, content, detail, named_by
  from ${events} where outcome = 'known' order by customer_id, event_id, seconds desc nulls last, row_no
  ${LONGER_STANDS}`;
