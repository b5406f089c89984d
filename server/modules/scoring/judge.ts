/**
 * The one function that judges a customer: from features, thresholds and rules to scores, classes and stage. The sweep
 * over everybody and the refresh of a single customer both call it, so they cannot disagree.
 */
import { stageOf, type LifecyclePreset, type StageCause } from '#analytics/lifecycle.ts';
import { scoreRfm, type RfmThresholds } from '#analytics/rfm.ts';
import { eightClassOf, nameOf, type EightClassMeans, type EightClassTable } from '#analytics/rfm-segments.ts';
import { usualGapDays, type UsualGap } from '#analytics/usual-gap.ts';
import { tierFeatures, type TierTable } from '#analytics/value-tiers.ts';
import type { MonetaryBasis } from './contract.ts';
import type { Features } from './features.ts';
import { lookAhead, type Outlook, type OutlookRules } from './outlook.ts';

export type { Features } from './features.ts';

/** What was fitted on everybody. */
export type RfmParams = { monetary: MonetaryBasis; thresholds: RfmThresholds; means: EightClassMeans };

export type Rulebook = {
  today: number;
  /** Null before anybody bought: nobody has scores. */
  rfm: RfmParams | null;
  usualGap: UsualGap | null;
  segments: Readonly<Record<string, string>>;
  class8: EightClassTable<string>;
  class4: TierTable;
  lifecycle: LifecyclePreset;
  /** Null before anything was fitted, and where only classes and stages are asked for. */
  outlook: OutlookRules | null;
};

export type Judgement = {
  r: number | null;
  f: number | null;
  m: number | null;
  segment: string | null;
  class8: string | null;
  class4: string | null;
  stage: string;
  cause: StageCause;
  /** To the hundredth, as it is kept. */
  ownGapDays: number | null;
  outlook: Outlook | null;
};

/** Where the customer was: stages and bands of risk are held by a margin once entered. */
export type Previous = { stage: string | null; band: string | null };

/** Pure. */
export function judge(rules: Rulebook, one: Features, previous: Previous): Judgement {
  const silence = one.lastDay === null ? null : Math.max(0, rules.today - one.lastDay);
  const ownGapDays = gapOf(rules.usualGap, one);
  const { stage, cause } = stageOf(
    rules.lifecycle,
    {
      orders: one.orders,
      daysSinceFirst: one.firstDay === null ? null : Math.max(0, rules.today - one.firstDay),
      daysSinceLast: silence,
      ownGapDays,
    },
    previous.stage,
  );
  const outlook = rules.outlook && lookAhead(rules.outlook, rules.today, one, ownGapDays, previous.band);
  if (!rules.rfm || silence === null || one.orders === 0) {
    return { r: null, f: null, m: null, segment: null, class8: null, class4: null, stage, cause, ownGapDays, outlook };
  }
  const raw = {
    recencyDays: silence,
    orders: one.orders,
    monetaryCents: monetaryOf(rules.rfm.monetary, one),
    tieKey: one.tieKey,
  };
  const scores = scoreRfm(rules.rfm.thresholds, raw);
  const { means } = rules.rfm;
  const held = means.basis === 'score' ? scores : { r: raw.recencyDays, f: raw.orders, m: raw.monetaryCents };
  return {
    ...scores,
    segment: rules.segments[`${scores.r}${scores.f}`] ?? null,
    class8: eightClassOf(means, held, rules.class8),
    class4: nameOf(rules.class4, tierFeatures(scores, silence)),
    stage,
    cause,
    ownGapDays,
    outlook,
  };
}

export const monetaryOf = (basis: MonetaryBasis, one: { grossCents: number; netCents: number }): number =>
  basis === 'gross' ? one.grossCents : one.netCents;

export const gapsOf = (one: { purchaseDays: number }): number => Math.max(0, one.purchaseDays - 1);

function gapOf(usualGap: UsualGap | null, one: Features): number | null {
  if (!usualGap || one.firstDay === null || one.lastDay === null) return null;
  return Math.round(usualGapDays(usualGap, gapsOf(one), one.lastDay - one.firstDay) * 100) / 100;
}

/**
 * Codes of whole numbers are told apart by their size, others as text: `9` comes before `10`. Only the rank method asks.
 */
export const tieKeyOf = (code: string): string => (/^\d{1,20}$/.test(code) ? code.padStart(20, '0') : code);
