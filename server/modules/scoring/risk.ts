import { sigmoid } from '#analytics/logistic.ts';
import { chanceToLapse, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import type { Features } from './features.ts';
import { LAPSE_FEATURES, lapseFeatures } from './lapse-features.ts';
import { RISK_FEATURES, riskFeatures, UNKNOWN_GAP_DAYS } from './risk-features.ts';
import { RISK_REASONS, type RiskBand, type RiskReasonCode } from './risk-words.ts';
import { settledSilence } from './silence-steps.ts';
import { rulesInForce, type SetRule, type Sight } from './warning-rules.ts';

export type ChurnDefinition = ChurnSettings['definition'];
export type RiskMethod = 'model' | 'yardstick' | 'formula';

/** A logistic line over standardised features, calibrated: what training stores and judging applies. */
export type RiskLine = {
  intercept: number;
  weights: number[];
  shift: number[];
  scale: number[];
  /** Of the calibration: log-odds are stretched by `slope` and moved by `offset`. */
  slope: number;
  offset: number;
};

export type ChurnParams = {
  /** The month and the settings it was trained for; trained anew when they differ. */
  key: string;
  definition: ChurnDefinition;
  method: RiskMethod;
  line: RiskLine | null;
  secondPurchaseDays: number | null;
  /** Where churn goes by contracts and enough plans have ended; absent in versions from before. */
  renewal?: RenewalParams | null;
  /** Where a model of renewals did better than the renewals behind alone. */
  lapse?: RiskLine | null;
};

export type ChurnRules = { params: ChurnParams; settings: ChurnSettings; inForce: readonly SetRule[] };

export const churnRules = (params: ChurnParams, settings: ChurnSettings): ChurnRules => ({
  params,
  settings,
  inForce: rulesInForce(settings.rules),
});

/** Days without a purchase after which a customer counts as gone. */
export function goneAfterDays(definition: ChurnDefinition, ownGapDays: number | null): number {
  const { basis, days, ratio, minimumDays, maximumDays } = definition;
  if (basis !== 'rhythm' || ownGapDays === null) return days;
  return Math.min(maximumDays, Math.max(minimumDays, Math.ceil(ratio * ownGapDays)));
}

/** Equal definitions have equal keys, in whatever order their fields came. */
export const definitionKey = (definition: ChurnDefinition): string => {
  const { basis, days, ratio, minimumDays, maximumDays, graceDays } = definition;
  return [basis, days, ratio, minimumDays, maximumDays, ...(basis === 'contract' ? [graceDays] : [])].join(' ');
};

/** Until whoever is warned on a day either came back or is gone. */
export function knownAfterDays({ basis, days, maximumDays, graceDays }: ChurnDefinition): number {
  if (basis === 'contract') return days + graceDays;
  return basis === 'days' ? days : Math.max(maximumDays, days);
}

export type Risk = { points: number; band: RiskBand; reason: RiskReasonCode | null };

/** Pure. `previousBand` is where the customer was: a band is held by a margin once entered. */
export function riskOf(rules: ChurnRules, sight: Sight, exactSilence: number, previousBand: string | null): Risk {
  const { params, settings, inForce } = rules;
  const fired = inForce.filter(({ rule, args }) => rule.holds(sight, args));
  const chance = chanceOfLeaving(params, sight);
  const points = raisedBy(fired, settings.bands, Math.round(100 * chance));
  return {
    points,
    band: isGone(params.definition, sight, exactSilence) ? 'left' : bandOf(settings.bands, points, previousBand),
    reason: mainReason(params, sight, fired),
  };
}

function isGone(definition: ChurnDefinition, sight: Sight, exactSilence: number): boolean {
  const { planLeft } = sight;
  if (definition.basis === 'contract' && planLeft !== null) return -planLeft >= definition.graceDays && planLeft < 0;
  return exactSilence >= goneAfterDays(definition, sight.ownGapDays);
}

export function sightOf(
  one: Features,
  exactSilence: number,
  ownGapDays: number | null,
  secondPurchaseDays: number | null,
): Sight {
  const silence = settledSilence(exactSilence);
  const tenure = one.firstDay === null || one.lastDay === null ? 0 : one.lastDay - one.firstDay + silence;
  const today = one.lastDay === null ? null : one.lastDay + exactSilence;
  const loginSilence = one.lastLoginDay === null || today === null ? null : Math.max(0, today - one.lastLoginDay);
  return {
    ...one,
    silence,
    ownGapDays,
    tenure,
    secondPurchaseDays,
    loginSilence,
    planLeft: planLeftOf(one, today),
    complaintAges: today === null ? [] : one.complaintDays.map((day) => today - day),
  };
}

/** A plan that has ended and was followed by an order goes on without a date, and says nothing any more. */
const planLeftOf = ({ planEndDay, lastDay }: Features, today: number | null): number | null =>
  planEndDay === null || today === null || (planEndDay < today && lastDay !== null && lastDay >= planEndDay)
    ? null
    : planEndDay - today;

/** Who is judged by the chance that the plan is not renewed. */
export const renewalFor = ({ definition, renewal }: Pick<ChurnParams, 'definition' | 'renewal'>, sight: Sight) =>
  definition.basis === 'contract' && sight.planLeft !== null ? (renewal ?? null) : null;

/** Whether the chance comes of what was learned, so that odds may be told. */
export const isModelled = (params: ChurnParams, sight: Sight): boolean =>
  renewalFor(params, sight) !== null || params.line !== null;

const row = new Float64Array(RISK_FEATURES.length);
const lapseRow = new Float64Array(LAPSE_FEATURES.length);

/** Of no purchase within the days after which a customer counts as gone, or of a plan that is not renewed. */
export function chanceOfLeaving(
  params: Pick<ChurnParams, 'line' | 'definition' | 'renewal' | 'lapse'>,
  sight: Sight,
): number {
  const { line, lapse } = params;
  const renewal = renewalFor(params, sight);
  if (renewal && lapse) {
    lapseFeatures(sight, lapseRow, 0);
    return chanceOfRow(lapse, lapseRow, 0);
  }
  if (renewal) return chanceToLapse(renewal, sight.renewals);
  // Untrained: the share of one's own usual gaps that are shorter than today's silence, were they exponential.
  if (!line) return 1 - Math.exp(-sight.silence / Math.max(1, sight.ownGapDays ?? UNKNOWN_GAP_DAYS));
  riskFeatures(sight, row, 0);
  return chanceOfRow(line, row, 0);
}

export function chanceOfRow(line: RiskLine, features: Float64Array, at: number): number {
  let logOdds = line.intercept;
  for (let j = 0; j < line.weights.length; j++)
    logOdds += (line.weights[j]! * (features[at + j]! - line.shift[j]!)) / line.scale[j]!;
  return sigmoid(line.offset + line.slope * logOdds);
}

function raisedBy(fired: readonly SetRule[], bands: ChurnSettings['bands'], points: number): number {
  let raised = points;
  for (const { raisesTo } of fired) if (raisesTo) raised = Math.max(raised, bands[raisesTo]);
  return raised;
}

function bandOf({ medium, high, margin }: ChurnSettings['bands'], points: number, previous: string | null): RiskBand {
  if (points >= high - (previous === 'high' ? margin : 0)) return 'high';
  const held = previous === 'high' || previous === 'medium' ? margin : 0;
  return points >= medium - held ? 'medium' : 'low';
}

export type WeighedReason = { code: RiskReasonCode; logOdds: number; fired: SetRule | null };

/** Below this a figure of the customer says next to nothing: the odds differ by less than a tenth. */
const WORTH_SAYING = 0.1;

/**
 * What raises the risk, strongest first: reasons whose rule holds, then what the model leans on, each against the
 * average customer of the training rows (equation 1 of `analytics/reason-codes.ts`).
 */
export function strongestFirst({ params, inForce }: ChurnRules, sight: Sight): WeighedReason[] {
  const fired = inForce.filter(({ rule, args }) => rule.holds(sight, args));
  const sums = contributionsOf(params, sight);
  return RISK_REASONS.map(({ code }, i) => ({
    code,
    logOdds: sums[i]!,
    fired: fired.find(({ rule }) => rule.reason === code) ?? null,
  }))
    .filter(({ logOdds, fired }) => fired !== null || logOdds > WORTH_SAYING)
    .sort((a, b) => Number(b.fired !== null) - Number(a.fired !== null) || b.logOdds - a.logOdds);
}

/** What lowers it, strongest first. */
export function loweringFirst({ params, inForce }: ChurnRules, sight: Sight): WeighedReason[] {
  const warned = new Set(inForce.filter(({ rule, args }) => rule.holds(sight, args)).map(({ rule }) => rule.reason));
  const sums = contributionsOf(params, sight);
  return RISK_REASONS.map(({ code }, i) => ({ code, logOdds: sums[i]!, fired: null }))
    .filter(({ code, logOdds }) => logOdds < -WORTH_SAYING && !warned.has(code))
    .sort((a, b) => a.logOdds - b.logOdds);
}

/** The first of `strongestFirst`, without making the list: asked for everybody. */
function mainReason(params: ChurnParams, sight: Sight, fired: readonly SetRule[]): RiskReasonCode | null {
  const sums = contributionsOf(params, sight);
  let best: RiskReasonCode | null = null;
  let bestLogOdds = fired.length > 0 ? -Infinity : WORTH_SAYING;
  RISK_REASONS.forEach(({ code }, i) => {
    if (fired.length > 0 && !fired.some(({ rule }) => rule.reason === code)) return;
    if (sums[i]! <= bestLogOdds) return;
    best = code;
    bestLogOdds = sums[i]!;
  });
  return best;
}

const placeOf = ({ reason }: { reason: RiskReasonCode }): number =>
  RISK_REASONS.findIndex(({ code }) => code === reason);
const REASON_OF_FEATURE = RISK_FEATURES.map(placeOf);
const REASON_OF_LAPSE_FEATURE = LAPSE_FEATURES.map(placeOf);
const PLAN_REASON = RISK_REASONS.findIndex(({ code }) => code === 'plan');
const contributions = new Float64Array(RISK_REASONS.length);

/** Log-odds per reason, in the order of `RISK_REASONS`, good until the next call; untrained, only silence speaks. */
function contributionsOf(params: ChurnParams, sight: Sight): Float64Array {
  contributions.fill(0);
  const { line, lapse } = params;
  const renewal = renewalFor(params, sight);
  if (renewal && lapse) {
    lapseFeatures(sight, lapseRow, 0);
    addUp(lapse, lapseRow, REASON_OF_LAPSE_FEATURE);
    return contributions;
  }
  if (renewal) {
    // Against somebody whose first plan it is: odds of α to β + k, and of α to β.
    contributions[PLAN_REASON] = Math.log(renewal.beta / (renewal.beta + sight.renewals));
    return contributions;
  }
  if (!line) {
    contributions[0] = Math.log((1 + sight.silence) / (1 + (sight.ownGapDays ?? UNKNOWN_GAP_DAYS)));
    return contributions;
  }
  riskFeatures(sight, row, 0);
  addUp(line, row, REASON_OF_FEATURE);
  return contributions;
}

function addUp(line: RiskLine, values: Float64Array, reasonOf: readonly number[]): void {
  for (let j = 0; j < line.weights.length; j++)
    contributions[reasonOf[j]!]! += (line.slope * line.weights[j]! * (values[j]! - line.shift[j]!)) / line.scale[j]!;
}
