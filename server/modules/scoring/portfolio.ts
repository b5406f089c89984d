import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber, monthFromNumber, monthNumber } from '#shared/day-numbers.ts';
import { dayOf, startOfDay } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { concentrationOf, levelSql, type AmountClass } from './concentration.ts';
import { columnOf, fieldOf, stoodAt, type Division } from './history.ts';
import { movedFilter, stepFilter } from './link-fields.ts';
import type { getFlow as getFlowEndpoint, getPortfolio as getPortfolioEndpoint } from './portfolio-contract.ts';
import { judgedMoment } from './runs.ts';
import { listFor } from './timeline.ts';
import { getVocabulary, nameOfCode } from './vocabulary.ts';

type Flow = AnswerOf<typeof getFlowEndpoint>;
type Counts = Record<string, number>;

/** Moves are counted as they happened; who moved on within the month is counted for every step. */
export async function getFlow(ctx: Ctx, { what, months }: QueryOf<typeof getFlowEndpoint>): Promise<Flow> {
  const now = await judgedMoment(ctx);
  const { timeZone } = await getOrganisation(ctx);
  const current = monthNumber(dayOf(now, timeZone));
  const oldest = Math.max(current - months + 1, await firstJudged(ctx, timeZone, current));
  const moves = await movesSince(ctx, what, oldest, timeZone);
  const arrivals = await arrivalsSince(ctx, what, oldest, timeZone);
  const words = await getVocabulary(ctx);
  return {
    asOf: now,
    what,
    groups: [...listFor(what, words)],
    months: monthsBack(what, await countNow(ctx, what), moves, arrivals, oldest, current),
    definitions: { customers: 'scoring.flow' },
  };
}

type Move = { month: number; from: string; to: string; customers: number };
type Arrival = { month: number; code: string; customers: number };

/** From today's counts backwards: what moved in during a month was not there at the end of the one before. */
function monthsBack(
  what: Division,
  now: Counts,
  moves: readonly Move[],
  arrivals: readonly Arrival[],
  oldest: number,
  current: number,
): Flow['months'] {
  const stock = new Map(Object.entries(now));
  const add = (code: string, customers: number) => stock.set(code, (stock.get(code) ?? 0) + customers);
  const months: Flow['months'] = [];
  for (let month = current; month >= oldest; month--) {
    const moved = moves.filter((one) => one.month === month);
    const arrived = arrivals.filter((one) => one.month === month);
    months.push({
      month: monthFromNumber(month),
      partial: month === current,
      customers: Object.fromEntries([...stock].filter(([, customers]) => customers > 0)),
      arrived: Object.fromEntries(arrived.map(({ code, customers }) => [code, customers])),
      moves: moved.map(({ from, to, customers }) => ({
        from,
        to,
        customers,
        filters: [stepFilter(what, from, to, daysOf(month))],
      })),
    });
    for (const { from, to, customers } of moved) {
      add(to, -customers);
      add(from, customers);
    }
    for (const { code, customers } of arrived) add(code, -customers);
  }
  return months.reverse();
}

/** First and last day of a month. */
const daysOf = (month: number): { from: string; to: string } => {
  const [from, next] = [month, month + 1].map((one) => `${monthFromNumber(one)}-01`) as [string, string];
  return { from, to: dayFromNumber(dayNumber(next) - 1) };
};

const monthSql = (column: string, timeZone: string) => sql<number>`
  (extract(year from ${sql.ref(column)} at time zone ${timeZone}) * 12
    + extract(month from ${sql.ref(column)} at time zone ${timeZone}) - 1)::int`;

async function firstJudged(ctx: Ctx, timeZone: string, current: number): Promise<number> {
  const { rows } = await sql<{ month: number | null }>`
    select ${monthSql('first', timeZone)} as month from (select min(as_of) as first from scoring.runs) as runs`.execute(
    ctx.db,
  );
  return rows[0]?.month ?? current;
}

async function countNow(ctx: Ctx, what: Division): Promise<Counts> {
  const { rows } = await sql<{ code: string; customers: number }>`
    select ${columnOf(what)} as code, count(*)::int as customers from scoring.scores
    where ${columnOf(what)} is not null group by 1`.execute(ctx.db);
  return Object.fromEntries(rows.map(({ code, customers }) => [code, customers]));
}

async function movesSince(ctx: Ctx, what: Division, oldest: number, timeZone: string): Promise<Move[]> {
  const { rows } = await sql<Move>`
    select ${monthSql('changed_at', timeZone)} as month, from_value as "from", to_value as "to", count(*)::int as customers
    from scoring.changes
    where what = ${what} and changed_at >= ${startOfMonth(oldest, timeZone)}
      and from_value is not null and to_value is not null and from_value <> to_value
    group by 1, 2, 3`.execute(ctx.db);
  return rows;
}

/** First judged in the month, or given a first code in it, as prospects are by their first purchase. */
async function arrivalsSince(ctx: Ctx, what: Division, oldest: number, timeZone: string): Promise<Arrival[]> {
  const start = startOfMonth(oldest, timeZone);
  const { rows } = await sql<Arrival>`
    select month, code, sum(customers)::int as customers from (
      select ${monthSql('judged_at', timeZone)} as month,
        case when c.customer_id is null then s.${columnOf(what)} else c.from_value end as code, count(*) as customers
      from scoring.scores s left join (
        select distinct on (customer_id) customer_id, from_value from scoring.changes
        where what = ${what} order by customer_id, changed_at
      ) c using (customer_id)
      where judged_at >= ${start} group by 1, 2
      union all
      select ${monthSql('changed_at', timeZone)}, to_value, count(*) from scoring.changes
      where what = ${what} and changed_at >= ${start} and from_value is null group by 1, 2
      union all
      select ${monthSql('changed_at', timeZone)}, from_value, -count(*) from scoring.changes
      where what = ${what} and changed_at >= ${start} and to_value is null group by 1, 2
    ) as first where code is not null group by 1, 2`.execute(ctx.db);
  return rows;
}

const startOfMonth = (month: number, timeZone: string): Date => startOfDay(`${monthFromNumber(month)}-01`, timeZone);

type Portfolio = AnswerOf<typeof getPortfolioEndpoint>;

const COMPARED_DAYS = 365;

export async function getPortfolio(ctx: Ctx, query: QueryOf<typeof getPortfolioEndpoint>): Promise<Portfolio> {
  const { what } = query;
  const now = await judgedMoment(ctx);
  const { currency, timeZone } = await getOrganisation(ctx);
  const today = dayOf(now, timeZone);
  const to = query.to && query.to < today ? query.to : today;
  const from = query.from ?? (await earliestCompared(ctx, to, timeZone));
  const words = listFor(what, await getVocabulary(ctx));
  return {
    asOf: now,
    currency,
    what,
    from,
    to,
    groups: await mixOf(ctx, what, words),
    concentration: concentrationOf(await classesOf(ctx)),
    links: await linksOf(ctx, what, { from, to }, timeZone),
    definitions: { groups: 'scoring.portfolio', concentration: 'scoring.concentration', links: 'scoring.migration' },
  };
}

const endOf = (day: string, timeZone: string): Date => startOfDay(dayFromNumber(dayNumber(day) + 1), timeZone);

/** A year before, or the day everybody was first judged. */
async function earliestCompared(ctx: Ctx, to: string, timeZone: string): Promise<string> {
  const { rows } = await sql<{ first: Date | null }>`select min(as_of) as first from scoring.runs`.execute(ctx.db);
  const aYearBefore = dayFromNumber(dayNumber(to) - COMPARED_DAYS);
  const first = rows[0]?.first ? dayOf(rows[0].first, timeZone) : to;
  return first > aYearBefore ? first : aYearBefore;
}

async function mixOf(ctx: Ctx, what: Division, words: ReturnType<typeof listFor>): Promise<Portfolio['groups']> {
  const { rows } = await sql<{ code: string; customers: number; current: number; expected: number }>`
    select ${columnOf(what)} as code, count(*)::int as customers, coalesce(sum(current_net_cents), 0)::bigint as current,
      coalesce(sum(expected_net_cents), 0)::bigint as expected
    from scoring.scores where ${columnOf(what)} is not null group by 1`.execute(ctx.db);
  const all = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const [customers, current, expected] = [
    all((row) => row.customers),
    all((row) => row.current),
    all((row) => row.expected),
  ];
  const known = words.map(({ code }) => code);
  const codes = [...known, ...rows.map(({ code }) => code).filter((code) => !known.includes(code))];
  return codes.map((code) => {
    const row = rows.find((one) => one.code === code) ?? { customers: 0, current: 0, expected: 0 };
    return {
      ...nameOfCode(words, code),
      customers: row.customers,
      share: customers > 0 ? row.customers / customers : 0,
      currentNetCents: row.current,
      currentShare: current > 0 ? row.current / current : 0,
      expectedNetCents: row.expected,
      expectedShare: expected > 0 ? row.expected / expected : 0,
      filters: [`${fieldOf(what)}:is:${code}`],
    };
  });
}

async function classesOf(ctx: Ctx): Promise<AmountClass[]> {
  const { rows } = await sql<AmountClass>`
    select ${sql.raw(levelSql('current_net_cents'))} as level, count(*)::int as customers,
      sum(greatest(current_net_cents, 0))::bigint as cents
    from scoring.scores where current_net_cents is not null group by 1`.execute(ctx.db);
  return rows;
}

async function linksOf(
  ctx: Ctx,
  what: Division,
  days: { from: string; to: string },
  timeZone: string,
): Promise<Portfolio['links']> {
  const [from, to] = [endOf(days.from, timeZone), endOf(days.to, timeZone)];
  const { rows } = await sql<{ from: string | null; to: string; customers: number }>`
    select a.value as "from", b.value as "to", count(*)::int as customers
    from (${stoodAt(to, what)}) b left join (${stoodAt(from, what)}) a using (customer_id)
    where b.value is not null group by 1, 2 order by 3 desc`.execute(ctx.db);
  return rows.map((row) => ({ ...row, filters: [movedFilter(what, row.from, row.to, days)] }));
}
