/** Dates worth remembering, and when each comes next: kept beside them, made anew when a date or the day changes. */
import { sql } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { currentBatch } from '#platform/provenance.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import { dayOf } from '#shared/days.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './dates-contract.ts';
import type { CustomerDate, DateDraft, DateKind } from './dates-contract.ts';
import { refreshDateDays, withoutDateDays } from './date-days.ts';
import { refuseForgotten } from './forgotten.ts';
import { dayIn, isDate, nextOccurrence, type Remembered } from './occurrence.ts';
import { requireCustomer, visibleCustomers } from './scope.ts';
import { keepTerm } from './terms.ts';

type Known = Remembered & { customerId: number; dateId: number | null; kind: string; label: string | null };

/** The customers' own dates, and the birthday of the profile where none of their own is one. */
async function readDates(ctx: Ctx, customerIds: readonly number[]): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select d.customer_id as "customerId", d.date_id as "dateId", d.kind, d.calendar, d.year, d.month, d.day, d.leap,
      d.label, k.yearly
    from customers.dates d join customers.date_kinds k on k.code = d.kind where d.customer_id = any(${customerIds})
    union all
    select customer_id, null, 'birthday', 'solar', extract(year from birthday)::int, extract(month from birthday)::int,
      extract(day from birthday)::int, false, null, true
    from customers.customers c where customer_id = any(${customerIds}) and birthday is not null and not exists (
      select from customers.dates d where d.customer_id = c.customer_id and d.kind = 'birthday')`.execute(ctx.db);
  return rows;
}

/** Makes the next days of these customers anew. A few microseconds each, and nothing is written that stays the same. */
export async function refreshDates(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const dates = await readDates(ctx, customerIds);
  await refreshDateDays(ctx, dates, customerIds);
  const next = dates.flatMap((date) => {
    const occurrence = nextOccurrence(date, today);
    if (!occurrence) return [];
    const { customerId, dateId, kind, label } = date;
    return [
      {
        customer_id: customerId,
        date_key: String(dateId ?? 'profile'),
        kind,
        label,
        next_on: occurrence.on,
        years: occurrence.years,
      },
    ];
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(next)}::jsonb)
    as given (customer_id bigint, date_key text, kind text, label text, next_on date, years int)`;
  await sql`
    with gone as (
      delete from customers.next_dates n where n.customer_id = any(${customerIds}) and not exists (
        select from ${given} where given.customer_id = n.customer_id and given.date_key = n.date_key)
    )
    insert into customers.next_dates as n (customer_id, date_key, kind, label, next_on, years)
    select customer_id, date_key, kind, label, next_on, years from ${given}
    on conflict (customer_id, date_key) do update
    set kind = excluded.kind, label = excluded.label, next_on = excluded.next_on, years = excluded.years
    where (n.kind, n.label, n.next_on, n.years)
      is distinct from (excluded.kind, excluded.label, excluded.next_on, excluded.years)`.execute(ctx.db);
}

const CUSTOMERS_AT_ONCE = 1_000;

/**
 * Those whose day is past get the next one, and birthdays that have none yet (of a house that is older than this table)
 * theirs. A due scan: when no day has turned it is one look at an index and one at the birthdays.
 */
export async function advanceDates(ctx: Ctx): Promise<number> {
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  let advanced = 0;
  // By id, so that nobody is met twice, whatever comes of the date.
  for (let after = 0; ;) {
    const { rows } = await sql<{ customer_id: number }>`
      select customer_id from customers.next_dates where next_on < ${today} and customer_id > ${after}
      union
      select customer_id from (${withoutDateDays}) as unset where customer_id > ${after}
      union
      select customer_id from customers.customers c where birthday <= ${today} and customer_id > ${after} and not exists (
        select from customers.next_dates n where n.customer_id = c.customer_id and n.kind = 'birthday')
      order by customer_id limit ${CUSTOMERS_AT_ONCE}`.execute(ctx.db);
    const last = rows.at(-1);
    if (!last) return advanced;
    await refreshDates(ctx, { customerIds: rows.map((row) => row.customer_id) });
    after = last.customer_id;
    advanced += rows.length;
  }
}

export async function listDates(ctx: Ctx, customerId: number): Promise<CustomerDate[]> {
  await requireCustomer(ctx, customerId);
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const dates = (await readDates(ctx, [customerId])).map((date) => wireOf(date, today));
  return dates.toSorted((a, b) => ((a.nextOn ?? '9') < (b.nextOn ?? '9') ? -1 : 1));
}

function wireOf(date: Known, today: string): CustomerDate {
  const next = nextOccurrence(date, today);
  const { dateId, kind, calendar, year, month, day, leap, label } = date;
  return {
    dateId,
    kind,
    calendar,
    year,
    month,
    day,
    leap,
    label,
    nextOn: next?.on ?? null,
    years: next?.years ?? null,
  };
}

export async function addDate(ctx: Ctx, customerId: number, draft: DateDraft): Promise<CustomerDate> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    await refuseForgotten(ctx, customerId);
    await refuseNoDate(ctx, draft);
    const known = (await listDates(ctx, customerId)).find((date) => date.dateId !== null && isSame(date, draft));
    if (known) return known;
    const { kind, calendar, year, month, day, leap, label } = draft;
    const { date_id } = await ctx.db
      .insertInto('customers.dates')
      .values({ customer_id: customerId, kind, calendar, year, month, day, leap, label, changed_at: ctx.now })
      .returning('date_id')
      .executeTakeFirstOrThrow();
    await told(ctx, customerId, null, { ...draft });
    const added = (await listDates(ctx, customerId)).find((date) => date.dateId === date_id);
    if (!added) throw new Error('a date that was just written is not there');
    return added;
  });
}

const isSame = (date: CustomerDate, draft: DateDraft): boolean =>
  (['kind', 'calendar', 'year', 'month', 'day', 'leap', 'label'] as const).every((name) => date[name] === draft[name]);

/** Under its id. Whatever file a date came by, whoever changes it has taken it over. */
export async function changeDate(
  ctx: Ctx,
  customerId: number,
  dateId: number,
  { meaning, ...values }: BodyOf<typeof contract.changeDate>,
): Promise<CustomerDate> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    await refuseForgotten(ctx, customerId);
    const find = async () => (await listDates(ctx, customerId)).find((date) => date.dateId === dateId);
    const before = await find();
    if (!before) throw new NotFoundError('dates.not_found', 'There is no such date.');
    const draft = { kind: before.kind, ...values };
    if (isSame(before, draft)) return before;
    await refuseNoDate(ctx, draft);
    const renewed = before.kind === 'plan_end' && (await keepTermOf(ctx, customerId, dateId, draft, meaning));
    if (meaning === 'renewal' && !renewed)
      throw new InvalidError('dates.no_renewal', 'A renewal is a later end of a plan.');
    await ctx.db
      .updateTable('customers.dates')
      .set({ ...values, batch_id: currentBatch, ...(correctsEnd(before, renewed) ? {} : { changed_at: ctx.now }) })
      .where('customer_id', '=', customerId)
      .where('date_id', '=', dateId)
      .execute();
    await told(ctx, customerId, before, { ...draft });
    const after = await find();
    if (!after) throw new Error('a date that was just written is not there');
    return after;
  });
}

async function keepTermOf(
  ctx: Ctx,
  customerId: number,
  dateId: number,
  draft: DateDraft,
  meaning: BodyOf<typeof contract.changeDate>['meaning'],
): Promise<boolean> {
  const nextOn = draft.year === null ? null : dayIn({ ...draft, yearly: false }, draft.year);
  return nextOn !== null && keepTerm(ctx, { customerId, dateId, nextOn }, meaning);
}

/** A corrected end of a plan is known since the wrong one was. */
const correctsEnd = ({ kind }: CustomerDate, renewed: boolean): boolean => kind === 'plan_end' && !renewed;

async function refuseNoDate(ctx: Ctx, draft: DateDraft): Promise<void> {
  const kind = (await listDateKinds(ctx)).find((one) => one.code === draft.kind && !one.archived);
  if (!kind) throw new InvalidError('dates.kind_unknown', 'There is no such kind of date.');
  if (!isDate(draft)) throw new InvalidError('dates.impossible', 'No calendar has this day.');
  if (!kind.yearly && draft.year === null)
    throw new InvalidError('dates.year_needed', 'What does not come again needs its year.');
}

export async function removeDate(ctx: Ctx, customerId: number, dateId: number): Promise<void> {
  await requireCustomer(ctx, customerId);
  const before = (await listDates(ctx, customerId)).find((date) => date.dateId === dateId);
  if (!before) return;
  await ctx.db
    .deleteFrom('customers.dates')
    .where('customer_id', '=', customerId)
    .where('date_id', '=', dateId)
    .execute();
  await told(ctx, customerId, before, null);
}

async function told(ctx: Ctx, customerId: number, before: object | null, after: object | null): Promise<void> {
  await refreshDates(ctx, { customerIds: [customerId] });
  await emit(ctx, 'customers.recorded', [customerId]);
  const entry = { action: 'customers.date_changed', subjectType: 'customer', subjectId: customerId };
  await recordAudit(ctx, [{ ...entry, before: before && { ...before }, after: after && { ...after } }]);
}

type Upcoming = AnswerOf<typeof contract.listUpcoming>;

/** Cut by scope like every list; a page is one walk along the index of days. */
export async function listUpcoming(ctx: Ctx, query: QueryOf<typeof contract.listUpcoming>): Promise<Upcoming> {
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const cursor = query.after ? decodeCursor(query.after, 3) : null;
  const { rows: found } = await sql<Upcoming['rows'][number]>`
    select n.customer_id as "customerId", c.code, c.name, c.phone, u.name as "ownerName", n.date_key as "dateKey", n.kind,
      n.label, n.next_on as "nextOn", n.years
    from customers.next_dates n
    join customers.customers c using (customer_id)
    left join access.users u on u.id = c.owner_id
    where n.next_on between ${today}::date and ${today}::date + ${query.days}::int and ${visibleCustomers(ctx)}
      ${query.kind ? sql`and n.kind = ${query.kind}` : sql``}
      ${cursor ? sql`and (n.next_on, n.customer_id, n.date_key) > (${cursor[0]}::date, ${cursor[1]}::bigint, ${cursor[2]}::text)` : sql``}
    order by n.next_on, n.customer_id, n.date_key limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > query.limit && last ? encodeCursor([last.nextOn, last.customerId, last.dateKey]) : null,
  };
}

export async function listDateKinds(ctx: Ctx): Promise<DateKind[]> {
  const { rows } = await sql<DateKind>`
    select code, name, yearly, archived from customers.date_kinds order by place, code`.execute(ctx.db);
  return rows;
}

/** A kind of ours keeps its own name. */
export async function saveDateKind(
  ctx: Ctx,
  code: string,
  draft: BodyOf<typeof contract.saveDateKind>,
): Promise<DateKind> {
  const kinds = await listDateKinds(ctx);
  const before = kinds.find((kind) => kind.code === code) ?? null;
  const ours = before !== null && before.name === null;
  if (!ours && draft.name === null) throw new InvalidError('dates.name_needed', 'Give the kind of date a name.');
  const values = { name: ours ? null : draft.name, archived: draft.archived };
  await ctx.db
    .insertInto('customers.date_kinds')
    .values({ code, ...values, yearly: draft.yearly, place: kinds.length + 1 })
    .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
    .execute();
  const after = (await listDateKinds(ctx)).find((kind) => kind.code === code);
  if (!after) throw new NotFoundError('dates.kind_unknown');
  await recordAudit(ctx, [
    { action: 'customers.date_kind_saved', subjectType: 'date_kind', subjectId: code, before, after },
  ]);
  return after;
}
