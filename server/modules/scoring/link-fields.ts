/** Filters of the customer list that open the customers behind a number of the outlook's pages. */
import { sql, type RawBuilder } from 'kysely';
import { InvalidError } from '#platform/errors.ts';
import type { CustomerField } from '#platform/fields.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { startOfDay } from '#shared/days.ts';
import { DIVISIONS, stoodAt, type Division } from './history.ts';
import { YEAR_DAYS } from './windows.ts';

const MOVED = 'scoring.moved';
const STEP = 'scoring.step';
const TOGETHER = 'scoring.boughtTogether';
const NEXT = 'scoring.boughtNext';
/** In place of a code: not judged yet on the first day. */
const NOBODY = '-';

/** Where customers stood on two days: two looks at the history of moves, about two seconds on a million customers. */
export const movedFilter = (
  what: Division,
  from: string | null,
  to: string,
  days: { from: string; to: string },
): string => `${MOVED}:is:${[what, from ?? NOBODY, to, days.from, days.to].join(',')}`;

/** A move itself, on one of these days; whoever moved on since is found too. */
export const stepFilter = (what: Division, from: string, to: string, days: { from: string; to: string }): string =>
  `${STEP}:is:${[what, from, to, days.from, days.to].join(',')}`;

/** An order of the year before `until` that holds all these products. */
export const togetherFilter = (until: Date, productIds: readonly number[]): string =>
  `${TOGETHER}:is:${[until.toISOString(), ...productIds].join(',')}`;

/** Within the year before `until`, first bought the one product and then, for the first time, the next. */
export const nextFilter = (until: Date, first: number, next: number, withinDays: number): string =>
  `${NEXT}:is:${[until.toISOString(), first, next, withinDays].join(',')}`;

export const linkFields: readonly CustomerField[] = [
  { code: MOVED, column: 'customer_id', type: 'choice', filterable: true, chooses: moved },
  { code: STEP, column: 'customer_id', type: 'choice', filterable: true, chooses: stepped },
  { code: TOGETHER, column: 'customer_id', type: 'choice', filterable: true, chooses: boughtTogether },
  { code: NEXT, column: 'customer_id', type: 'choice', filterable: true, chooses: boughtNext },
];

type Chooses = NonNullable<CustomerField['chooses']>;

const endOf = (day: string, timeZone: string): Date => startOfDay(dayFromNumber(dayNumber(day) + 1), timeZone);

type Move = { what: Division; from: string; to: string; first: string; last: string };

function moveOf(field: string, values: readonly string[]): Move {
  const [division, from = '', to = '', first = '', last = ''] = values;
  const what = DIVISIONS.find((one) => one === division);
  if (!what || values.length !== 5 || ![first, last].every(isDay)) throw refused(field, values);
  return { what, from, to, first, last };
}

function moved(...[customerId, values, timeZone]: Parameters<Chooses>): RawBuilder<boolean> {
  const { what, from, to, first, last } = moveOf(MOVED, values);
  const before = sql`(${stoodAt(endOf(first, timeZone), what)}) a`;
  return sql`${customerId} in (
    select b.customer_id from (${stoodAt(endOf(last, timeZone), what)}) b left join ${before} using (customer_id)
    where b.value = ${to} and a.value is not distinct from ${from === NOBODY ? null : from}::text)`;
}

function stepped(...[customerId, values, timeZone]: Parameters<Chooses>): RawBuilder<boolean> {
  const { what, from, to, first, last } = moveOf(STEP, values);
  return sql`${customerId} in (
    select customer_id from scoring.changes
    where what = ${what} and from_value = ${from} and to_value = ${to}
      and changed_at >= ${startOfDay(first, timeZone)} and changed_at < ${endOf(last, timeZone)})`;
}

function boughtTogether(...[customerId, values]: Parameters<Chooses>): RawBuilder<boolean> {
  const [until, ...products] = values;
  const ids = idsOf(TOGETHER, values, products);
  return sql`${customerId} in (
    select l.customer_id from (${basketsUntil(momentOf(TOGETHER, values, until))}) o
    join orders.order_lines l using (customer_id, order_id)
    where l.quantity > 0 and l.product_id = any(${ids}::bigint[])
    group by l.customer_id, o.order_id having count(distinct l.product_id) = ${ids.length})`;
}

/** As `followersOf` counts it: only first purchases watched for the whole time. */
function boughtNext(...[customerId, values]: Parameters<Chooses>): RawBuilder<boolean> {
  const [until, ...rest] = values;
  const [first = 0, next = 0, within = 0] = idsOf(NEXT, values, rest);
  const baskets = basketsUntil(momentOf(NEXT, values, until));
  return sql`${customerId} in (
    select customer_id from (
      select l.customer_id, min(o.placed_on) filter (where l.product_id = ${first}) as first,
        min(o.placed_on) filter (where l.product_id = ${next}) as next
      from (${baskets}) o join orders.order_lines l using (customer_id, order_id)
      where l.quantity > 0 and l.product_id in (${first}, ${next}) group by 1
    ) as firsts
    where next > first and next <= first + ${within}::int
      and first + ${within}::int <= (select max(placed_on) from (${baskets}) as newest))`;
}

/** The orders that affinity was counted from. */
const basketsUntil = (until: Date): RawBuilder<unknown> => sql`
  select customer_id, order_id, placed_on from orders.orders
  where status <> 'cancelled' and placed_at <= ${until}
    and placed_at > ${new Date(until.getTime() - YEAR_DAYS * 86_400_000)}`;

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

function momentOf(field: string, values: readonly string[], text: string | undefined): Date {
  const moment = new Date(text ?? '');
  if (Number.isNaN(moment.getTime())) throw refused(field, values);
  return moment;
}

function idsOf(field: string, values: readonly string[], texts: readonly string[]): number[] {
  const ids = texts.map(Number);
  if (ids.length < 1 || ids.length > 8 || !ids.every((id) => Number.isSafeInteger(id) && id > 0))
    throw refused(field, values);
  return [...new Set(ids)];
}

const refused = (field: string, values: readonly string[]) =>
  new InvalidError('customers.filter_value', `"${values.join(',')}" is no value to filter ${field} by.`);
