import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { concentrationOf, levelSql, thirdsOf, type AmountClass } from './concentration.ts';
import type { Margin } from './margin.ts';
import { reportOf, type Reports } from './reports.ts';
import { judgedMoment } from './runs.ts';
import type { getModelReport as getModelReportEndpoint, getValue as getValueEndpoint } from './value-contract.ts';

type Answer = AnswerOf<typeof getValueEndpoint>;
type Kept = Reports['value'];

/** 1.645 standard deviations to either side hold 90 %. */
const Z90 = 1.645;

/** Some passes over the scores: about two seconds on a million customers. */
export async function getValue(ctx: Ctx): Promise<Answer> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const model = await reportOf(ctx, 'value');
  const report = model?.report;
  const totals = await totalsOf(ctx);
  const [expectedClasses, currentClasses] = [await classesOf(ctx, 'expected'), await classesOf(ctx, 'current')];
  const margin = report?.margin ?? null;
  return {
    asOf: await judgedMoment(ctx),
    currency,
    model: model && report ? { version: model.version, asOf: dayOf(model.asOf, timeZone), ...headOf(report) } : null,
    margin,
    totals: { ...withInterval(totals, report), ...marginFor(margin, totals.expected) },
    histogram: await histogramOf(ctx),
    deciles: await decilesOf(ctx, totals),
    expected: concentrationOf(expectedClasses),
    current: concentrationOf(currentClasses),
    potential: await potentialOf(ctx, thirdsOf(currentClasses), thirdsOf(expectedClasses)),
    definitions: DEFINITIONS,
  };
}

const headOf = (report: Kept) => ({
  name: report.model,
  chosenBecause: report.chosenBecause,
  bias: report.candidates.find(({ chosen }) => chosen)?.heldOut?.bias ?? null,
  moneyBias: report.holdOut?.moneyBias ?? null,
});

export async function getModelReport(ctx: Ctx): Promise<AnswerOf<typeof getModelReportEndpoint>> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const model = await reportOf(ctx, 'value');
  if (!model) return { model: null, currency, definitions: DEFINITIONS };
  const { margin: _margin, ...report } = model.report;
  const { version, asOf, fittedAt, customers } = model;
  return {
    model: { version, asOf: dayOf(asOf, timeZone), fittedAt, customers, ...report },
    currency,
    definitions: DEFINITIONS,
  };
}

type Totals = {
  customers: number;
  alive: number | null;
  current: number;
  orders: number;
  expected: number;
  variance: number;
};

async function totalsOf(ctx: Ctx): Promise<Totals> {
  // The width of a customer's interval stands for 3.29 standard deviations.
  const { rows } = await sql<Totals>`
    select count(*)::int as customers, sum(prob_alive)::float8 as alive, coalesce(sum(current_net_cents), 0)::bigint as current,
      coalesce(sum(expected_orders), 0)::float8 as orders, coalesce(sum(expected_net_cents), 0)::bigint as expected,
      coalesce(sum(((expected_high_cents - expected_low_cents) / 3.29::float8) ^ 2), 0)::float8 as variance
    from scoring.scores where value_decile is not null`.execute(ctx.db);
  return rows[0] ?? { customers: 0, alive: null, current: 0, orders: 0, expected: 0, variance: 0 };
}

/** Chance averages out over many customers; what does not is how far the forecast was off on the held-out months. */
function withInterval(totals: Totals, report: Kept | undefined): Omit<Answer['totals'], 'expectedMarginCents'> {
  const bias = report?.holdOut?.moneyBias ?? 1;
  const corrected = bias > 0 ? totals.expected / bias : totals.expected;
  const chance = Z90 * Math.sqrt(totals.variance);
  return {
    customers: totals.customers,
    alive: totals.alive,
    currentNetCents: totals.current,
    expectedOrders: Math.round(totals.orders * 10) / 10,
    expectedNetCents: totals.expected,
    lowCents: Math.max(0, Math.round(Math.min(totals.expected, corrected) - chance)),
    highCents: Math.round(Math.max(totals.expected, corrected) + chance),
  };
}

const marginFor = (margin: Margin | null, expected: number) => ({
  expectedMarginCents: margin ? Math.round(margin.rate * expected) : null,
});

async function classesOf(ctx: Ctx, which: 'expected' | 'current'): Promise<AmountClass[]> {
  const column = which === 'expected' ? 'expected_net_cents' : 'current_net_cents';
  const { rows } = await sql<AmountClass>`
    select ${sql.raw(levelSql(column))} as level, count(*)::int as customers,
      sum(greatest(${sql.raw(column)}, 0))::bigint as cents
    from scoring.scores where value_decile is not null group by 1`.execute(ctx.db);
  return rows;
}

/** Ends of the bins: 0, 50, 100, 200, 500, … units of money, in minor units. */
const EDGES = [0, 5_000, ...[1, 10, 100, 1_000].flatMap((step) => [10_000, 20_000, 50_000].map((edge) => edge * step))];

async function histogramOf(ctx: Ctx): Promise<Answer['histogram']> {
  const { rows } = await sql<{ bin: number; customers: number; cents: number }>`
    select width_bucket(expected_net_cents, array[${sql.raw(EDGES.join(','))}]::bigint[]) as bin, count(*)::int as customers,
      sum(expected_net_cents)::bigint as cents
    from scoring.scores where value_decile is not null group by 1`.execute(ctx.db);
  const last = rows.reduce((most, { bin }) => Math.max(most, bin), 0);
  return EDGES.slice(0, last).map((fromCents, i) => {
    const row = rows.find(({ bin }) => bin === i + 1);
    const toCents = EDGES[i + 1] ?? null;
    return {
      fromCents,
      toCents,
      customers: row?.customers ?? 0,
      expectedNetCents: row?.cents ?? 0,
      filters: between('expectedNetCents', fromCents, toCents === null ? null : toCents - 1),
    };
  });
}

async function decilesOf(ctx: Ctx, totals: Totals): Promise<Answer['deciles']> {
  const { rows } = await sql<{ decile: number; customers: number; expected: number; orders: number; current: number }>`
    select value_decile as decile, count(*)::int as customers, sum(expected_net_cents)::bigint as expected,
      sum(expected_orders)::float8 as orders, sum(current_net_cents)::bigint as current
    from scoring.scores where value_decile is not null group by 1 order by 1 desc`.execute(ctx.db);
  return rows.map((row) => ({
    decile: row.decile,
    customers: row.customers,
    expectedNetCents: row.expected,
    expectedOrders: Math.round(row.orders * 10) / 10,
    currentNetCents: row.current,
    expectedShare: totals.expected > 0 ? row.expected / totals.expected : 0,
    currentShare: totals.current > 0 ? row.current / totals.current : 0,
    filters: between('valueDecile', row.decile, row.decile),
  }));
}

const THIRDS = ['low', 'middle', 'high'] as const;

async function potentialOf(
  ctx: Ctx,
  current: [number, number],
  potential: [number, number],
): Promise<Answer['potential']> {
  const third = (column: string, [first, second]: [number, number]) =>
    sql<number>`case when ${sql.ref(column)} <= ${first} then 0 when ${sql.ref(column)} <= ${second} then 1 else 2 end`;
  const { rows } = await sql<{ c: number; p: number; customers: number; current: number; expected: number }>`
    select ${third('current_net_cents', current)} as c, ${third('expected_net_cents', potential)} as p,
      count(*)::int as customers, sum(current_net_cents)::bigint as current, sum(expected_net_cents)::bigint as expected
    from scoring.scores where value_decile is not null group by 1, 2 order by 1, 2`.execute(ctx.db);
  return rows.map((row) => ({
    current: THIRDS[row.c]!,
    potential: THIRDS[row.p]!,
    customers: row.customers,
    currentNetCents: row.current,
    expectedNetCents: row.expected,
    filters: [...inThird('currentNetCents', row.c, current), ...inThird('expectedNetCents', row.p, potential)],
  }));
}

const inThird = (field: string, third: number, [first, second]: [number, number]): string[] =>
  third === 0
    ? between(field, null, first)
    : third === 1
      ? between(field, first + 1, second)
      : between(field, second + 1, null);

/** Both ends included; null is open. */
export const between = (field: string, from: number | null, to: number | null): string[] => [
  ...(from === null ? [] : [`scoring.${field}:min:${from}`]),
  ...(to === null ? [] : [`scoring.${field}:max:${to}`]),
];

const DEFINITIONS = {
  currentNetCents: 'scoring.current_value',
  expectedNetCents: 'scoring.expected_net',
  expectedOrders: 'scoring.expected_orders',
  alive: 'scoring.prob_alive',
  deciles: 'scoring.value_decile',
  concentration: 'scoring.concentration',
  potential: 'scoring.potential',
  margin: 'scoring.margin',
  backTest: 'scoring.forecast_bias',
};
