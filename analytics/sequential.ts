/**
 * # An interval that may be looked at every day
 *
 * A 95 % interval is right 95 times in 100 *if it is computed once*. Watch it daily and stop when it excludes zero, and
 * an experiment without any effect will "succeed" one time in three or more. An always-valid interval is wide enough
 * that the truth stays inside **at all looks together** with probability 1 − α; one may stop whenever one likes.
 *
 * Mix the likelihood ratio against "no effect" over a normal prior N(0, τ²) of effects (Robbins 1970, "Statistical
 * methods related to the law of the iterated logarithm", Ann. Math. Stat. 41). With estimate δ̂ and standard error s:
 *
 *     Λ = √( s²/(s² + τ²) ) · exp( τ² δ̂² / (2 s² (s² + τ²)) )                                                 (1)
 *
 * Under no effect Λ is a martingale of mean 1, so by Ville's inequality it ever exceeds 1/α with chance at most α.
 * Solving Λ ≤ 1/α for the effect gives the interval, and 1/Λ is a p-value:
 *
 *     δ̂ ± s √( (s² + τ²)/τ² · ln( (s² + τ²)/(s² α²) ) ),   p = min(1, 1/Λ), smallest so far                   (2)
 *
 * (the mixture sequential probability ratio test of Johari, Koomen, Pekelis & Walsh 2022, "Always valid inference",
 * Operations Research 70(3); for estimated variances an asymptotic confidence sequence, Waudby-Smith, Arbour, Sinha,
 * Kennedy & Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences", Ann. Stat. 52(6)).
 *
 * τ says where the interval is tightest, never whether it is valid, provided it was chosen **before** the data. Being
 * tightest when the standard error is s* takes, to close approximation (ibid.),
 *
 *     τ² = s*² · ( −2 ln α + ln(1 − 2 ln α) )                                                                 (3)
 *
 * Assumes s small enough for the central limit theorem from the first look on: with skewed money or rare conversions
 * begin after `minimumPerArm` customers. The price of looking: at s* the interval is 1.55 times as wide as a single
 * look's, i.e. 2.4 times the customers if one always waits to the end; but effects larger than feared end early.
 */
import type { Interval } from '#analytics/effect.ts';

export type SequentialPlan = {
  /** τ of (1). */
  readonly mixture: number;
  readonly alpha: number;
  /** No statement before each arm has so many customers. */
  readonly minimumPerArm: number;
};

export type SequentialLook = {
  /** Infinite before `minimumPerArm`, or while there is no spread to judge by. */
  readonly interval: Interval;
  /** Of this look alone; keep the smallest so far. */
  readonly pValue: number;
};

/**
 * Fixes τ before the start by (3), from the standard error expected at the planned end.
 *
 * Example: for a conversion of 2 % and 10,000 customers per arm, s* = √(2 · .02 · .98/10,000) = .00198.
 */
export function planSequential(
  plannedStandardError: number,
  options: { readonly alpha?: number; readonly minimumPerArm?: number } = {},
): SequentialPlan {
  const { alpha = 0.05, minimumPerArm = 100 } = options;
  if (!(plannedStandardError > 0 && alpha > 0 && alpha < 1)) {
    throw new RangeError('a sequential plan needs a positive standard error and an alpha between 0 and 1');
  }
  const spread = -2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha));
  return { mixture: plannedStandardError * Math.sqrt(spread), alpha, minimumPerArm };
}

/** Equation (2) at one look; `smallerArm` is the number of customers in the smaller arm. Constant time. */
export function lookAt(
  plan: SequentialPlan,
  effect: { readonly difference: number; readonly standardError: number },
  smallerArm: number,
): SequentialLook {
  const { difference, standardError } = effect;
  if (smallerArm < plan.minimumPerArm || !(standardError > 0)) return { interval: [-Infinity, Infinity], pValue: 1 };
  const s2 = standardError ** 2;
  const t2 = plan.mixture ** 2;
  const reach = standardError * Math.sqrt(((s2 + t2) / t2) * Math.log((s2 + t2) / (s2 * plan.alpha ** 2)));
  const logRatio = 0.5 * Math.log(s2 / (s2 + t2)) + (t2 * difference ** 2) / (2 * s2 * (s2 + t2));
  return { interval: [difference - reach, difference + reach], pValue: Math.min(1, Math.exp(-logRatio)) };
}
