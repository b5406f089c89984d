import type { HealthSettings } from './churn-contract.ts';
import { decileOf, moneyOf, type Forecasts, type ValueParams } from './forecasts.ts';
import { healthOf, healthParts } from './health.ts';
import type { Features } from './features.ts';
import { riskOf, sightOf, type ChurnRules } from './risk.ts';
import { RISK_BANDS, RISK_REASONS, type RiskBand, type RiskReasonCode } from './risk-words.ts';
import { netOf12Months } from './windows.ts';

/** What the outlook goes by on one day. */
export type OutlookRules = {
  value: ValueParams;
  forecasts: Forecasts;
  churn: ChurnRules;
  health: HealthSettings;
};

/** What is said of a customer's next twelve months, as it is kept. */
export type Outlook = {
  /** To the hundredth; null where the model knows no leaving. */
  probAlive: number | null;
  /** To the hundredth. */
  expectedOrders: number;
  expectedNetCents: number;
  lowCents: number;
  highCents: number;
  /** Net of the last twelve months. */
  currentNetCents: number;
  decile: number;
  risk: number;
  band: RiskBand;
  reason: RiskReasonCode | null;
  health: number;
};

/** Pure; part of `judge`. Null for whoever has not bought. */
export function lookAhead(
  rules: OutlookRules,
  today: number,
  one: Features,
  ownGapDays: number | null,
  previousBand: string | null,
): Outlook | null {
  const forecast = one.lastDay === null ? null : rules.forecasts.find(one, today);
  if (!forecast || one.lastDay === null) return null;
  const money = moneyOf(rules.value, one, forecast);
  const silence = Math.max(0, today - one.lastDay);
  const sight = sightOf(one, silence, ownGapDays, rules.churn.params.secondPurchaseDays);
  const risk = riskOf(rules.churn, sight, silence, previousBand);
  return {
    probAlive: forecast.alive === null ? null : hundredths(forecast.alive),
    expectedOrders: hundredths(forecast.expectedOrders),
    expectedNetCents: money.expectedCents,
    lowCents: money.lowCents,
    highCents: money.highCents,
    currentNetCents: netOf12Months(one),
    decile: decileOf(rules.value, money.expectedCents),
    risk: risk.points,
    band: risk.band,
    reason: risk.reason,
    health: healthOf(rules.health.weights, healthParts(one, sight.silence, ownGapDays)),
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** FNV-1a over the numbers of the outlook, 31 bits; 0 for none. Equal digests are taken for equal outlooks. */
export function digestOf(outlook: Outlook | null): number {
  if (!outlook) return 0;
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    // Money can pass 2^32: both halves count.
    hash = Math.imul(hash ^ (value | 0), 0x01000193);
    hash = Math.imul(hash ^ Math.trunc(value / 0x1_0000_0000), 0x01000193);
  };
  mix(outlook.probAlive === null ? -1 : Math.round(outlook.probAlive * 100));
  mix(Math.round(outlook.expectedOrders * 100));
  mix(outlook.expectedNetCents);
  mix(outlook.lowCents);
  mix(outlook.highCents);
  mix(outlook.currentNetCents);
  mix(outlook.decile);
  mix(outlook.risk);
  mix(RISK_BANDS.findIndex(({ code }) => code === outlook.band));
  mix(RISK_REASONS.findIndex(({ code }) => code === outlook.reason));
  mix(outlook.health);
  return (hash >>> 1) | 1;
}
