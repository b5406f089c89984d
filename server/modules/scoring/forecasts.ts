import type { NbdParams } from '#analytics/empirical-bayes-rate.ts';
import { gammaGammaExpectedSpend, type GammaGammaParams } from '#analytics/gamma-gamma.ts';
import type { MbgNbdParams } from '#analytics/mbg-nbd.ts';
import type { ParetoNbdParams } from '#analytics/pareto-nbd.ts';
import { forecastPurchases, type Histories, type PurchaseForecast } from '#analytics/purchase-forecast.ts';
import { mbgNbd, nbd, paretoNbd } from '#analytics/purchase-models.ts';
import type { Features } from './features.ts';
import { settledSilence, silenceStep } from './silence-steps.ts';

/** One fitted purchase model; time in weeks. */
export type PurchaseParams =
  | { model: 'mbg-nbd'; params: MbgNbdParams; covariance: number[][] | null }
  | { model: 'pareto-nbd'; params: ParetoNbdParams; covariance: number[][] | null }
  | { model: 'nbd'; params: NbdParams; covariance: number[][] | null };

export type ValueParams = {
  /** The month it was fitted for; fitted anew in the next. */
  key: string;
  purchase: PurchaseParams;
  /** Of net amounts per purchase day, in minor units. */
  spend: GammaGammaParams;
  /** Nine ascending forecasts that divide the buyers of the day of the fit into tenths. */
  decileEdges: number[];
};

/** The next twelve months of customers who agree in purchases, silence and time watched. */
export type Forecast = {
  /** Null under `nbd`, which knows no leaving. */
  alive: number | null;
  expectedOrders: number;
  ordersLow: number;
  ordersHigh: number;
  standardDeviation: number;
  /** Ends of the interval of money per unit of γ + m·n. */
  moneyLow: number;
  moneyHigh: number;
};

const DAYS_PER_WEEK = 7;
export const HORIZON_WEEKS = 365 / DAYS_PER_WEEK;
export const LEVEL = 0.9;

/**
 * Forecasts by history. Customers who agree in (x, step of silence, weeks watched) share one, so a million customers need
 * some ten thousand; built in one call for everybody who will be asked about, be it one or a million.
 */
export class Forecasts {
  private readonly value: ValueParams;
  private readonly indexOf = new Map<number, number>();
  private readonly forecast: PurchaseForecast;

  constructor(value: ValueParams, today: number, everybody: Iterable<Features>) {
    this.value = value;
    const x: number[] = [];
    const tx: number[] = [];
    const T: number[] = [];
    for (const one of everybody) {
      if (one.firstDay === null || one.lastDay === null || one.purchaseDays < 1) continue;
      const key = keyOf(one, today);
      if (this.indexOf.has(key)) continue;
      this.indexOf.set(key, x.length);
      const times = weeksOf(one, today);
      x.push(one.purchaseDays - 1);
      tx.push(times.tx);
      T.push(times.T);
    }
    this.forecast = forecastWith(value, {
      x: Float64Array.from(x),
      tx: Float64Array.from(tx),
      T: Float64Array.from(T),
    });
  }

  /** Null for whoever has not bought, and where a fit on very few customers has no finite answer: blank, not a fault. */
  find(one: Features, today: number): Forecast | null {
    const at = one.firstDay === null ? undefined : this.indexOf.get(keyOf(one, today));
    if (at === undefined) return null;
    const { alive, expected, low, high, standardDeviation, moneyLow, moneyHigh } = this.forecast;
    const sum = expected[at]! + low[at]! + high[at]! + standardDeviation[at]! + moneyLow[at]! + moneyHigh[at]!;
    if (!Number.isFinite(sum)) return null;
    return {
      alive: this.value.purchase.model === 'nbd' ? null : alive[at]!,
      expectedOrders: expected[at]!,
      ordersLow: low[at]!,
      ordersHigh: high[at]!,
      standardDeviation: standardDeviation[at]!,
      moneyLow: moneyLow[at]!,
      moneyHigh: moneyHigh[at]!,
    };
  }
}

export type Money = { amountCents: number; expectedCents: number; lowCents: number; highCents: number };

/**
 * The forecast as money: times what this customer spends on a purchase day, own mean pulled towards everybody's. All
 * purchase days count, the first too: the amount of the only purchase is news as well.
 */
export function moneyOf({ spend }: ValueParams, one: Features, forecast: Forecast): Money {
  const mean = meanAmountOf(one);
  const amount = gammaGammaExpectedSpend(spend, one.purchaseDays, mean);
  const rate = spend.gamma + mean * one.purchaseDays;
  return {
    amountCents: amount,
    expectedCents: Math.round(forecast.expectedOrders * amount),
    lowCents: Math.round(forecast.moneyLow * rate),
    highCents: Math.round(forecast.moneyHigh * rate),
  };
}

/** Net per purchase day; at least one unit of money, for who gave everything back has no positive mean. */
export const meanAmountOf = (one: Pick<Features, 'netCents' | 'purchaseDays'>): number =>
  Math.max(100, one.netCents / Math.max(1, one.purchaseDays));

/** 10 is the best tenth. */
export const decileOf = ({ decileEdges }: ValueParams, expectedCents: number): number =>
  1 + decileEdges.filter((edge) => expectedCents > edge).length;

function forecastWith({ purchase, spend }: ValueParams, histories: Histories): PurchaseForecast {
  // The interval of money scales with γ + m·n, so it is made once for rate 1; with n = x + 1 amounts the shape p·x + q of
  // the interval becomes p·x + (q + p).
  const unit = { p: spend.p, q: spend.q + spend.p, gamma: 1 };
  const request = {
    horizon: HORIZON_WEEKS,
    level: LEVEL,
    spend: { params: unit, m: new Float64Array(histories.x.length) },
  };
  if (purchase.model === 'mbg-nbd') return forecastPurchases(mbgNbd, purchase, histories, request);
  if (purchase.model === 'pareto-nbd') return forecastPurchases(paretoNbd, purchase, histories, request);
  return forecastPurchases(nbd, purchase, histories, request);
}

/** tx and T as the models take them: whole weeks watched, up to the middle of the step of silence. */
function weeksOf(one: Features, today: number): { tx: number; T: number } {
  const silence = settledSilence(silenceOf(one, today)) / DAYS_PER_WEEK;
  if (one.purchaseDays === 1) return { tx: 0, T: silence };
  const T = Math.max(Math.round(spanOf(one) / DAYS_PER_WEEK + silence), Math.ceil(silence + 1 / DAYS_PER_WEEK));
  return { tx: T - silence, T };
}

/** Exact in a double: less than 2^20 purchases, 2^13 weeks, 2^7 steps. */
function keyOf(one: Features, today: number): number {
  const { T } = weeksOf(one, today);
  const weeks = one.purchaseDays === 1 ? 0 : T;
  return (one.purchaseDays * 8_192 + weeks) * 128 + silenceStep(silenceOf(one, today));
}

const silenceOf = (one: Features, today: number): number => Math.max(0, today - (one.lastDay ?? today));
const spanOf = (one: Features): number => (one.lastDay ?? 0) - (one.firstDay ?? 0);
