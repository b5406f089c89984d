/** The part of the churn page that speaks of contracts: how right it was, renewals so far, and what is still to come. */
import { sql } from 'kysely';
import { wilsonInterval } from '#analytics/proportion.ts';
import { chanceToLapse, discountedRenewals, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { getChurn as getChurnEndpoint } from './churn-contract.ts';
import { DISCOUNT_A_YEAR, type RenewalModel, type TermFigures } from './fit-renewals.ts';
import { countEnds } from './known-data.ts';
import type { LapseReport } from './lapse-fit.ts';
import { reportOf, renewalModelOf } from './reports.ts';
import type { ChurnDefinition } from './risk.ts';
import { termsSql } from './terms.ts';
import { todayOf } from './today.ts';

type Answer = AnswerOf<typeof getChurnEndpoint>;
type Part = Pick<Answer, 'contract' | 'renewals'>;

export async function contractPart(ctx: Ctx, definition: ChurnDefinition): Promise<Part> {
  const model = definition.basis === 'contract' ? await renewalModelOf(ctx) : null;
  if (!model) return { contract: null, renewals: null };
  const { timeZone } = await getOrganisation(ctx);
  const kept = await reportOf(ctx, 'renewal');
  const { groups = [], trained = false, ...backTest } = kept?.report ?? {};
  return {
    contract: {
      method: model.method,
      because: becauseOf(model, kept?.report ?? null),
      backTest: kept && { version: kept.version, asOf: dayOf(kept.asOf, timeZone), ...(backTest as LapseReport) },
      trained,
      groups,
    },
    renewals: model.renewal && (await renewalsOf(ctx, definition, model.renewal, model.terms)),
  };
}

const three = (value: number): string => value.toFixed(3).replace(/^(-?)0/, '$1');

function becauseOf({ method }: RenewalModel, report: LapseReport | null): Answer['because'] {
  if (method === 'formula')
    return {
      zh: '到期的套餐还太少（至少 30 期，其中续与未续各 5 期），有套餐的客户暂按其他客户的方法判断。',
      en: 'Too few terms have ended (30 at least, 5 of them renewed and 5 not): customers with a plan are judged like others.',
    };
  if (!report)
    return {
      zh: '到期记录还不够回测，有套餐的客户按此前续期次数给出风险。',
      en: 'Too little past for a back-test: the risk of customers with a plan follows the renewals behind them.',
    };
  const { model, yardstick, difference, months, trained } = report;
  if (!trained)
    return {
      zh: `到期的套餐还太少，训练不出看使用与下单的续期模型，有套餐的客户按此前续期次数给出风险（过去 ${months.length} 个月末的回测，AUC ${three(yardstick.auc)}）。`,
      en: `Too few terms have ended to train a model of use and orders: the risk of customers with a plan follows the renewals behind them (back-tested on ${months.length} past month ends, AUC ${three(yardstick.auc)}).`,
    };
  const range = `${three(difference.low)} – ${three(difference.high)}`;
  if (method === 'model')
    return {
      zh: `有套餐的客户：在过去 ${months.length} 个月末的回测中，看使用、投诉、下单与续期次数的续期模型（AUC ${three(model.auc)}）优于只看续期次数（${three(yardstick.auc)}），差 ${range}，故采用模型。`,
      en: `Customers with a plan: back-tested on ${months.length} past month ends, a model of use, complaints, orders and renewals (AUC ${three(model.auc)}) ranks better than renewals behind alone (${three(yardstick.auc)}), by ${range}; the model is used.`,
    };
  return {
    zh: `有套餐的客户：在过去 ${months.length} 个月末的回测中，续期模型（AUC ${three(model.auc)}）没有胜过只看续期次数（${three(yardstick.auc)}），差 ${range}，故只按续期次数给出风险。`,
    en: `Customers with a plan: back-tested on ${months.length} past month ends, the model of renewals (AUC ${three(model.auc)}) did not beat renewals behind alone (${three(yardstick.auc)}), difference ${range}; renewals behind are used.`,
  };
}

/** What the model says beside what happened, by renewals behind, and what is to be expected of the terms that run. */
async function renewalsOf(
  ctx: Ctx,
  { graceDays }: ChurnDefinition,
  params: RenewalParams,
  terms: TermFigures | null,
): Promise<NonNullable<Part['renewals']>> {
  const today = await todayOf(ctx);
  const { renewed, lost } = await countEnds(ctx, today, graceDays);
  const running = await countRunning(ctx, today, graceDays);
  const discount = (1 + DISCOUNT_A_YEAR) ** ((terms?.termDays ?? 365) / 365) - 1;
  const groups = Array.from({ length: Math.max(renewed.length, ...[...running.keys()].map((k) => k + 1)) }, (_, k) => {
    const [stayed, left] = [renewed[k] ?? 0, lost[k] ?? 0];
    const [low, high] = wilsonInterval(stayed, Math.max(1, stayed + left));
    return {
      renewals: k,
      ended: stayed + left,
      renewed: stayed,
      rate: stayed + left > 0 ? stayed / (stayed + left) : null,
      low,
      high,
      predicted: 1 - chanceToLapse(params, k),
      running: running.get(k) ?? 0,
      further: discountedRenewals(params, k, discount),
    };
  }).filter((group) => group.ended + group.running > 0);
  const expected = groups.reduce((sum, group) => sum + group.running * group.further, 0);
  return {
    ...params,
    groups,
    worth: terms && {
      ...terms,
      running: groups.reduce((sum, group) => sum + group.running, 0),
      expectedRenewals: expected,
      discountRate: DISCOUNT_A_YEAR,
      expectedNetCents: Math.round(expected * terms.termNetCents),
    },
  };
}

/** Customers whose last term known has not ended, by renewals behind it. */
async function countRunning(ctx: Ctx, today: number, graceDays: number): Promise<Map<number, number>> {
  const day = dayFromNumber(today);
  const { rows } = await sql<{ renewals: number; running: number }>`
    select renewals, count(*)::int as running from (
      select distinct on (customer_id) ends_on, renewals from ${await termsSql(ctx, graceDays)} as terms
      where known_on <= ${day}::date order by customer_id, ends_on desc
    ) as last where ends_on >= ${day}::date group by renewals`.execute(ctx.db);
  return new Map(rows.map((row) => [row.renewals, row.running]));
}
