/** What the settings of churn may be chosen from, and what is missing for the rest. */
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { DEFAULT_CHURN, getChurnSettings } from './churn-settings.ts';
import type { getChurnSettings as getChurnSettingsEndpoint } from './churn-settings-contract.ts';
import { knownData, type KnownData } from './known-data.ts';
import { todayOf } from './today.ts';
import { WARNING_RULES, type RuleCode } from './warning-rules.ts';

type Answer = AnswerOf<typeof getChurnSettingsEndpoint>;
type Missing = Answer['bases'][number]['missing'];

export async function describeChurnSettings(ctx: Ctx): Promise<Answer> {
  const settings = await getChurnSettings(ctx);
  const known = await knownData(ctx, await todayOf(ctx), settings.definition.graceDays);
  return {
    settings,
    defaults: DEFAULT_CHURN,
    bases: [
      { basis: 'days', missing: null },
      { basis: 'rhythm', missing: null },
      { basis: 'contract', missing: known.plans > 0 ? null : NO_PLANS },
    ],
    rules: WARNING_RULES.map(({ code, zh, en, arguments: list }) => ({
      code,
      zh,
      en,
      arguments: list.map((one) => ({ ...one })),
      missing: missingFor(code, known),
    })),
  };
}

const NO_PLANS = {
  zh: '还没有客户记有“套餐到期”日期：在客户页添加，或通过接口写入',
  en: 'No customer has a date “plan ends” yet: add them on the customers’ pages or by the API',
};
const NO_LOGINS = {
  zh: '还没有登录记录：通过接口或网站脚本接入',
  en: 'No logins yet: send them by the API or the script',
};
const NO_COMPLAINTS = {
  zh: '还没有投诉记录：在客户页登记，或通过接口写入',
  en: 'No complaints yet: write them down on the customers’ pages or by the API',
};

function missingFor(code: RuleCode, { plans, logins, complaints }: KnownData): Missing {
  if (code === 'complaints' && !complaints) return NO_COMPLAINTS;
  if (code === 'plan_ending_unused' && plans === 0) return NO_PLANS;
  if ((code === 'plan_ending_unused' || code === 'not_logging_in') && !logins) return NO_LOGINS;
  return null;
}
