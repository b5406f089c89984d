import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { judgedMoment } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { monthFromNumber, monthNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { monthOf, placedOrders, type OrderFilter } from './counted.ts';

/** Customers whose first order lies in `cohort` and who ordered in `month`; months are counted from year 0. */
export type CohortCount = {
  cohort: number;
  month: number;
  customers: number;
  grossCents: number;
  /** Of them, those who ordered in the month after as well. */
  retained: number;
  /** In the first month: those with two or more orders so far. */
  repeaters: number;
};

/**
 * One pass over the orders: customer and month, then cohort and month. Some seconds on ten million orders, of which
 * most is grouping by customer; the result is a few hundred rows. With a filter, "first" is the first that passes it.
 */
export async function countCohorts(ctx: Ctx, filter: OrderFilter): Promise<CohortCount[]> {
  const { timeZone } = await getOrganisation(ctx);
  const { rows } = await sql<CohortCount>`
    with monthly as (
      select customer_id, ${monthOf('placed_at', timeZone)} as month, sum(gross_cents) as gross, count(*) as orders
      from orders.orders where gross_cents > 0 and ${placedOrders(ctx, filter)}
      group by 1, 2
    ), followed as (
      select month, gross, min(month) over rising as cohort, lead(month) over rising as next,
        sum(orders) over (partition by customer_id) as orders
      from monthly window rising as (partition by customer_id order by month)
    )
    select cohort, month, count(*)::int as customers, sum(gross)::bigint as "grossCents",
      count(*) filter (where next = month + 1)::int as retained,
      count(*) filter (where month = cohort and orders >= 2)::int as repeaters
    from followed group by cohort, month order by cohort, month`.execute(ctx.db);
  return rows;
}

/** The running month of the moment looked at, counted from year 0. */
export async function currentMonth(ctx: Ctx): Promise<number> {
  const { timeZone } = await getOrganisation(ctx);
  return monthNumber(dayOf(ctx.now, timeZone));
}

/** Counts by cohort, then by months since; 0 where nobody ordered. */
export function cohortsOf(counts: readonly CohortCount[]): Map<number, Map<number, CohortCount>> {
  const cohorts = new Map<number, Map<number, CohortCount>>();
  for (const count of counts) {
    const cells = cohorts.get(count.cohort) ?? new Map<number, CohortCount>();
    cells.set(count.month - count.cohort, count);
    cohorts.set(count.cohort, cells);
  }
  return cohorts;
}

/** Cohorts as CSV: one row each, distinct customers active 0, 1, 2 … months after their first order; blank in future. */
export async function* exportCohorts(asked: Ctx): AsyncGenerator<string> {
  const ctx = { ...asked, now: await judgedMoment(asked) };
  const cohorts = cohortsOf(await countCohorts(ctx, {}));
  const current = await currentMonth(ctx);
  const oldest = Math.min(current, ...cohorts.keys());
  const offsets = Array.from({ length: current - oldest + 1 }, (_, offset) => offset);
  yield `cohort,${offsets.join(',')}\n`;
  for (const [cohort, cells] of cohorts) {
    const values = offsets.map((offset) => (cohort + offset > current ? '' : (cells.get(offset)?.customers ?? 0)));
    yield `${monthFromNumber(cohort)},${values.join(',')}\n`;
  }
}
