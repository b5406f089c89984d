import { getOrganisation } from '#modules/access/index.ts';
import { orderedInFilter } from '#modules/orders/index.ts';
import type { Ctx } from '#platform/context.ts';
import { firstDayOfMonth, lastDayOfMonth, monthFromNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { Question } from './answers.ts';
import { cohortsOf, countCohorts, currentMonth, type CohortCount } from './cohorts.ts';
import type { Cohort, getRetention } from './contract.ts';
import { rateOf } from './counted.ts';

type Retention = Omit<AnswerOf<typeof getRetention>, 'asOf' | 'refreshing'>;

export const retention: Question<QueryOf<typeof getRetention>, Retention> = {
  name: 'retention',
  work: lookAtRetention,
};

async function lookAtRetention(ctx: Ctx, query: QueryOf<typeof getRetention>): Promise<Retention> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const counts = await countCohorts(ctx, query);
  const current = await currentMonth(ctx);
  const today = dayOf(ctx.now, timeZone);
  const unfiltered = query.storeId === undefined && query.channel === undefined;
  const cohorts = [...cohortsOf(counts)]
    .slice(-query.months)
    .map(([month, cells]) => ({ month, cells, size: cells.get(0)?.customers ?? 0 }));
  const oldest = cohorts[0]?.month ?? current;
  const columns = Math.min(query.months, current - oldest + 1);
  const buyers = sum(counts, (one) => (one.month === one.cohort ? one.customers : 0));
  const repeaters = sum(counts, (one) => one.repeaters);
  return {
    currency,
    cohorts: cohorts.map(({ month, cells, size }) => {
      const filters = unfiltered ? beganIn(month) : null;
      return {
        month: monthFromNumber(month),
        size,
        cells: Array.from({ length: columns }, (_, offset) =>
          cellOf({
            month: month + offset,
            current,
            count: cells.get(offset),
            size,
            filters: filters && offset > 0 ? [...filters, orderedIn(month + offset, today)] : filters,
          }),
        ),
        filters,
      };
    }),
    average: Array.from({ length: columns }, (_, offset) => averageOf(cohorts, offset, current)),
    repeat: {
      buyers,
      repeaters,
      rate: rateOf(repeaters, buyers),
      filters: unfiltered ? ['orders.orders:min:2'] : null,
    },
    periods: periodsOf(counts, current).slice(-query.months),
    definitions: {
      cohort: 'insights.cohort_retention',
      repeat: 'insights.repeat_purchase_rate',
      period: 'insights.period_retention',
    },
  };
}

const beganIn = (month: number): string[] => [
  `orders.firstOrderAt:min:${firstDayOfMonth(month)}`,
  `orders.firstOrderAt:max:${lastDayOfMonth(month)}`,
];

/** Not beyond today: a running month is counted as far as it has come. */
function orderedIn(month: number, today: string): string {
  const last = lastDayOfMonth(month);
  return orderedInFilter({ from: firstDayOfMonth(month), to: last < today ? last : today });
}

type CellOf = {
  month: number;
  current: number;
  count: CohortCount | undefined;
  size: number;
  filters: string[] | null;
};

function cellOf({ month, current, count, size, filters }: CellOf): Cohort['cells'][number] {
  const name = monthFromNumber(month);
  if (month > current)
    return { month: name, customers: null, rate: null, grossCents: null, partial: false, filters: null };
  const customers = count?.customers ?? 0;
  return {
    month: name,
    customers,
    rate: rateOf(customers, size),
    grossCents: count?.grossCents ?? 0,
    partial: month === current,
    filters,
  };
}

/** Only cohorts for which the month is over: a running month would look like people leaving. */
function averageOf(
  cohorts: readonly { month: number; cells: Map<number, CohortCount>; size: number }[],
  offset: number,
  current: number,
): number | null {
  const old = cohorts.filter(({ month }) => month + offset < current);
  return rateOf(
    sum(old, ({ cells }) => cells.get(offset)?.customers ?? 0),
    sum(old, ({ size }) => size),
  );
}

/** A month without any order has nobody to retain; it is listed all the same. */
function periodsOf(counts: readonly CohortCount[], current: number): Retention['periods'] {
  const first = Math.min(current, ...counts.map((one) => one.month));
  const months = new Map<number, { active: number; retained: number }>();
  for (let month = first; month <= current; month++) months.set(month, { active: 0, retained: 0 });
  for (const one of counts) {
    const total = months.get(one.month);
    if (!total) continue;
    total.active += one.customers;
    total.retained += one.retained;
  }
  return [...months].map(([month, { active, retained }]) => {
    const known = month + 1 < current;
    return {
      month: monthFromNumber(month),
      active,
      retained: known ? retained : null,
      rate: known ? rateOf(retained, active) : null,
    };
  });
}

const sum = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
