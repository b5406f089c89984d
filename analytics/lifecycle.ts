/**
 * # Lifecycle: which stage is a customer in, and why
 *
 * A vocabulary of stages is data: an ordered list of rules, each a conjunction of conditions on a few measures of the
 * customer. **The first rule that holds names the stage**; the last rule has no conditions, so exactly one always does.
 * The vocabularies themselves are in `lifecycle-presets.ts`.
 *
 * ## Measures
 *
 *     orders          purchases so far
 *     daysSinceFirst  whole days since the first
 *     daysSinceLast   whole days since the last: the silence
 *     silenceRatio    silence ÷ the customer's own usual gap between purchases                              (1)
 *
 * A ratio of 1 means "about due", 3 means three usual gaps have passed without a purchase. If purchases came at random
 * at the customer's own rate, the chance of a silence that long would be e⁻³ ≈ 5 %, which is why 3 is the common choice
 * for "gone" and why about one false alarm in twenty gaps is to be expected.
 *
 * ## Hysteresis
 *
 * Rates and gaps are re-estimated every night and wobble, and a customer at 2.99 one day and 3.01 the next must not
 * enter and leave "lost" daily. Each threshold has a margin: a stage is **entered** at the threshold and **held** until
 * the measure is past it by the margin, as in a Schmitt trigger (O. H. Schmitt 1938, "A thermionic trigger", J. Sci.
 * Instruments 15). In symbols, for the conditions of a rule whose stage the customer is already in,
 *
 *     measure ≥ threshold   becomes   measure ≥ threshold − margin                                          (2)
 *     measure < threshold   becomes   measure < threshold + margin
 *
 * Going from a stage and coming back to it then needs some measure to swing by a whole margin. For take the earliest
 * rule of the tour in list order: it was entered with every condition true unrelaxed, and, nothing before it having
 * matched, it was left because one condition failed relaxed.
 *
 * Assumes the caller remembers the previous stage; without it (null) the thresholds are plain. A stage set by hand is
 * the caller's affair: while it lasts, do not ask. Cost: a handful of comparisons per customer.
 */

export type LifecycleFeatures = {
  readonly orders: number;
  /** Null for a prospect. */
  readonly daysSinceFirst: number | null;
  readonly daysSinceLast: number | null;
  /** The usual gap in days, already shrunk towards the population; null when not known. */
  readonly ownGapDays: number | null;
};

export type LifecycleMeasure = 'orders' | 'daysSinceFirst' | 'daysSinceLast' | 'silenceRatio';

/** One comparison. `unknown` holds when the measure is null; the other two never do then. */
export type StageCondition =
  | {
      readonly measure: LifecycleMeasure;
      readonly is: 'at_least' | 'below';
      readonly threshold: number;
      readonly margin: number;
    }
  | { readonly measure: LifecycleMeasure; readonly is: 'unknown' };

/** `code` names the reason and has a text in both languages; several rules may lead to one stage. */
export type StageRule<Stage extends string = string> = {
  readonly code: string;
  readonly stage: Stage;
  readonly when: readonly StageCondition[];
};

export type StageLabel = { readonly zh: string; readonly en: string };

export type LifecyclePreset<Stage extends string = string> = {
  readonly code: string;
  /** In the order in which a customer usually passes through them. */
  readonly stages: readonly Stage[];
  readonly labels: Readonly<Record<Stage, StageLabel>>;
  readonly rules: readonly StageRule<Stage>[];
};

/** Why: the rule, whether only the margin still holds the customer in it, and the customer's own figures. */
export type StageCause = {
  readonly rule: string;
  readonly heldByMargin: boolean;
  readonly because: readonly (StageCondition & { readonly value: number | null })[];
  readonly figures: Record<LifecycleMeasure | 'ownGapDays', number | null>;
};

/**
 * The stage of one customer and its cause. Pure and deterministic.
 * Throws RangeError when no rule holds, which `checkPreset` rules out.
 *
 * Example: with the preset of 潜在→初次购买→重复购买→忠诚→流失 by rhythm, two orders, 95 days of silence and a usual gap of
 * 30 days have silenceRatio 3.17 and give `{ stage: 'lost', cause: { rule: 'silent_beyond_own_rhythm', … } }`.
 */
export function stageOf<Stage extends string>(
  preset: LifecyclePreset<Stage>,
  features: LifecycleFeatures,
  previousStage: string | null,
): { readonly stage: Stage; readonly cause: StageCause } {
  const figures = figuresOf(features);
  for (const rule of preset.rules) {
    const entered = rule.when.every((condition) => holds(condition, figures[condition.measure], false));
    const held = !entered && rule.stage === previousStage;
    if (entered || (held && rule.when.every((condition) => holds(condition, figures[condition.measure], true)))) {
      const because = rule.when.map((condition) => ({ ...condition, value: figures[condition.measure] }));
      return { stage: rule.stage, cause: { rule: rule.code, heldByMargin: !entered, because, figures } };
    }
  }
  throw new RangeError(`no rule of lifecycle ${preset.code} holds; end it with a rule without conditions`);
}

/**
 * What is wrong with an edited preset, as codes; empty when it is sound. A rule behind one without conditions can never
 * hold, and a stage without a rule or a label cannot be entered or shown.
 */
export function checkPreset(preset: LifecyclePreset): string[] {
  const catchAll = preset.rules.findIndex((rule) => rule.when.length === 0);
  const problems: string[] = [];
  if (catchAll === -1) problems.push('no_catch_all_rule');
  else if (catchAll < preset.rules.length - 1) problems.push('rule_after_catch_all');
  for (const stage of preset.stages) {
    if (!preset.rules.some((rule) => rule.stage === stage)) problems.push(`stage_without_rule:${stage}`);
    if (preset.labels[stage] === undefined) problems.push(`stage_without_label:${stage}`);
  }
  for (const rule of preset.rules) {
    if (!preset.stages.includes(rule.stage)) problems.push(`rule_to_unknown_stage:${rule.code}`);
    if (rule.when.some((c) => c.is !== 'unknown' && !(c.margin >= 0 && Number.isFinite(c.threshold)))) {
      problems.push(`rule_with_bad_threshold:${rule.code}`);
    }
  }
  return problems;
}

/** Equation (1); the ratio is unknown without a purchase or without a positive gap. */
function figuresOf(features: LifecycleFeatures): StageCause['figures'] {
  const { orders, daysSinceFirst, daysSinceLast, ownGapDays } = features;
  const known = daysSinceLast !== null && ownGapDays !== null && ownGapDays > 0;
  return { orders, daysSinceFirst, daysSinceLast, ownGapDays, silenceRatio: known ? daysSinceLast / ownGapDays : null };
}

/** Equation (2) when relaxed, the plain comparison otherwise. */
function holds(condition: StageCondition, value: number | null, relaxed: boolean): boolean {
  if (condition.is === 'unknown') return value === null;
  if (value === null) return false;
  const margin = relaxed ? condition.margin : 0;
  return condition.is === 'at_least' ? value >= condition.threshold - margin : value < condition.threshold + margin;
}
