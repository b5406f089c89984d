import { dayNumber, firstDayOfMonth, monthFromNumber, monthNumber, dayFromNumber } from '#shared/day-numbers.ts';
import { usualGapDays, type UsualGap } from '#analytics/usual-gap.ts';
import type { HealthSettings } from './churn-contract.ts';
import { healthOf, healthParts } from './health.ts';
import { featuresAsOf, firstPurchaseDay, nextPurchaseDay, type History } from './histories.ts';
import { gapsOf } from './judge.ts';
import { RISK_FEATURES, riskFeatures } from './risk-features.ts';
import { goneAfterDays, knownAfterDays, sightOf, type ChurnDefinition } from './risk.ts';
import type { SetRule } from './warning-rules.ts';

export const WIDTH = RISK_FEATURES.length;

/** What the sample looked like at one past month end, and what became of it. Row i is one customer. */
export type Origin = {
  month: string;
  day: number;
  rows: number;
  features: Float64Array;
  /** 1: no purchase within the days after which this customer counts as gone. */
  left: Uint8Array;
  /** Not gone yet by the definition: these can be warned. Others only teach the model. */
  active: Uint8Array;
  /** Silence ÷ usual gap. */
  ratio: Float64Array;
  /** 100 − health index. */
  illness: Float64Array;
  /** Bit k: rule k of those in force holds. */
  fired: Uint32Array;
};

export type Training = {
  definition: ChurnDefinition;
  usualGap: UsualGap | null;
  secondPurchaseDays: number | null;
  rules: readonly SetRule[];
  weights: HealthSettings['weights'];
};

/** How much of a history must have passed before its month ends teach anything. */
const SHORTEST_PAST_DAYS = 60;
const MOST_ORIGINS = 18;

/**
 * The month ends whose outcome is known by `today`, oldest first, each seen with what was known then and nothing later.
 * A month end is the first moment of the next month, as when everybody is judged at that midnight.
 */
export function originsBefore(histories: readonly History[], today: number, training: Training): Origin[] {
  const beginning = histories.reduce((least, one) => Math.min(least, firstPurchaseDay(one) ?? today), today);
  const origins: Origin[] = [];
  const newest = today - knownAfterDays(training.definition);
  for (let month = monthNumber(dayFromNumber(newest)); origins.length < MOST_ORIGINS; month--) {
    const day = dayNumber(firstDayOfMonth(month));
    if (day > newest) continue;
    if (day < beginning + SHORTEST_PAST_DAYS) break;
    origins.push(originOn(histories, month, day, training));
  }
  return origins.reverse();
}

function originOn(histories: readonly History[], month: number, day: number, training: Training): Origin {
  const n = histories.length;
  const origin: Origin = {
    month: monthFromNumber(month - 1),
    day,
    rows: 0,
    features: new Float64Array(n * WIDTH),
    left: new Uint8Array(n),
    active: new Uint8Array(n),
    ratio: new Float64Array(n),
    illness: new Float64Array(n),
    fired: new Uint32Array(n),
  };
  for (const history of histories) addRow(origin, history, training);
  return origin;
}

function addRow(origin: Origin, history: History, training: Training): void {
  const { day } = origin;
  const one = featuresAsOf(history, day - 1, day);
  if (one.lastDay === null || one.firstDay === null) return;
  const silence = day - one.lastDay;
  const gap = training.usualGap && usualGapDays(training.usualGap, gapsOf(one), one.lastDay - one.firstDay);
  const goneAfter = goneAfterDays(training.definition, gap);
  // Who has been gone for long teaches nothing about those who may still be kept.
  if (silence >= 2 * goneAfter) return;
  const sight = sightOf(one, silence, gap, training.secondPurchaseDays);
  const i = origin.rows++;
  const back = nextPurchaseDay(history, day);
  riskFeatures(sight, origin.features, i * WIDTH);
  origin.left[i] = back !== null && back < day + goneAfter ? 0 : 1;
  origin.active[i] = silence < goneAfter ? 1 : 0;
  origin.ratio[i] = silence / Math.max(1, gap ?? 1);
  origin.illness[i] = 100 - healthOf(training.weights, healthParts(one, sight.silence, gap));
  origin.fired[i] = training.rules.reduce(
    (bits, { rule, args }, k) => (rule.holds(sight, args) ? bits | (1 << k) : bits),
    0,
  );
}

/** Days by which eight in ten of those who bought again had made their second purchase. */
export function secondPurchaseDaysOf(histories: readonly History[]): number | null {
  const waits = histories.flatMap((history) => {
    const first = firstPurchaseDay(history);
    const second = first === null ? null : nextPurchaseDay(history, first + 1);
    return first === null || second === null ? [] : [second - first];
  });
  if (waits.length < 20) return null;
  waits.sort((a, b) => a - b);
  return waits[Math.floor(0.8 * waits.length)] ?? null;
}
