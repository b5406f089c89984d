/**
 * # Association rules: who buys this also buys that
 *
 * A rule A ⇒ c says that baskets holding the set A tend to hold the item c as well. With n baskets, of which a hold A,
 * b hold c and k hold both:
 *
 *     support     k / n                              how often the rule applies and is right
 *     confidence  k / a                              P(c | A)
 *     lift        (k / a) / (b / n)                  times as likely as without A; 1 = no connection           (1)
 *     leverage    k / n − (a / n)(b / n)             baskets gained over independence, as a share              (2)
 *     conviction  (1 − b / n) / (1 − k / a)          times as often the rule would be wrong if unconnected     (3)
 *     jaccard     k / (a + b − k)
 *     cosine      k / √(a b)
 *     χ²          n (k n − a b)² / (a (n − a) b (n − b)),  one degree of freedom                               (4)
 *
 * (Agrawal, Imieliński & Swami 1993, SIGMOD, for support and confidence; Brin, Motwani, Ullman & Tsur 1997, SIGMOD, for
 * lift, called interest there, conviction and χ²; Piatetsky-Shapiro 1991 for leverage.)
 *
 * High confidence alone misleads: everybody buys milk, so everything "leads to" milk. High lift alone misleads as well:
 * two items bought once each, together, have a lift of n. Hence each rule carries a p-value (Fisher, one-sided) and a q-value
 * over all questions asked (`multiple-testing.ts`); `shrunken-lift.ts` gives the lift one can count on.
 *
 * A rule is not a cause. Whether putting c beside A sells more c is a question for an experiment.
 */
import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import type { Itemset } from '#analytics/affinity.ts';
import { fisherUpperTail } from '#analytics/fisher-exact.ts';
import { benjaminiHochberg } from '#analytics/multiple-testing.ts';

/** The four numbers n, a, b, k above, from which everything else follows. */
export type RuleCounts = {
  readonly baskets: number;
  readonly antecedent: number;
  readonly consequent: number;
  readonly both: number;
};

export type RuleMeasures = {
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
  readonly leverage: number;
  /** Infinity for a rule never wrong. */
  readonly conviction: number;
  /** Baskets with both ÷ baskets with either; 1 when always together. */
  readonly jaccard: number;
  readonly cosine: number;
  /** 0 when A or c is in every basket or none. */
  readonly chiSquare: number;
  /** Of (4), two-sided: goes for items that avoid each other too. Coarse when k is below 5; `pValue` is exact. */
  readonly chiSquareP: number;
};

export type AssociationRule = RuleMeasures & {
  /** Ascending; empty for the rule that says how common the consequent is. */
  readonly antecedent: readonly number[];
  readonly consequent: number;
  readonly counts: RuleCounts;
  /** Fisher's exact chance of k or more joint baskets without any connection. */
  readonly pValue: number;
  /** Share of false findings among all rules at least as sure as this one. */
  readonly qValue: number;
};

export type RuleOptions = {
  readonly minConfidence: number;
  /** Fewest items in antecedent and consequent together. Default 2; 1 admits the empty antecedent. */
  readonly minLength?: number;
  /** Items a rule may have on either side. Default: all. */
  readonly mayLead?: (item: number) => boolean;
  readonly mayFollow?: (item: number) => boolean;
  /** How many questions the q-values answer for. Default: as many as there are rules before the confidence filter. */
  readonly asked?: number;
};

/**
 * All rules with one item as consequent that frequent sets support, in the order of the sets. `itemsets` must contain
 * every part of each of its sets, as `frequentItemsets` returns them. O(Σ set sizes).
 */
export function associationRules(
  itemsets: readonly Itemset[],
  baskets: number,
  options: RuleOptions,
): AssociationRule[] {
  const { minConfidence, minLength = 2, mayLead = always, mayFollow = always } = options;
  const countOf = new Map(itemsets.map(({ items, count }) => [items.join(), count]));
  countOf.set('', baskets);
  const candidates = itemsets
    .filter(({ items }) => items.length >= minLength)
    .flatMap(({ items, count }) =>
      items
        .filter((item) => mayFollow(item) && items.every((other) => other === item || mayLead(other)))
        .map((item) => {
          const antecedent = items.filter((other) => other !== item);
          const [lead, follow] = [countOf.get(antecedent.join()), countOf.get(String(item))];
          if (lead === undefined || follow === undefined) throw new RangeError('a part of a frequent set is missing');
          return {
            antecedent,
            consequent: item,
            counts: { baskets, antecedent: lead, consequent: follow, both: count },
          };
        }),
    );
  const kept = candidates.filter(({ counts }) => counts.both / counts.antecedent >= minConfidence - 1e-12);
  const pValues = kept.map(({ counts: c }) => fisherUpperTail(c.baskets, c.antecedent, c.consequent, c.both));
  const qValues = benjaminiHochberg(pValues, Math.max(options.asked ?? candidates.length, kept.length));
  return kept.map((rule, i) => ({
    ...rule,
    ...ruleMeasures(rule.counts),
    pValue: pValues[i]!,
    qValue: qValues[i]!,
  }));
}

/** Equations (1) to (4) of one table of counts. */
export function ruleMeasures({ baskets: n, antecedent: a, consequent: b, both: k }: RuleCounts): RuleMeasures {
  const confidence = k / a;
  const spread = a * (n - a) * b * (n - b);
  const chiSquare = spread > 0 ? (n * (k * n - a * b) ** 2) / spread : 0;
  return {
    support: k / n,
    confidence,
    lift: confidence / (b / n),
    leverage: k / n - (a / n) * (b / n),
    conviction: k === a ? Infinity : (1 - b / n) / (1 - confidence),
    jaccard: k / (a + b - k),
    cosine: k / Math.sqrt(a * b),
    chiSquare,
    chiSquareP: chiSquare > 0 ? 1 - chisquareCdf(chiSquare, 1) : 1,
  };
}

const always = (): boolean => true;
