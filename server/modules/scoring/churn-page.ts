import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { total, withRates } from './churn-back-test.ts';
import type { getChurn as getChurnEndpoint, getHealth as getHealthEndpoint } from './churn-contract.ts';
import type { ChurnReport } from './churn-fit.ts';
import { DEFAULT_CHURN, DEFAULT_HEALTH, getChurnSettings, getHealthSettings } from './churn-settings.ts';
import { HEALTH_PARTS } from './health.ts';
import { contractPart } from './contract-page.ts';
import { currentModels } from './models.ts';
import { leadDaysOf, listPublished } from './published.ts';
import { reportOf } from './reports.ts';
import type { ChurnDefinition, ChurnParams, RiskMethod } from './risk.ts';
import { RISK_BANDS, RISK_REASONS } from './risk-words.ts';
import { judgedMoment } from './runs.ts';
import { between } from './value-page.ts';

type Answer = AnswerOf<typeof getChurnEndpoint>;

/** Two groupings of the scores, what was stored at training, and the moves between bands of the months asked for. */
export async function getChurn(ctx: Ctx, months: number): Promise<Answer> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const models = await currentModels(ctx);
  const params = models.churn?.params ?? null;
  const { definition } = params ? withLater(params) : await getChurnSettings(ctx);
  const method = params?.method ?? 'formula';
  const kept = await reportOf(ctx, 'churn');
  const asOf = await judgedMoment(ctx);
  return {
    asOf,
    currency,
    definition,
    sentence: definitionSentence(definition),
    method,
    because: becauseOf(method, kept?.report ?? null),
    bands: await bandsOf(ctx),
    reasons: await reasonsOf(ctx),
    backTest: kept && { version: kept.version, asOf: dayOf(kept.asOf, timeZone), ...kept.report },
    ...(await contractPart({ ...ctx, now: asOf }, definition)),
    published: await publishedOf({ ...ctx, now: asOf }, months),
    definitions: DEFINITIONS,
  };
}

export function definitionSentence({
  basis,
  days,
  ratio,
  minimumDays,
  maximumDays,
  graceDays,
}: ChurnDefinition): Answer['sentence'] {
  if (basis === 'contract')
    return {
      zh: `套餐到期后 ${graceDays} 天内没有续期（没有更晚的到期日，也没有新订单）即为流失；没有套餐的客户连续 ${days} 天没有购买即为流失`,
      en: `Gone: the plan ended and was not renewed, by a later end or an order, within ${graceDays} days; without a plan, no purchase for ${days} days`,
    };
  if (basis === 'days') return { zh: `连续 ${days} 天没有购买即为流失`, en: `Gone: no purchase for ${days} days` };
  return {
    zh: `未购买天数达到自己通常间隔的 ${ratio} 倍（至少 ${minimumDays} 天，最多 ${maximumDays} 天）即为流失`,
    en: `Gone: silent for ${ratio} of the customer's own usual gaps, ${minimumDays} days at least and ${maximumDays} at most`,
  };
}

const withLater = ({ definition }: ChurnParams) => ({ definition: { ...DEFAULT_CHURN.definition, ...definition } });

const three = (value: number): string => value.toFixed(3).replace(/^0/, '');

function becauseOf(method: RiskMethod, report: ChurnReport | null): Answer['because'] {
  if (method !== 'formula' && !report)
    return {
      zh: '历史还不够检验模型，风险按“距上次购买 ÷ 自己通常间隔”给出，并按过去的流失校准。',
      en: 'Too little past to test a model on: risk follows “days since last order ÷ own usual gap”, calibrated on those who left.',
    };
  if (!report)
    return {
      zh: '历史还不够训练，风险按“距上次购买 ÷ 自己通常间隔”的公式给出，尚未校准。',
      en: 'Too little past to learn from: risk follows the formula “days since last order ÷ own usual gap”, uncalibrated.',
    };
  const { model, yardstick, difference } = report;
  const range = `${three(difference.low)} – ${three(difference.high)}`;
  if (method === 'model')
    return {
      zh: `在过去 ${report.months.length} 个月末的回测中，模型排序（AUC ${three(model.auc)}）优于简单规则（${three(yardstick.auc)}），差 ${range}，故采用模型。`,
      en: `Back-tested on ${report.months.length} past month ends, the model ranks better (AUC ${three(model.auc)}) than the simple rule (${three(yardstick.auc)}), by ${range}; the model is used.`,
    };
  return {
    zh: `在过去 ${report.months.length} 个月末的回测中，模型（AUC ${three(model.auc)}）没有胜过简单规则“距上次购买 ÷ 自己通常间隔”（${three(yardstick.auc)}），差 ${range}，故采用简单规则。`,
    en: `Back-tested on ${report.months.length} past month ends, the model (AUC ${three(model.auc)}) did not beat the simple rule “days since last order ÷ own usual gap” (${three(yardstick.auc)}), difference ${range}; the simple rule is used.`,
  };
}

async function bandsOf(ctx: Ctx): Promise<Answer['bands']> {
  const { rows } = await sql<{ band: string; customers: number; current: number; expected: number }>`
    select risk_band as band, count(*)::int as customers, sum(current_net_cents)::bigint as current,
      sum(expected_net_cents)::bigint as expected
    from scoring.scores where risk_band is not null group by 1`.execute(ctx.db);
  return RISK_BANDS.map((named) => {
    const row = rows.find(({ band }) => band === named.code);
    return {
      ...named,
      customers: row?.customers ?? 0,
      currentNetCents: row?.current ?? 0,
      expectedNetCents: row?.expected ?? 0,
      filters: [`scoring.riskBand:is:${named.code}`],
    };
  });
}

async function reasonsOf(ctx: Ctx): Promise<Answer['reasons']> {
  const { rows } = await sql<{ reason: string; customers: number; expected: number }>`
    select risk_reason as reason, count(*)::int as customers, sum(expected_net_cents)::bigint as expected
    from scoring.scores where risk_band in ('medium', 'high') and risk_reason is not null group by 1`.execute(ctx.db);
  return RISK_REASONS.map((named) => {
    const row = rows.find(({ reason }) => reason === named.code);
    return {
      ...named,
      customers: row?.customers ?? 0,
      expectedNetCents: row?.expected ?? 0,
      filters: ['scoring.riskBand:is:medium,high', `scoring.riskReason:is:${named.code}`],
    };
  }).sort((a, b) => b.customers - a.customers);
}

async function publishedOf(ctx: Ctx, months: number): Promise<Answer['published']> {
  const rows = await listPublished(ctx, months);
  const counted = rows.map((row) => ({
    month: row.month,
    known: row.known_at !== null,
    ...withRates({
      warned: row.warned,
      warnedLeft: row.warned_left,
      notWarned: row.not_warned,
      notWarnedLeft: row.not_warned_left,
    }),
  }));
  return {
    // Blank, not zero, until the outcome is known.
    months: counted.map((row) => (row.known ? row : { ...row, warnedRate: null, notWarnedRate: null })),
    total: total(counted.filter(({ known }) => known)),
    leadDays: await leadDaysOf(ctx, months),
  };
}

type Health = AnswerOf<typeof getHealthEndpoint>;

export async function getHealth(ctx: Ctx): Promise<Health> {
  const { rows } = await sql<{ bin: number; customers: number; sum: number }>`
    select least(health / 10, 9)::int as bin, count(*)::int as customers, sum(health)::int as sum
    from scoring.scores where health is not null group by 1`.execute(ctx.db);
  const customers = rows.reduce((sum, row) => sum + row.customers, 0);
  const kept = await reportOf(ctx, 'churn');
  return {
    asOf: await judgedMoment(ctx),
    settings: await getHealthSettings(ctx),
    defaults: DEFAULT_HEALTH,
    parts: HEALTH_PARTS.map((part) => ({ ...part })),
    mean: customers > 0 ? rows.reduce((sum, row) => sum + row.sum, 0) / customers : null,
    histogram: Array.from({ length: 10 }, (_, bin) => {
      const [from, to] = [bin * 10, bin === 9 ? 100 : bin * 10 + 9];
      const count = rows.find((row) => row.bin === bin)?.customers ?? 0;
      return { from, to, customers: count, filters: between('health', from, to) };
    }),
    check: kept?.report.health ?? null,
    checkGroups: kept?.report.healthGroups ?? [],
    definitions: { health: 'scoring.health', check: 'scoring.health_check' },
  };
}

const DEFINITIONS = {
  risk: 'scoring.risk',
  renewals: 'scoring.renewal',
  contractBackTest: 'scoring.lapse_back_test',
  worth: 'scoring.renewal_worth',
  bands: 'scoring.risk_band',
  reasons: 'scoring.risk_reason',
  backTest: 'scoring.churn_back_test',
  hitRate: 'scoring.hit_rate',
  published: 'scoring.published_hit_rate',
  leadDays: 'scoring.lead_days',
  lists: 'scoring.list_lift',
  calibration: 'scoring.calibration',
};
