/** Reasons of a risk as sentences with the customer's own figures in them. */
import { NO_USE, USE_DAYS, USE_RECENT_DAYS, type Use } from './beside.ts';
import type { RiskReason } from './churn-contract.ts';
import type { WeighedReason } from './risk.ts';
import type { RiskReasonCode } from './risk-words.ts';
import type { Sentence, Sight } from './warning-rules.ts';

export type Figures = { sight: Sight; silenceDays: number };

const whole = (value: number): string => String(Math.round(value));
const yuan = (cents: number): string => (cents / 100).toLocaleString('en-US', { maximumFractionDigits: 0 });
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `raises`: the reason speaks for leaving, not for staying. */
const SENTENCES: Readonly<Record<RiskReasonCode, (figures: Figures & { raises: boolean }) => Sentence>> = {
  silence: ({ sight, silenceDays }) =>
    sight.ownGapDays === null
      ? { zh: `上次购买 ${silenceDays} 天前`, en: `Last purchase ${plural(silenceDays, 'day')} ago` }
      : {
          zh: `上次购买 ${silenceDays} 天前，通常每 ${whole(sight.ownGapDays)} 天一次`,
          en: `Last purchase ${plural(silenceDays, 'day')} ago, usually every ${whole(sight.ownGapDays)} days`,
        },
  few_purchases: ({ sight, silenceDays }) => {
    const { tenure, purchaseDays, secondPurchaseDays: usual } = sight;
    if (purchaseDays > 1)
      return {
        zh: `往来 ${whole(tenure)} 天，只在 ${purchaseDays} 天买过`,
        en: `Bought on ${purchaseDays} days in ${whole(tenure)}`,
      };
    return usual === null
      ? { zh: `首购后 ${silenceDays} 天仍未复购`, en: `No second purchase ${silenceDays} days after the first` }
      : {
          zh: `首购后 ${silenceDays} 天仍未复购，八成复购发生在 ${usual} 天内`,
          en: `No second purchase ${silenceDays} days after the first; eight in ten who return do so within ${usual}`,
        };
  },
  frequency: ({ raises, sight: { recentOrders, earlierOrders } }) =>
    // Few against everybody, though no fewer than before.
    raises && earlierOrders <= recentOrders
      ? recentOrders === 0
        ? { zh: '近一年没有订单', en: 'No order within a year' }
        : { zh: `近半年只有 ${recentOrders} 单`, en: `Only ${plural(recentOrders, 'order')} in the last half year` }
      : {
          zh: `近半年 ${recentOrders} 单，前半年 ${earlierOrders} 单`,
          en: `${plural(recentOrders, 'order')} in the last half year, ${earlierOrders} in the one before`,
        },
  spend: ({ raises, sight: { recentNetCents, earlierNetCents } }) =>
    raises && earlierNetCents <= recentNetCents
      ? {
          zh: `近半年净消费只有 ${yuan(recentNetCents)}`,
          en: `Net spending only ${yuan(recentNetCents)} in the last half year`,
        }
      : {
          zh: `近半年净消费 ${yuan(recentNetCents)}，前半年 ${yuan(earlierNetCents)}`,
          en: `Net spending ${yuan(recentNetCents)} in the last half year, ${yuan(earlierNetCents)} in the one before`,
        },
  returns: ({ sight: { recentReturns, recentReturnedCents, recentGrossCents } }) => ({
    zh: `近半年退货 ${recentReturns} 次，占销售额 ${shareOf(recentReturnedCents, recentGrossCents)}%`,
    en: `${plural(recentReturns, 'return')} in the last half year, ${shareOf(recentReturnedCents, recentGrossCents)}% of what was bought`,
  }),
  logins: ({ sight: { loginSilence } }) => ({
    zh: `上次登录 ${loginSilence ?? '–'} 天前`,
    en: `Last login ${loginSilence === null ? '–' : plural(loginSilence, 'day')} ago`,
  }),
  use: ({ sight: { use } }) => useSentence(use ?? NO_USE),
  complaints: ({ sight: { complaintAges } }) =>
    complaintAges.length === 0
      ? { zh: '近一年没有投诉', en: 'No complaint within a year' }
      : {
          zh: `近一年投诉 ${complaintAges.length} 次，最近一次在 ${Math.min(...complaintAges)} 天前`,
          en: `${plural(complaintAges.length, 'complaint')} within a year, the last ${plural(Math.min(...complaintAges), 'day')} ago`,
        },
  plan: ({ sight }) => planSentence(sight),
};

const useSentence = ({ recentDays, earlierDays }: Use): Sentence =>
  recentDays + earlierDays === 0
    ? { zh: `近 ${USE_DAYS} 天没有使用`, en: `Not used within ${USE_DAYS} days` }
    : {
        zh: `近 ${USE_RECENT_DAYS} 天有 ${recentDays} 天使用，此前 ${USE_DAYS - USE_RECENT_DAYS} 天有 ${earlierDays} 天`,
        en: `Used on ${plural(recentDays, 'day')} of the last ${USE_RECENT_DAYS}, on ${earlierDays} of the ${USE_DAYS - USE_RECENT_DAYS} before`,
      };

function planSentence({ planLeft, renewals }: Sight): Sentence {
  const behind = { zh: `已续期 ${renewals} 次`, en: `renewed ${plural(renewals, 'time')}` };
  if (planLeft === null) return { zh: '没有套餐', en: 'No plan' };
  return planLeft >= 0
    ? { zh: `套餐还有 ${planLeft} 天到期，${behind.zh}`, en: `Plan ends in ${plural(planLeft, 'day')}, ${behind.en}` }
    : {
        zh: `套餐已到期 ${-planLeft} 天未续，此前${behind.zh}`,
        en: `Plan ended ${plural(-planLeft, 'day')} ago and is not renewed, ${behind.en} before`,
      };
}

const shareOf = (part: number, of: number): number => (of > 0 ? Math.round((100 * part) / of) : 0);

/** `modelled`: odds factors are shown only where a trained line gave them. */
export function reasonSentence(
  { code, logOdds, fired }: WeighedReason,
  figures: Figures,
  modelled: boolean,
): RiskReason {
  return {
    code,
    ...SENTENCES[code]({ ...figures, raises: fired !== null || logOdds > 0 }),
    // A rule may speak where the model, which weighs everything together, sees no risk.
    oddsFactor: modelled && (fired === null || logOdds > 0) ? Math.round(Math.exp(logOdds) * 100) / 100 : null,
    rule: fired?.rule.code ?? null,
  };
}
