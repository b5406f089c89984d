import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import { refusesProfiling } from '#modules/privacy/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { usualGapDays } from '#analytics/usual-gap.ts';
import { topReasons } from './at-risk.ts';
import type { getOutlook as getOutlookEndpoint } from './churn-contract.ts';
import type { Features } from './features.ts';
import { moneyOf } from './forecasts.ts';
import { HEALTH_PARTS, healthBandOf, healthParts, sharesOf } from './health.ts';
import { featuresAsOf, loadHistories } from './histories.ts';
import { gapsOf, judge } from './judge.ts';
import { marginOfCustomer } from './margin.ts';
import { currentModels, type Models } from './models.ts';
import type { Outlook, OutlookRules } from './outlook.ts';
import { outlookRules } from './outlook-models.ts';
import { loadBeside } from './plans.ts';
import { findSubjects } from './population.ts';
import { reasonSentence } from './risk-sentences.ts';
import { isModelled, loweringFirst, riskOf, sightOf } from './risk.ts';
import { HEALTH_BANDS, RISK_BANDS } from './risk-words.ts';
import { rulebookOf, scoringSettings } from './rules.ts';
import { judgedMoment } from './runs.ts';

type Answer = AnswerOf<typeof getOutlookEndpoint>;

const TREND_DAYS = 30;
/** Less than this is noise of one order. */
const TREND_POINTS = 5;

/** What the models say of one customer today, by the very function that judges everybody, with the reasons. */
export async function getOutlook(ctx: Ctx, customerId: number): Promise<Answer> {
  await requireCustomer(ctx, customerId);
  const now = await judgedMoment(ctx);
  return inTransaction({ ...ctx, now }, (inner) => lookAt(inner, customerId));
}

async function lookAt(ctx: Ctx, customerId: number): Promise<Answer> {
  const { timeZone, currency } = await getOrganisation(ctx);
  const asOf = dayOf(ctx.now, timeZone);
  const today = dayNumber(asOf);
  const empty = { asOf, currency, value: null, risk: null, health: null, definitions: DEFINITIONS };
  const models = await currentModels(ctx);
  const settings = await scoringSettings(ctx);
  const [subject] = await findSubjects(ctx, [customerId]);
  const rules = subject && outlookRules(models, settings, today, [subject.features]);
  if (!rules || !models.value || (await refusesProfiling(ctx, customerId))) return empty;
  const { features, held } = subject;
  const judgement = judge(rulebookOf(today, settings, models, rules), features, held);
  if (!judgement.outlook) return empty;
  const { outlook, ownGapDays } = judgement;
  return {
    ...empty,
    value: await valueOf(ctx, models.value, rules, features, outlook, ownGapDays, today),
    risk: await riskAnswer(ctx, models, rules, features, outlook, ownGapDays, today),
    health: healthAnswer(rules, features, outlook, ownGapDays, today),
  };
}

async function valueOf(
  ctx: Ctx,
  model: NonNullable<Models['value']>,
  rules: OutlookRules,
  one: Features,
  outlook: Outlook,
  ownGapDays: number | null,
  today: number,
): Promise<Answer['value']> {
  const forecast = rules.forecasts.find(one, today);
  if (!forecast) return null;
  const { timeZone } = await getOrganisation(ctx);
  const money = moneyOf(rules.value, one, forecast);
  const marginRate = await marginOfCustomer(ctx, one.customerId);
  const expectedOrders = outlook.expectedOrders;
  return {
    model: model.params.purchase.model,
    modelVersion: model.version,
    modelAsOf: dayOf(model.asOf, timeZone),
    probAlive: outlook.probAlive,
    expectedOrders,
    ordersLow: forecast.ordersLow,
    ordersHigh: forecast.ordersHigh,
    expectedNetCents: outlook.expectedNetCents,
    lowCents: outlook.lowCents,
    highCents: outlook.highCents,
    currentNetCents: outlook.currentNetCents,
    expectedAmountCents: Math.round(money.amountCents),
    decile: outlook.decile,
    nextPurchaseAround: nextAround(one, ownGapDays, today),
    marginRate,
    expectedMarginCents: marginRate === null ? null : Math.round(marginRate * outlook.expectedNetCents),
    sentence: {
      zh: `未来 12 个月预计购买 ${expectedOrders} 次，90% 的可能在 ${forecast.ordersLow}–${forecast.ordersHigh} 次之间`,
      en: `${expectedOrders} purchases expected in the next 12 months, 90% likely between ${forecast.ordersLow} and ${forecast.ordersHigh}`,
    },
  };
}

/** One usual gap after the last purchase; not said when that day has passed. */
function nextAround(one: Features, ownGapDays: number | null, today: number): string | null {
  if (one.lastDay === null || ownGapDays === null || one.purchaseDays < 2) return null;
  const day = one.lastDay + Math.round(ownGapDays);
  return day >= today ? dayFromNumber(day) : null;
}

async function riskAnswer(
  ctx: Ctx,
  models: Models,
  rules: OutlookRules,
  one: Features,
  outlook: Outlook,
  ownGapDays: number | null,
  today: number,
): Promise<Answer['risk']> {
  if (!models.churn || one.lastDay === null) return null;
  const silenceDays = Math.max(0, today - one.lastDay);
  const sight = sightOf(one, silenceDays, ownGapDays, rules.churn.params.secondPurchaseDays);
  const figures = { sight, silenceDays };
  const modelled = isModelled(rules.churn.params, sight);
  const before = await pointsBefore(ctx, models, rules, one.customerId, today);
  const { rows } = await sql<{ risk_since: Date | null; risk_band: string | null }>`
    select risk_since, risk_band from scoring.scores where customer_id = ${one.customerId}`.execute(ctx.db);
  const since = rows[0]?.risk_band === outlook.band ? (rows[0].risk_since ?? ctx.now) : ctx.now;
  return {
    points: outlook.risk,
    band: RISK_BANDS.find(({ code }) => code === outlook.band)!,
    since,
    method: rules.churn.params.method,
    modelVersion: modelled ? models.churn.version : null,
    before,
    trend: before === null ? null : trendOf(outlook.risk - before),
    reasons: topReasons(rules.churn, sight, silenceDays),
    lowering: loweringFirst(rules.churn, sight)
      .slice(0, 3)
      .map((reason) => reasonSentence(reason, figures, modelled)),
  };
}

const trendOf = (difference: number): 'rising' | 'steady' | 'falling' =>
  difference >= TREND_POINTS ? 'rising' : difference <= -TREND_POINTS ? 'falling' : 'steady';

/** The points as they would have been a month ago, by today's model, from what was known then. */
async function pointsBefore(
  ctx: Ctx,
  models: Models,
  rules: OutlookRules,
  customerId: number,
  today: number,
): Promise<number | null> {
  const [history] = await loadHistories(ctx, [customerId]);
  if (!history) return null;
  const then = today - TREND_DAYS;
  const beside = (await loadBeside(ctx, [customerId], then)).get(customerId);
  const one = { ...featuresAsOf(history, then, then), ...beside };
  if (one.lastDay === null || one.firstDay === null) return null;
  const rhythm = models.rhythm?.params ?? null;
  const gap = rhythm && usualGapDays(rhythm, gapsOf(one), one.lastDay - one.firstDay);
  const silence = then - one.lastDay;
  const sight = sightOf(one, silence, gap, rules.churn.params.secondPurchaseDays);
  return riskOf(rules.churn, sight, silence, null).points;
}

function healthAnswer(
  rules: OutlookRules,
  one: Features,
  outlook: Outlook,
  ownGapDays: number | null,
  today: number,
): Answer['health'] {
  const sight = sightOf(one, Math.max(0, today - (one.lastDay ?? today)), ownGapDays, null);
  const points = healthParts(one, sight.silence, ownGapDays);
  const shares = sharesOf(rules.health.weights);
  const band = healthBandOf(rules.health.bands, outlook.health);
  return {
    points: outlook.health,
    band: HEALTH_BANDS.find(({ code }) => code === band)!,
    parts: HEALTH_PARTS.map(({ code, zh, en }) => ({
      code,
      zh,
      en,
      points: Math.round(points[code]),
      weight: shares[code],
    })),
  };
}

const DEFINITIONS = {
  expectedOrders: 'scoring.expected_orders',
  expectedNetCents: 'scoring.expected_net',
  probAlive: 'scoring.prob_alive',
  currentNetCents: 'scoring.current_value',
  decile: 'scoring.value_decile',
  marginRate: 'scoring.margin',
  risk: 'scoring.risk',
  health: 'scoring.health',
};
