import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { getVocabulary, type Named } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber, monthFromNumber, monthNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { Question } from './answers.ts';
import type { Figure, getOverview } from './contract.ts';
import { rateOf, shareOf, type OrderFilter } from './counted.ts';
import {
  countMonths,
  countPeriod,
  topChannels,
  topStores,
  type MonthTotals,
  type PeriodTotals,
} from './period-totals.ts';
import { comparisonOf, periodOf, type Period } from './periods.ts';

type Query = QueryOf<typeof getOverview>;
type Overview = Omit<AnswerOf<typeof getOverview>, 'asOf' | 'refreshing'>;

export const overview: Question<Query, Overview> = { name: 'overview', work: lookAtPeriod };

async function lookAtPeriod(ctx: Ctx, query: Query): Promise<Overview> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const period = await periodOf(ctx, query);
  const comparison = comparisonOf(period, query.compare);
  const totals = await countPeriod(ctx, period, query);
  const before = comparison && (await countPeriod(ctx, comparison, query));
  const words = await getVocabulary(ctx);
  return {
    currency,
    period,
    comparison,
    figures: figuresOf(await countCustomers(ctx), totals, before, behind(period, query, today)),
    months: (await countMonths(ctx, period, query)).map((month) => monthOnWire(month, period, today)),
    stages: await mix(ctx, 'stage', words.stages),
    classes: await mix(ctx, 'class4', words.class4),
    stores: await topStores(ctx, period, query, totals.grossCents),
    channels: await topChannels(ctx, period, query, totals.grossCents),
  };
}

async function countCustomers(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from customers.customers`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

type Behind = { active: string[] | null; fresh: string[] | null };

/** Lists of customers know first and last orders only: who was active in a period that is over cannot be listed. */
function behind({ from, to }: Period, { storeId, channel }: OrderFilter, today: string): Behind {
  if (storeId !== undefined || channel !== undefined) return { active: null, fresh: null };
  return {
    active: to >= today ? [`orders.lastOrderAt:min:${from}`] : null,
    fresh: [`orders.firstOrderAt:min:${from}`, `orders.firstOrderAt:max:${to}`],
  };
}

function figuresOf(customers: number, now: PeriodTotals, before: PeriodTotals | null, lists: Behind): Figure[] {
  const figure = (
    key: Figure['key'],
    unit: Figure['unit'],
    definition: string,
    valueOf: (totals: PeriodTotals) => number | null,
    filters: string[] | null = null,
  ): Figure => ({ key, unit, value: valueOf(now), previous: before && valueOf(before), definition, filters });
  return [
    {
      key: 'customers',
      unit: 'count',
      value: customers,
      previous: null,
      definition: 'insights.customers',
      filters: [],
    },
    figure('active_customers', 'count', 'insights.active_customers', (one) => one.active, lists.active),
    figure('new_customers', 'count', 'insights.new_customers', (one) => one.fresh, lists.fresh),
    figure('orders', 'count', 'insights.orders', (one) => one.orders),
    figure('gross_revenue', 'money', 'orders.gross_revenue', (one) => one.grossCents),
    figure('net_revenue', 'money', 'orders.net_revenue', (one) => one.netCents),
    figure('average_order_value', 'money', 'insights.average_order_value', (one) => rateOf(one.grossCents, one.orders)),
    figure('repeat_rate', 'rate', 'insights.repeat_rate', (one) => rateOf(one.repeaters, one.active)),
    figure('returned', 'money', 'orders.returned', (one) => one.returnedCents),
    figure('return_rate', 'rate', 'insights.return_rate', (one) => rateOf(one.returnedCents, one.grossCents)),
  ];
}

function monthOnWire(month: MonthTotals, { from, to }: Period, today: string): Overview['months'][number] {
  const cutAtStart = month.month === monthNumber(from) && !from.endsWith('-01');
  const cutAtEnd = month.month === monthNumber(to) && monthNumber(dayFromNumber(dayNumber(to) + 1)) === month.month;
  return {
    month: monthFromNumber(month.month),
    partial: cutAtStart || cutAtEnd || month.month >= monthNumber(today),
    activeCustomers: month.active,
    newCustomers: month.fresh,
    orders: month.orders,
    grossCents: month.grossCents,
    netCents: month.netCents,
    returnedCents: month.returnedCents,
  };
}

/** Everybody by stage or class as of now; codes the settings no longer know are shown under themselves. */
async function mix(ctx: Ctx, column: 'stage' | 'class4', names: readonly Named[]): Promise<Overview['stages']> {
  const { rows } = await sql<{ code: string; customers: number }>`
    select ${sql.ref(column)} as code, count(*)::int as customers from scoring.scores
    where ${sql.ref(column)} is not null group by 1`.execute(ctx.db);
  const counts = new Map(rows.map(({ code, customers }) => [code, customers]));
  const everybody = rows.reduce((total, row) => total + row.customers, 0);
  const leftovers = [...counts.keys()].filter((code) => !names.some((named) => named.code === code));
  return [...names, ...leftovers.map((code) => ({ code, zh: code, en: code }))].map((named) => {
    const customers = counts.get(named.code) ?? 0;
    return {
      ...named,
      customers,
      share: shareOf(customers, everybody),
      filters: [`scoring.${column}:is:${named.code}`],
    };
  });
}
