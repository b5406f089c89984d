/**
 * # How long do customers stay? Kaplan and Meier's curve
 *
 * Of customers won last month nobody can say how long they will stay, only that it is more than a month. Dropping them
 * biases lifetimes down, counting them as left does too; the product-limit estimate uses each for as long as it was
 * seen (Kaplan & Meier 1958, "Nonparametric estimation from incomplete observations", JASA 53). With dᵢ leaving out of nᵢ still
 * watched at time tᵢ,
 *
 *     Ŝ(t) = Π_{tᵢ ≤ t} (1 − dᵢ/nᵢ)                                                                           (1)
 *     Var Ŝ = Ŝ² Σ_{tᵢ ≤ t} dᵢ / (nᵢ (nᵢ − dᵢ))                                Greenwood 1926                  (2)
 *
 * The interval is taken on the scale of ln(−ln S), where it is near normal and cannot leave [0, 1] (Kalbfleisch &
 * Prentice 2002, *The Statistical Analysis of Failure Time Data*, 2nd ed., §1.4.1):
 *
 *     [ Ŝ^exp(+z·s), Ŝ^exp(−z·s) ],   s = √(Σ dᵢ/(nᵢ(nᵢ − dᵢ))) / |ln Ŝ|                                        (3)
 *
 * Assumes that who is still watched at t is like who would have stayed so long: censoring must not depend on being
 * about to leave. Someone censored at t is counted as watched at t. Cost: one sort, O(n log n).
 *
 * Failure mode: the right end of the curve hangs on a handful of customers; look at `atRisk` before quoting it.
 */
import { twoSidedZ } from '#analytics/proportion.ts';

export type SurvivalStep = {
  readonly time: number;
  readonly atRisk: number;
  readonly left: number;
  readonly survival: number;
  /** Root of (2). */
  readonly standardError: number;
  readonly interval: readonly [number, number];
};

export type SurvivalCurve = {
  /** One per time at which somebody left, ascending; before the first, survival is 1. */
  readonly steps: readonly SurvivalStep[];
  /** First time at which survival is one half or less, with the interval of the times at which it may be; null: not reached. */
  readonly median: { readonly time: number; readonly interval: readonly [number, number | null] } | null;
};

/**
 * `durations[i]` is how long customer i was seen, `left[i]` 1 when it ended then and 0 when it was still going on.
 * Throws RangeError on columns of unequal length or a negative duration.
 *
 * Example: durations 1, 2, 2, 3 with left 1, 1, 0, 0 give survival .75 at 1 and .5 at 2.
 */
export function kaplanMeier(durations: ArrayLike<number>, left: ArrayLike<number>, level = 0.95): SurvivalCurve {
  const n = durations.length;
  if (left.length !== n) throw new RangeError('durations and endings differ in length');
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => durations[a]! - durations[b]!);
  if (n > 0 && !(durations[order[0]!]! >= 0)) throw new RangeError('a duration cannot be negative');
  const z = twoSidedZ(level);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let at = 0; at < n;) {
    const time = durations[order[at]!]!;
    const atRisk = n - at;
    let gone = 0;
    for (; at < n && durations[order[at]!] === time; at++) gone += left[order[at]!]!;
    if (gone === 0) continue;
    survival *= 1 - gone / atRisk;
    greenwood += gone / (atRisk * (atRisk - gone));
    steps.push({ time, atRisk, left: gone, survival, ...uncertainty(survival, greenwood, z) });
  }
  return { steps, median: medianOf(steps) };
}

/** Survival at any time: the last step at or before it. */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  let survival = 1;
  for (const step of curve.steps) {
    if (step.time > time) break;
    survival = step.survival;
  }
  return survival;
}

/** (2) and (3); where nobody is left, (3) has no meaning and the interval runs down to what it was: 0 to 1. */
function uncertainty(survival: number, greenwood: number, z: number): Pick<SurvivalStep, 'standardError' | 'interval'> {
  if (survival <= 0) return { standardError: 0, interval: [0, 1] };
  const root = Math.sqrt(greenwood);
  const reach = (z * root) / Math.abs(Math.log(survival));
  return {
    standardError: survival * root,
    interval: [survival ** Math.exp(reach), survival ** Math.exp(-reach)],
  };
}

/** Brookmeyer & Crowley 1982 (Biometrics 38): the times whose interval for the survival contains one half. */
function medianOf(steps: readonly SurvivalStep[]): SurvivalCurve['median'] {
  const first = (holds: (step: SurvivalStep) => boolean): number | null => steps.find(holds)?.time ?? null;
  const time = first(({ survival }) => survival <= 0.5 + 1e-12);
  if (time === null) return null;
  return {
    time,
    interval: [first(({ interval }) => interval[0] <= 0.5) ?? time, first(({ interval }) => interval[1] <= 0.5)],
  };
}
