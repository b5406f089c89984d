/**
 * # Power: how many customers does it take to see an effect?
 *
 * An experiment too small finds nothing and proves nothing. Before it starts, four quantities bind each other: the
 * effect δ, the customers per arm, the chance α of a false alarm (two-sided) and the chance 1 − β ("power") of seeing an
 * effect of size δ that is there. With z the normal quantiles and control n, treated r·n customers:
 *
 *     means    n = (z_{1−α/2} + z_{1−β})² σ² (1 + 1/r) / δ²                                                    (1)
 *     shares   n = [ z_{1−α/2} √(p̄ q̄ (1 + 1/r)) + z_{1−β} √(p₀q₀ + p₁q₁/r) ]² / (p₁ − p₀)²                     (2)
 *              p̄ = (p₀ + r p₁)/(1 + r), q = 1 − p
 *
 * (Fleiss, Levin & Paik 2003, *Statistical Methods for Rates and Proportions*, 3rd ed., §4.2–4.5, without continuity
 * correction.) Normal throughout: (1) is short by about one customer per arm against Student's t.
 *
 * The minimum detectable effect turns the question round: given the customers there are, which effect would we have
 * missed? It belongs beside every "no difference found".
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { twoSidedZ } from '#analytics/proportion.ts';

export type PowerOptions = {
  /** Chance of a false alarm, two-sided. Default 0.05. */
  readonly alpha?: number;
  /** Default 0.8. */
  readonly power?: number;
  /** Treated customers per control customer, r. Default 1. */
  readonly ratio?: number;
};

/** (1): control customers needed to see a difference of means δ when customers spread by σ. Not rounded. */
export function customersForMeans(delta: number, deviation: number, options: PowerOptions = {}): number {
  const { alpha, power, ratio } = defaults(options);
  return ((zOf(alpha) + normalQuantile(power, 0, 1)) ** 2 * deviation ** 2 * (1 + 1 / ratio)) / delta ** 2;
}

/** (1) solved for δ. */
export function detectableMeanDifference(controls: number, deviation: number, options: PowerOptions = {}): number {
  const { alpha, power, ratio } = defaults(options);
  return (zOf(alpha) + normalQuantile(power, 0, 1)) * deviation * Math.sqrt((1 + 1 / ratio) / controls);
}

/** The chance to see a difference of means δ; the far tail, an alarm in the wrong direction, is left out. */
export function powerForMeans(controls: number, delta: number, deviation: number, options: PowerOptions = {}): number {
  const { alpha, ratio } = defaults(options);
  const error = deviation * Math.sqrt((1 + 1 / ratio) / controls);
  return normalCdf(Math.abs(delta) / error - zOf(alpha), 0, 1);
}

/** (2): control customers needed to tell the shares p₀ and p₁ apart. Not rounded. */
export function customersForShares(p0: number, p1: number, options: PowerOptions = {}): number {
  const { alpha, power, ratio } = defaults(options);
  const { null: nullSpread, alternative } = spreads(p0, p1, ratio);
  return ((zOf(alpha) * nullSpread + normalQuantile(power, 0, 1) * alternative) / (p1 - p0)) ** 2;
}

/** (2) solved for the power. */
export function powerForShares(controls: number, p0: number, p1: number, options: PowerOptions = {}): number {
  const { alpha, ratio } = defaults(options);
  const { null: nullSpread, alternative } = spreads(p0, p1, ratio);
  return normalCdf((Math.sqrt(controls) * Math.abs(p1 - p0) - zOf(alpha) * nullSpread) / alternative, 0, 1);
}

/**
 * The smallest rise p₁ − p₀ that would be seen, by bisection on (2); NaN when not even p₁ = 1 would be.
 *
 * Example: with 50 customers per arm, p₀ = .5 and power .9 it is .3026.
 */
export function detectableShareRise(controls: number, p0: number, options: PowerOptions = {}): number {
  const { power } = defaults(options);
  if (powerForShares(controls, p0, 1, options) < power) return Number.NaN;
  let [low, high] = [p0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (powerForShares(controls, p0, middle, options) < power) low = middle;
    else high = middle;
  }
  return high - p0;
}

const zOf = (alpha: number): number => twoSidedZ(1 - alpha);

function defaults(options: PowerOptions): Required<PowerOptions> {
  const { alpha = 0.05, power = 0.8, ratio = 1 } = options;
  if (!(power > 0 && power < 1 && ratio > 0)) throw new RangeError('power lies between 0 and 1, the ratio above 0');
  return { alpha, power, ratio };
}

/** The two roots of (2): with no effect, and with this one. */
function spreads(p0: number, p1: number, ratio: number): { readonly null: number; readonly alternative: number } {
  const pooled = (p0 + ratio * p1) / (1 + ratio);
  return {
    null: Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)),
    alternative: Math.sqrt(p0 * (1 - p0) + (p1 * (1 - p1)) / ratio),
  };
}
