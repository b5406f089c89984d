import { dayNumber, firstDayOfMonth, monthFromNumber, monthNumber, dayFromNumber } from '#shared/day-numbers.ts';
import { usualGapDays, type UsualGap } from '#analytics/usual-gap.ts';
import type { HealthSettings } from './churn-contract.ts';
import type { Features } from './features.ts';
import { healthOf, healthParts } from './health.ts';
import { featuresAsOf, firstPurchaseDay, nextPurchaseDay, type History } from './histories.ts';
import { gapsOf } from './judge.ts';
import { RISK_FEATURES, riskFeatures } from './risk-features.ts';
import { goneAfterDays, knownAfterDays, sightOf, type ChurnDefinition } from './risk.ts';
import type { SetRule, Sight } from './warning-rules.ts';

export const WIDTH = RISK_FEATURES.length;

/** What the sample looked like at one past month end, and what became of it. Row i is one customer. */
export type Origin = {
  month: string;
  day: number;
  rows: number;
  /** Features of a row. */
  width: number;
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
export const MOST_ORIGINS = 18;

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
  const origin = emptyOrigin(monthFromNumber(month - 1), day, histories.length, WIDTH);
  for (const history of histories) addRow(origin, history, training);
  return origin;
}

/** With room for everybody of a sample. */
export const emptyOrigin = (month: string, day: number, most: number, width: number): Origin => ({
  month,
  day,
  rows: 0,
  width,
  features: new Float64Array(most * width),
  left: new Uint8Array(most),
  active: new Uint8Array(most),
  ratio: new Float64Array(most),
  illness: new Float64Array(most),
  fired: new Uint32Array(most),
});

function addRow(origin: Origin, history: History, training: Training): void {
  const { day } = origin;
  const row = sightOfRow(history, day, training);
  if (!row) return;
  const { sight, silence, gap } = row;
  const goneAfter = goneAfterDays(training.definition, gap);
  // Who has been gone for long teaches nothing about those who may still be kept.
  if (silence >= 2 * goneAfter) return;
  const i = writeRow(origin, row, training);
  const back = nextPurchaseDay(history, day);
  riskFeatures(sight, origin.features, i * WIDTH);
  origin.left[i] = back !== null && back < day + goneAfter ? 0 : 1;
  origin.active[i] = silence < goneAfter ? 1 : 0;
  origin.ratio[i] = silence / Math.max(1, gap ?? 1);
}

export type SeenRow = { sight: Sight; silence: number; gap: number | null };

/** What was seen of a customer at the first moment of `day`; null of whoever had not bought. `beside`: what orders do not say. */
export function sightOfRow(
  history: History,
  day: number,
  training: Training,
  beside?: Partial<Features>,
): SeenRow | null {
  const one = { ...featuresAsOf(history, day - 1, day), ...beside };
  if (one.lastDay === null || one.firstDay === null) return null;
  const silence = day - one.lastDay;
  const gap = training.usualGap && usualGapDays(training.usualGap, gapsOf(one), one.lastDay - one.firstDay);
  return { sight: sightOf(one, silence, gap, training.secondPurchaseDays), silence, gap };
}

/** Writes health and rules of the next row; answers its place. */
export function writeRow(origin: Origin, { sight, gap }: SeenRow, training: Training): number {
  const i = origin.rows++;
  origin.illness[i] = 100 - healthOf(training.weights, healthParts(sight, sight.silence, gap));
  origin.fired[i] = training.rules.reduce(
    (bits, { rule, args }, k) => (rule.holds(sight, args) ? bits | (1 << k) : bits),
    0,
  );
  return i;
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
