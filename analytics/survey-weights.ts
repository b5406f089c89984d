/**
 * # Weighting a survey to the customer base
 *
 * Those who answer are not those who were asked: core customers reply three times as often as dormant ones, and a
 * straight NPS is mostly theirs. When the base is known by stratum (class, store, channel), each stratum's answers are
 * weighted to the stratum's share of the base (post-stratification; Holt & Smith 1979, "Post stratification", JRSS A 142):
 *
 *     w_h = (N_h / N) / (n_h / n),    p = Σ (N_h / N) p_h                                                      (1)
 *
 * It removes the part of the bias that the strata explain, and costs precision. Kish's design effect says how much
 * (Kish 1965, *Survey Sampling*, §11.7):
 *
 *     deff = n Σ wᵢ² / (Σ wᵢ)²,    effective answers = n / deff                                                (2)
 *
 * The interval is that of as many effective answers, which is a little too wide when the strata differ in NPS.
 *
 * Failure modes. A stratum nobody answered from cannot be weighted up: it is named in `missing`, and the result speaks
 * for the rest of the base only. A stratum with two answers and a tenth of the base makes deff explode: merge it with a
 * neighbour. Weighting cannot mend non-response *within* strata (the angry answer more often): no figure shows that.
 */
import type { NetPromoterScore, NpsCounts } from '#analytics/satisfaction.ts';
import { netPromoterScore } from '#analytics/satisfaction.ts';

export type Stratum = { readonly code: string; readonly customers: number; readonly answers: NpsCounts };

export type WeightedNps = NetPromoterScore & {
  /** As answered, without weights. */
  readonly unweighted: NetPromoterScore;
  readonly designEffect: number;
  readonly effectiveAnswers: number;
  /** w_h of (1); 1 means represented as in the base, 2 half as often. */
  readonly weights: Readonly<Record<string, number>>;
  /** Strata with customers but no answer, and the share of the base they hold. */
  readonly missing: readonly string[];
  readonly missingShare: number;
};

/**
 * Equations (1) and (2). Strata without customers are left out, with their answers.
 *
 * Example: 900 customers with NPS −10 from 10 answers and 100 with NPS 50 from 90 answers have −4 together, not 44.
 */
export function weightToBase(strata: readonly Stratum[], level = 0.95): WeightedNps {
  const inBase = strata.filter(({ customers }) => customers > 0);
  const base = sum(inBase, ({ customers }) => customers);
  const answered = inBase.filter(({ answers }) => countOf(answers) > 0);
  const missing = inBase.filter(({ answers }) => countOf(answers) === 0);
  const covered = sum(answered, ({ customers }) => customers);
  const n = sum(answered, ({ answers }) => countOf(answers));
  const weights = Object.fromEntries(
    answered.map(({ code, customers, answers }) => [code, customers / covered / (countOf(answers) / n)]),
  );
  const squares = sum(answered, ({ code, answers }) => countOf(answers) * weights[code]! ** 2);
  const designEffect = n > 0 ? squares / n : 1;
  const effectiveAnswers = n / designEffect;
  const weighted = (bucket: keyof NpsCounts): number =>
    n > 0 ? (sum(answered, ({ code, answers }) => weights[code]! * answers[bucket]) / n) * effectiveAnswers : 0;
  const straight = (bucket: keyof NpsCounts): number => sum(answered, ({ answers }) => answers[bucket]);
  return {
    ...netPromoterScore(bucketed(weighted), level),
    answers: n,
    unweighted: netPromoterScore(bucketed(straight), level),
    designEffect,
    effectiveAnswers,
    weights,
    missing: missing.map(({ code }) => code),
    missingShare: base > 0 ? (base - covered) / base : 0,
  };
}

const bucketed = (of: (bucket: keyof NpsCounts) => number): NpsCounts => ({
  promoters: of('promoters'),
  passives: of('passives'),
  detractors: of('detractors'),
});

const countOf = ({ promoters, passives, detractors }: NpsCounts): number => promoters + passives + detractors;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
