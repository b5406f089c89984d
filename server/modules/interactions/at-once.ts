/**
 * From the rows of a call to interactions in one statement, however many of its events are new, known, late or of visitors:
 * the steps of `staged.ts` without tables in between, whose making and dropping would take longer than all that is
 * done in them. Only customers nobody knows need the matching engine, and then the statement is run a second time.
 * Cost: two thousand events are some tens of milliseconds, most of it their places in the indexes.
 */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { holdCustomers, matchCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emit, emitFor } from '#platform/events.ts';
import { incomingFrom, insertKnown, isInSight, judged, mentionsIn, type STAGED_COLUMNS } from './incoming.ts';
import type { StagedOutcome } from './staged.ts';
import { attachWaiting, insertVisitors, insertWaiting, queued } from './visitors.ts';

/** `row_no` is the place in the call. */
export type CalledRow = Record<'row_no' | (typeof STAGED_COLUMNS)[number], string | number | boolean | null>;

type Source = { sourceId: number; sourceCode: string };

/** In the caller's transaction. Without `makesCustomers`, events of somebody nobody knows wait with their visitor. */
export async function recordAtOnce(
  ctx: Ctx,
  source: Source,
  rows: readonly CalledRow[],
  makesCustomers: boolean,
): Promise<StagedOutcome> {
  await holdCustomers(ctx);
  const called = incomingFrom(told(rows), source);
  const { timeZone } = await getOrganisation(ctx);
  let done = await write(ctx, called, timeZone, makesCustomers ? 'unless_unknown' : 'anyway');
  let made: number[] = [];
  if (done.unknown) {
    made = await makeCustomers(ctx, called);
    done = await write(ctx, called, timeZone, 'matched');
    await sql`drop table matched_customers`.execute(ctx.db);
  }
  await attach(ctx, done);
  if (made.length > 0) await emit(ctx, 'customers.recorded', made);
  const { created, repeated, waiting, dropped, outOfSight } = done;
  return { created, repeated, waiting, dropped, outOfSight, customersCreated: made.length };
}

const TYPES: Readonly<Record<keyof CalledRow, string>> = {
  row_no: 'int',
  event_ref: 'text',
  kind: 'text',
  happened_at: 'timestamptz',
  customer_id: 'bigint',
  external_source: 'text',
  external_customer: 'text',
  phone: 'text',
  email: 'text',
  customer_name: 'text',
  anonymous_id: 'text',
  seconds: 'int',
  inbound: 'boolean',
  actor_id: 'text',
  page: 'text',
  content: 'text',
  detail: 'jsonb',
};
const COLUMNS = Object.keys(TYPES) as (keyof CalledRow)[];

/** Column by column; one of which nothing is told is not sent. */
function told(rows: readonly CalledRow[]): RawBuilder<unknown> {
  const columns = COLUMNS.map((column) => {
    const values = rows.map((row) => row[column]);
    return sql`${values.some((value) => value !== null) ? values : null}::${sql.raw(TYPES[column])}[]`;
  });
  return sql`select * from unnest(${sql.join(columns)}) as told (${sql.join(COLUMNS.map((name) => sql.ref(name)))})`;
}

/** Write nothing while somebody is unknown; write with whom the engine found or made; or write whatever is known. */
type Round = 'unless_unknown' | 'matched' | 'anyway';

type Done = Omit<StagedOutcome, 'customersCreated'> & {
  /** Somebody is named whom nobody knows, and nothing was written. */
  unknown: boolean;
  batchId: number;
  /** Whose days have to be summed again. */
  touched: number[];
  /** Browsers and devices of somebody known. */
  visitors: string[];
};

async function write(ctx: Ctx, called: RawBuilder<unknown>, timeZone: string, round: Round): Promise<Done> {
  const matched = round === 'matched';
  const { rows } = await sql<Done>`
    with incoming as materialized (${called}),
    mentioned as materialized (${mentionsIn(ctx, sql`incoming`)}),
    found as materialized (
      select m.mention, coalesce(m.customer_id, ${matched ? sql`e.customer_id` : sql`null`}) as customer_id
      from mentioned m ${matched ? sql`left join matched_customers e on e.ref_key = m.mention` : sql``}
    ),
    stopped as materialized (
      select ${round === 'unless_unknown'} and exists (select from found where customer_id is null) as unknown
    ),
    batch as materialized (select -nextval('interactions.batch_ids') as batch_id),
    events as materialized (${judged(ctx, placed(ctx), timeZone, round !== 'anyway')}),
    stored as (${insertKnown(ctx, sql`events`)}),
    marked as (
      insert into interactions.touched_days (customer_id, batch_id, kind_id, on_day)
      select distinct customer_id, batch_id, kind_id, (happened_at at time zone ${timeZone})::date from stored, batch
      on conflict do nothing
    ),
    unclaimed as materialized (${queued(sql`events`)}),
    waiting as (${insertWaiting(ctx, sql`(select * from unclaimed where not too_many)`)}),
    linked as (${insertVisitors(sql`events`)}),
    counts as (
      select count(*) filter (where outcome in ('known', 'nobody'))::int as taken,
        count(*) filter (where outcome in ('expired', 'forgotten'))::int as dropped,
        coalesce(array_agg(row_no) filter (where outcome = 'out_of_sight'), '{}') as out_of_sight,
        coalesce(jsonb_agg(distinct anonymous_id) filter (where outcome = 'known' and anonymous_id is not null), '[]') as visitors,
        (select count(*)::int from unclaimed where too_many) as too_many,
        (select count(*) filter (where added)::int from stored) as created,
        (select count(*) filter (where added)::int from waiting) as waiting
      from events
    )
    select (select unknown from stopped) as unknown, (select batch_id from batch) as "batchId", created, waiting,
      taken - too_many - created - waiting as repeated, dropped + too_many as dropped, out_of_sight as "outOfSight", visitors,
      (select coalesce(jsonb_agg(distinct customer_id), '[]') from stored) as touched
    from counts`.execute(ctx.db);
  if (!rows[0]) throw new Error('counting answers one row');
  return rows[0];
}

/** `incoming` with whose each is: whom it names, or else whose browser or device it comes from. */
const placed = (ctx: Ctx) => sql`(
  select s.row_no, s.kind_id, s.happened_at, s.anonymous_id, s.seconds, s.inbound, s.actor_id, s.page, s.content, s.detail, s.source_id,
    s.mention, s.named_by, s.event_id, coalesce(f.customer_id, v.customer_id) as customer_id
  from incoming s left join found f using (mention)
  left join interactions.visitors v on s.mention is null and v.anonymous_id = s.anonymous_id and ${isInSight(ctx, 'v')}
  where not (select unknown from stopped))`;

/** Has the matching engine find or make whom the directory alone does not know; `matched_customers` holds whose each mention is. */
async function makeCustomers(ctx: Ctx, called: RawBuilder<unknown>): Promise<number[]> {
  await matchCustomers(
    ctx,
    sql`
    with incoming as materialized (${called})
    select mention as ref_key, namespace, external_id, phone, email, name, seen_at
    from (${mentionsIn(ctx, sql`incoming`)}) as mentioned where customer_id is null`,
  );
  const { rows } = await sql<{ customer_id: number }>`
    select distinct customer_id from matched_customers where created`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}

/** Gives visitors who made themselves known what waited for them, and says whose interactions there are new ones of. */
async function attach(ctx: Ctx, { batchId, touched, visitors }: Done): Promise<void> {
  if (visitors.length === 0) return emit(ctx, 'interactions.recorded', touched);
  const theirs = sql`select unnest(${visitors}::text[])`;
  await attachWaiting(ctx, batchId, theirs);
  await emitFor(
    ctx,
    'interactions.recorded',
    sql`
    select unnest(${touched}::bigint[])
    union select customer_id from interactions.visitors where anonymous_id in (${theirs})`,
  );
}
