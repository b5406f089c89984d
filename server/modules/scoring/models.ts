import { sql } from 'kysely';
import { fitEightClassMeans, type EightClassMeans } from '#analytics/rfm-segments.ts';
import { fitRfm, scoreRfm, type RfmCut, type RfmMeasure } from '#analytics/rfm.ts';
import { fitUsualGap, type UsualGap } from '#analytics/usual-gap.ts';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { Band, RfmModel, RfmSettings } from './contract.ts';
import type { ValueParams } from './forecasts.ts';
import { gapsOf, monetaryOf, type RfmParams } from './judge.ts';
import type { Population } from './population.ts';
import type { ChurnParams } from './risk.ts';

type Stored<Params> = {
  version: number;
  params: Params;
  customers: number;
  newcomers: number;
  asOf: Date;
  fittedAt: Date;
};
export type Models = {
  rfm: Stored<RfmParams> | null;
  rhythm: Stored<UsualGap | null> | null;
  value: Stored<ValueParams> | null;
  churn: Stored<ChurnParams> | null;
};

/** How far the population's rhythm must move before everybody's usual gap is reckoned anew. */
const RHYTHM_TOLERANCE = 0.05;
/** So many first-time buyers since the last fit, as a share of the base it was made on, ask for a new one. */
const GROWTH_TOLERANCE = 0.05;

/** The newest version of each kind: what scores are given by. */
export async function currentModels(ctx: Ctx): Promise<Models> {
  const rows = await ctx.db
    .selectFrom('scoring.models')
    .select(['kind', 'version', 'params', 'customers', 'newcomers', 'as_of', 'fitted_at'])
    .distinctOn('kind')
    .orderBy('kind')
    .orderBy('version', 'desc')
    .execute();
  const find = <Params>(kind: string): Stored<Params> | null => {
    const row = rows.find((candidate) => candidate.kind === kind);
    if (!row) return null;
    const { version, customers, newcomers } = row;
    return { version, customers, newcomers, params: row.params as Params, asOf: row.as_of, fittedAt: row.fitted_at };
  };
  return {
    rfm: find<RfmParams>('rfm'),
    rhythm: find<UsualGap | null>('rhythm'),
    value: find<ValueParams>('value'),
    churn: find<ChurnParams>('churn'),
  };
}

/**
 * Fits thresholds, means and rhythm on everybody and keeps what moved as a new version. The rhythm is kept while it
 * moved by less than a twentieth: else every night would rewrite everybody's usual gap for nothing.
 */
export async function fitModels(
  ctx: Ctx,
  settings: RfmSettings,
  population: Population,
  today: number,
): Promise<Models> {
  const current = await currentModels(ctx);
  const columns = columnsOf(population, settings, today);
  const buyers = columns.recencyDays.length;
  if (buyers > 0) {
    const params = fitRfmParams(settings, columns);
    if (!(await countAnew(ctx, current.rfm?.version ?? 0, params, buyers))) await saveModel(ctx, 'rfm', params, buyers);
  }
  const rhythm = fitUsualGap(columns.gaps, columns.spanDays);
  if (!current.rhythm || hasMoved(current.rhythm.params, rhythm)) await saveModel(ctx, 'rhythm', rhythm, buyers);
  return currentModels(ctx);
}

/** The same fit of thresholds under other settings, kept nowhere. */
export function fitRfmModel(
  current: Models,
  population: Population,
  settings: RfmSettings,
  today: number,
): Models['rfm'] {
  const columns = columnsOf(population, settings, today);
  if (columns.recencyDays.length === 0 || !current.rfm) return null;
  return { ...current.rfm, params: fitRfmParams(settings, columns) };
}

type Columns = {
  recencyDays: Float64Array;
  orders: Float64Array;
  monetaryCents: Float64Array;
  tieKey: string[];
  gaps: Int32Array;
  spanDays: Int32Array;
};

/** Buyers only, column by column: 40 bytes a customer, and the code where ties are broken by it. */
function columnsOf(population: Population, settings: RfmSettings, today: number): Columns {
  const { size } = population;
  const columns = {
    recencyDays: new Float64Array(size),
    orders: new Float64Array(size),
    monetaryCents: new Float64Array(size),
    gaps: new Int32Array(size),
    spanDays: new Int32Array(size),
  };
  const tieKey: string[] = [];
  let n = 0;
  for (const one of population.everyFeatures()) {
    if (one.orders === 0 || one.firstDay === null || one.lastDay === null) continue;
    columns.recencyDays[n] = Math.max(0, today - one.lastDay);
    columns.orders[n] = one.orders;
    columns.monetaryCents[n] = monetaryOf(settings.monetary, one);
    columns.gaps[n] = gapsOf(one);
    columns.spanDays[n] = one.lastDay - one.firstDay;
    if (settings.method === 'rank') tieKey.push(one.tieKey);
    n++;
  }
  const { recencyDays, orders, monetaryCents, gaps, spanDays } = columns;
  return {
    recencyDays: recencyDays.subarray(0, n),
    orders: orders.subarray(0, n),
    monetaryCents: monetaryCents.subarray(0, n),
    gaps: gaps.subarray(0, n),
    spanDays: spanDays.subarray(0, n),
    tieKey,
  };
}

function fitRfmParams(settings: RfmSettings, columns: Columns): RfmParams {
  const thresholds = fitRfm(columns, settings.method, { edges: settings.edges });
  return { monetary: settings.monetary, thresholds, means: meansOf(settings, thresholds, columns) };
}

function meansOf(settings: RfmSettings, thresholds: RfmParams['thresholds'], columns: Columns): EightClassMeans {
  const { recencyDays, orders, monetaryCents, tieKey } = columns;
  // "A score of 4 or 5 is high" is being above 3.
  if (settings.class8.high === 'four') return { basis: 'score', r: 3, f: 3, m: 3 };
  if (settings.class8.high === 'mean_value')
    return fitEightClassMeans('value', { r: recencyDays, f: orders, m: monetaryCents });
  const n = recencyDays.length;
  const scores = { r: new Uint8Array(n), f: new Uint8Array(n), m: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    const one = scoreRfm(thresholds, {
      recencyDays: recencyDays[i]!,
      orders: orders[i]!,
      monetaryCents: monetaryCents[i]!,
      tieKey: tieKey[i] ?? '',
    });
    scores.r[i] = one.r;
    scores.f[i] = one.f;
    scores.m[i] = one.m;
  }
  return fitEightClassMeans('score', scores);
}

/** Under the lock. Numbered without gaps, so that a day lived again numbers its models as it did before. */
/** Keeps what was fitted as a new version; `report` is for people. */
export async function saveModel(
  ctx: Ctx,
  kind: keyof Models | 'renewal',
  params: unknown,
  customers: number,
  report: object | null = null,
): Promise<void> {
  const version = sql<number>`(select coalesce(max(version), 0) + 1 from scoring.models)`;
  const row = { version, kind, customers, as_of: ctx.now, fitted_at: ctx.now };
  await ctx.db
    .insertInto('scoring.models')
    .values({ ...row, params: JSON.stringify(params), report: report && JSON.stringify(report) })
    .execute();
}

/** The fit came out as it was: only its base is noted. Answers whether it did. */
async function countAnew(ctx: Ctx, version: number, params: RfmParams, customers: number): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('scoring.models')
    .set({ customers, newcomers: 0 })
    .where('version', '=', version)
    .where('params', '=', sql<never>`${JSON.stringify(params)}::jsonb`)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

function hasMoved(before: UsualGap | null, after: UsualGap | null): boolean {
  if (!before || !after) return before !== after;
  const moved = (a: number, b: number) => Math.abs(b - a) > RHYTHM_TOLERANCE * a;
  return moved(before.meanDays, after.meanDays) || moved(before.weight, after.weight);
}

/** Counts first-time buyers scored by thresholds that do not know them; answers whether they ask for a new fit. */
export async function countNewcomers(ctx: Ctx, version: number, newcomers: number): Promise<boolean> {
  const { customers, newcomers: total } = await ctx.db
    .updateTable('scoring.models')
    .set((eb) => ({ newcomers: eb('newcomers', '+', newcomers) }))
    .where('version', '=', version)
    .returning(['customers', 'newcomers'])
    .executeTakeFirstOrThrow();
  return total > GROWTH_TOLERANCE * customers;
}

/** The thresholds in use, said so that people can check a score by hand. */
export async function describeRfmModel(ctx: Ctx, model: Models['rfm']): Promise<RfmModel | null> {
  if (!model) return null;
  const { timeZone } = await getOrganisation(ctx);
  const { thresholds, monetary, means } = model.params;
  return {
    version: model.version,
    asOf: dayOf(model.asOf, timeZone),
    fittedAt: model.fittedAt,
    customers: model.customers,
    method: thresholds.method,
    monetary,
    bands: {
      recencyDays: bandsOf('recencyDays', thresholds.cuts.recencyDays),
      orders: bandsOf('orders', thresholds.cuts.orders),
      monetaryCents: bandsOf('monetaryCents', thresholds.cuts.monetaryCents),
    },
    means,
  };
}

export const describeModel = async (ctx: Ctx): Promise<RfmModel | null> =>
  describeRfmModel(ctx, (await currentModels(ctx)).rfm);

/** Cuts as ranges of whole values, score 5 first. A cut that stands apart by tie key leaves its value in both bands. */
export function bandsOf(measure: RfmMeasure, cuts: readonly (RfmCut | null)[]): Band[] {
  return [5, 4, 3, 2, 1].map((score) => {
    const lower = score === 1 ? undefined : cuts[score - 2];
    const upper = score === 5 ? undefined : cuts[score - 1];
    const worst = lower ? worstBeyond(measure, lower) : null;
    const best = upper ? bestWithin(measure, upper) : null;
    const [min, max] = measure === 'recencyDays' ? [best, worst] : [worst, best];
    return {
      score,
      min,
      max,
      tied: [lower, upper].some((cut) => cut !== undefined && cut !== null && cut.tieKey !== null),
      empty: upper === null || (min !== null && max !== null && min > max),
    };
  });
}

/** The worst whole value that still lies beyond the cut, towards better. */
function worstBeyond(measure: RfmMeasure, { value, side, tieKey }: RfmCut): number {
  if (tieKey !== null) return value;
  if (measure === 'recencyDays') return side === 'better' ? Math.floor(value) : Math.ceil(value) - 1;
  return side === 'better' ? Math.ceil(value) : Math.floor(value) + 1;
}

/** The best whole value that does not lie beyond the cut. */
function bestWithin(measure: RfmMeasure, cut: RfmCut): number {
  if (cut.tieKey !== null) return cut.value;
  return worstBeyond(measure, cut) + (measure === 'recencyDays' ? 1 : -1);
}
