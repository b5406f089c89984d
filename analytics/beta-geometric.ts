/**
 * The likelihood BG/NBD and MBG/NBD share, with its gradient.
 *
 * Story. While active a customer buys at rate λ ~ Gamma(r, α). At certain moments a coin with own bias p ~ Beta(a, b) is
 * tossed, and the customer leaves for good when it falls. The two models differ in the number of tosses n survived or
 * failed after x repeat purchases: BG/NBD tosses after every repeat purchase (n = x), MBG/NBD also after the first
 * (n = x + 1). Everything else is the same, so both are written here once in terms of
 *
 *   tosses(x) = x + extraToss,   extraToss = 0 (BG/NBD) or 1 (MBG/NBD)
 *
 * Formula. With n = tosses(x), the customer either survived all n tosses and has been silent, or failed the last one:
 *
 *   (1)  L = Γ(r+x)/Γ(r) · α^r · { B(a, b+n)/B(a, b) · (α+T)^−(r+x)  +  [n>0] B(a+1, b+n−1)/B(a, b) · (α+tx)^−(r+x) }
 *
 * BG/NBD: Fader, Hardie & Lee (2005) eq. (6). MBG/NBD: Batislam, Denizel & Filiztekin (2007); Hoppe & Wagner
 * (2007). Both terms share B(a, b+n), and the ratio of the second to the first is e^d with
 *
 *   (2)  d = ln a − ln(b + n − 1) + (r + x) · ln((α+T)/(α+tx)),     P(alive | x, tx, T) = 1 / (1 + e^d)
 *
 * so   ln L = ln (r)_x + r ln α − (r+x) ln(α+T) + ln (b)_n − ln (a+b)_n + ln(1 + e^d),   with (z)_k rising factorials.
 * In this form nothing overflows for any x, and no digits cancel for any b (see rising-factorial.ts).
 *
 * Derivation. Given λ, p and x purchases at times t₁ … tx, the density of the history is λ^x e^(−λT) (1−p)^n when the
 * customer stayed, and λ^x e^(−λtx) (1−p)^(n−1) p when the last toss ended it: the silence then says nothing. Averaging λ^x
 * e^(−λT) over Gamma(r, α) gives Γ(r+x)/Γ(r) α^r (α+T)^−(r+x), averaging (1−p)^n over Beta(a, b) gives B(a, b+n)/B(a, b).
 *
 * Gradient. σ = 1 − P(alive) is the derivative of ln(1 + e^d) in d. With Δ = ln(α+T) − ln(α+tx):
 *   ∂/∂r = ψ(r+x) − ψ(r) + ln α − ln(α+T) + σ Δ
 *   ∂/∂α = r/α − (r+x)/(α+T) + σ (r+x) · (1/(α+T) − 1/(α+tx))
 *   ∂/∂a = ψ(a+b) − ψ(a+b+n) + σ/a
 *   ∂/∂b = ψ(b+n) − ψ(b) + ψ(a+b) − ψ(a+b+n) − σ/(b+n−1)
 * and the search runs over logarithms, so each is multiplied by its parameter at the end.
 *
 * Failure modes. Where nobody leaves only a/b is determined, and barely: the likelihood has a flat ridge towards a → 0.
 * Where everybody leaves after one purchase, r and b trade off. Both are the fit's to report (purchase-model-fit.ts).
 *
 * Source. Fader, Hardie & Lee, Marketing Science 24 (2005) 275–284; Batislam, Denizel & Filiztekin, Int. J. of Research
 * in Marketing 24 (2007) 201–209; Fader & Hardie, "Overcoming the BG/NBD model's #NUM! error problem" (2013) for (2).
 *
 * Cost. One exponential a pattern; logarithms only for each distinct count and time: about 30 ns a pattern.
 */
import type { Objective } from '#analytics/optimise.ts';
import type { IndexedPatterns, PurchasePatterns } from '#analytics/purchase-patterns.ts';
import { logRisingFactorial, tabulateRisingFactorial } from '#analytics/rising-factorial.ts';

export interface BetaGeometricParams {
  /** Shape of the distribution of purchase rates. */
  readonly r: number;
  /** Its rate, in units of time. */
  readonly alpha: number;
  /** First shape of the distribution of drop-out probabilities (weight of leaving). */
  readonly a: number;
  /** Second shape (weight of staying). The mean drop-out probability is a / (a + b). */
  readonly b: number;
}

/** 0: the coin is first tossed after the first repeat purchase (BG/NBD). 1: already after the first (MBG/NBD). */
export type ExtraToss = 0 | 1;

/** d of equation (2): the log odds of having left. −∞ when no coin has been tossed. */
export function logOddsOfHavingLeft(
  { r, alpha, a, b }: BetaGeometricParams,
  extraToss: ExtraToss,
  x: number,
  tx: number,
  T: number,
): number {
  const n = x + extraToss;
  if (n === 0) return -Infinity;
  return Math.log(a / (b + n - 1)) + (r + x) * Math.log((alpha + T) / (alpha + tx));
}

/**
 * ln L of equation (1) for one customer: x repeat purchases, the last at tx, watched for T; 0 ≤ tx ≤ T.
 * A density in the times of purchase, so its value carries the unit of time: in days it is x·ln 7 lower than in weeks.
 */
export function betaGeometricLogLikelihood(
  params: BetaGeometricParams,
  extraToss: ExtraToss,
  x: number,
  tx: number,
  T: number,
): number {
  const { r, alpha, a, b } = params;
  const n = x + extraToss;
  return (
    logRisingFactorial(r, x) -
    r * Math.log1p(T / alpha) -
    x * Math.log(alpha + T) +
    logRisingFactorial(b, n) -
    logRisingFactorial(a + b, n) +
    softplus(logOddsOfHavingLeft(params, extraToss, x, tx, T))
  );
}

export function betaGeometricTotalLogLikelihood(
  params: BetaGeometricParams,
  extraToss: ExtraToss,
  { size, x, tx, T, weight }: PurchasePatterns,
): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    sum += weight[i]! * betaGeometricLogLikelihood(params, extraToss, x[i]!, tx[i]!, T[i]!);
  }
  return sum;
}

/** Mean negative log-likelihood over (ln r, ln α, ln a, ln b), with its gradient. */
export function betaGeometricObjective(patterns: IndexedPatterns, customers: number, extraToss: ExtraToss): Objective {
  const { size, counts, countOf, times, txOf, TOf, weight } = patterns;
  const tosses = counts.map((x) => x + extraToss);
  const column = (): Float64Array => new Float64Array(counts.length);
  const [risingR, slopeR, risingB, slopeB, risingAB, slopeAB] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const logTime = new Float64Array(times.length);
  const inverseTime = new Float64Array(times.length);
  const [logStay, inverseStay] = [column(), column()]; // of b + n − 1
  return {
    dimension: 4,
    evaluate(theta, gradient) {
      const logAlpha = theta[1]!;
      const logA = theta[2]!;
      const r = Math.exp(theta[0]!);
      const alpha = Math.exp(logAlpha);
      const a = Math.exp(logA);
      const b = Math.exp(theta[3]!);
      tabulateRisingFactorial(r, counts, risingR, slopeR);
      tabulateRisingFactorial(b, tosses, risingB, slopeB);
      tabulateRisingFactorial(a + b, tosses, risingAB, slopeAB);
      for (let j = 0; j < times.length; j++) {
        logTime[j] = Math.log(alpha + times[j]!);
        inverseTime[j] = 1 / (alpha + times[j]!);
      }
      for (let j = 0; j < counts.length; j++) {
        logStay[j] = Math.log(b + tosses[j]! - 1);
        inverseStay[j] = 1 / (b + tosses[j]! - 1);
      }
      // One pass over the patterns: the likelihood and the four partial derivatives listed above.
      let sum = 0;
      let byR = 0;
      let byAlpha = 0;
      let byA = 0;
      let byB = 0;
      for (let i = 0; i < size; i++) {
        // The part every customer has: survived all tosses so far, bought x times in T.
        const count = countOf[i]!;
        const w = weight[i]!;
        const shape = r + counts[count]!;
        const watched = TOf[i]!;
        const logT = logTime[watched]!;
        const inverseT = inverseTime[watched]!;
        sum += w * (risingR[count]! + r * logAlpha - shape * logT + risingB[count]! - risingAB[count]!);
        byR += w * (slopeR[count]! + logAlpha - logT);
        byAlpha += w * (r / alpha - shape * inverseT);
        byA -= w * slopeAB[count]!;
        byB += w * (slopeB[count]! - slopeAB[count]!);
        if (tosses[count] === 0) continue;
        // The part of having left at the last purchase, as the log odds d against it.
        const last = txOf[i]!;
        const silence = logT - logTime[last]!;
        const d = logA - logStay[count]! + shape * silence;
        // e^−|d| serves both ln(1 + e^d) and σ = 1/(1 + e^−d) without overflow.
        const small = Math.exp(-Math.abs(d));
        const left = (w * (d > 0 ? 1 : small)) / (1 + small);
        sum += w * ((d > 0 ? d : 0) + Math.log(1 + small)); // log1p is twice as slow, and only 1e-16 better in the sum
        byR += left * silence;
        byAlpha += left * shape * (inverseT - inverseTime[last]!);
        byA += left / a;
        byB -= left * inverseStay[count]!;
      }
      gradient[0] = (-byR * r) / customers;
      gradient[1] = (-byAlpha * alpha) / customers;
      gradient[2] = (-byA * a) / customers;
      gradient[3] = (-byB * b) / customers;
      return -sum / customers;
    },
  };
}

/** Starting points in scaled time around the NBD fit: mild, strong, hardly any, and early-and-heterogeneous drop-out. */
export function betaGeometricStarts({ r, alpha }: { r: number; alpha: number }): BetaGeometricParams[] {
  return [
    { r, alpha: alpha * 0.7, a: 0.5, b: 2 },
    { r: 2 * r, alpha, a: 1, b: 1 },
    { r, alpha, a: 0.03, b: 3 },
    { r: 0.7 * r, alpha: 0.4 * alpha, a: 2, b: 6 },
  ];
}

/** ln(1 + e^d) without overflow. */
function softplus(d: number): number {
  return d > 0 ? d + Math.log1p(Math.exp(-d)) : Math.log1p(Math.exp(d));
}
