import type { HealthSettings } from './churn-contract.ts';
import type { Features } from './features.ts';
import type { HealthBand } from './risk-words.ts';
import { RECENT_DAYS } from './windows.ts';

export const HEALTH_PARTS = [
  {
    code: 'rhythm',
    zh: '按时复购',
    en: 'In rhythm',
    explanation: {
      zh: '距上次购买未超过通常间隔为 100 分，超过后按倍数反比下降：2 倍 50 分，4 倍 25 分。',
      en: '100 while the silence is within the usual gap, then falling in proportion: 50 at twice the gap, 25 at four times.',
    },
  },
  {
    code: 'trend',
    zh: '消费趋势',
    en: 'Spending trend',
    explanation: {
      zh: '近半年净消费不低于前半年为 100 分，否则按占比；往来不足半年的只看是否有消费。',
      en: '100 when net spending of the last half year is not below that of the one before, else their ratio; newer customers have nothing to fall from.',
    },
  },
  {
    code: 'repeat',
    zh: '复购',
    en: 'Coming back',
    explanation: {
      zh: '1−1/购买天数：只买过一次 0 分，两次 50 分，五次 80 分。',
      en: '1 − 1/purchase days: one purchase 0, two 50, five 80.',
    },
  },
  {
    code: 'returns',
    zh: '少退货',
    en: 'Keeping what was bought',
    explanation: {
      zh: '近半年未退货为 100 分，按退货金额占销售额的比例扣减。',
      en: '100 without returns in the last half year, less the share of what was bought that came back.',
    },
  },
] as const;

export type HealthPart = (typeof HEALTH_PARTS)[number]['code'];

/** Parts of the index, each from 0 to 100. Pure; silence is the settled one. */
export function healthParts(one: Features, silence: number, ownGapDays: number | null): Record<HealthPart, number> {
  const { recentNetCents: recent, earlierNetCents: earlier } = one;
  const tenure = one.firstDay === null || one.lastDay === null ? 0 : one.lastDay - one.firstDay + silence;
  const fallen = tenure < RECENT_DAYS || earlier <= 0 ? Number(recent > 0) : recent / earlier;
  const returned = one.recentGrossCents > 0 ? one.recentReturnedCents / one.recentGrossCents : 0;
  return {
    rhythm: share(silence <= 0 ? 1 : Math.max(1, ownGapDays ?? silence) / silence),
    trend: share(fallen),
    repeat: share(1 - 1 / Math.max(1, one.purchaseDays)),
    returns: share(1 - returned),
  };
}

const share = (value: number): number => 100 * Math.min(1, Math.max(0, value));

/** The weighted mean of the parts, a whole number from 0 to 100. */
export function healthOf(weights: HealthSettings['weights'], parts: Record<HealthPart, number>): number {
  const shares = sharesOf(weights);
  return Math.round(HEALTH_PARTS.reduce((sum, { code }) => sum + shares[code] * parts[code], 0));
}

/** Weights shared out to 1; all 0 counts every part alike. */
export function sharesOf(weights: HealthSettings['weights']): Record<HealthPart, number> {
  const total = weights.rhythm + weights.trend + weights.repeat + weights.returns;
  const shareOf = (weight: number) => (total > 0 ? weight / total : 1 / HEALTH_PARTS.length);
  return {
    rhythm: shareOf(weights.rhythm),
    trend: shareOf(weights.trend),
    repeat: shareOf(weights.repeat),
    returns: shareOf(weights.returns),
  };
}

export const healthBandOf = ({ good, fair }: HealthSettings['bands'], points: number): HealthBand =>
  points >= good ? 'good' : points >= fair ? 'fair' : 'poor';
