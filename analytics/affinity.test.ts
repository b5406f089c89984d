import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { basketsOf, frequentItemsets, minimumCount } from '#analytics/affinity.ts';
import type { Baskets } from '#analytics/affinity.ts';
import { associationRules } from '#analytics/association-rules.ts';
import type { AssociationRule, RuleOptions } from '#analytics/association-rules.ts';
import { describeWithReferenceData, referenceText } from '#analytics/reference-data.ts';

const named = (baskets: Baskets, items: readonly number[]): string =>
  items
    .map((item) => baskets.names[item]!)
    .sort()
    .join(', ');

const letters = (words: readonly string[]): Baskets => basketsOf(words.map((word) => word.split('')));

describe('frequent sets', () => {
  it('are those that enough baskets contain whole', () => {
    const baskets = letters(['ab', 'abc', 'c']);
    const sets = frequentItemsets(baskets, { minSupport: 0.5 });
    expect(sets.map(({ items, count }) => `${named(baskets, items)} ${count}`)).toEqual([
      'a 2',
      'b 2',
      'c 2',
      'a, b 2',
    ]);
  });

  it('equal what counting every subset of every basket finds', () => {
    const basket = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 7 });
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 25 }), fc.integer({ min: 1, max: 4 }), (lists, least) => {
        const baskets = basketsOf(lists);
        const found = frequentItemsets(baskets, { minSupport: Math.min(1, least / lists.length) });
        const ours = Object.fromEntries(found.map(({ items, count }) => [named(baskets, items), count]));
        expect(Object.keys(ours)).toHaveLength(found.length);
        expect(ours).toEqual(subsetCounts(lists, Math.min(least, lists.length)));
      }),
    );
  });

  it('stop at the size asked for', () => {
    const baskets = letters(['abcd', 'abcd']);
    const sizes = (maxSize: number) =>
      frequentItemsets(baskets, { minSupport: 1, maxSize }).map(({ items }) => items.length);
    expect(sizes(1)).toEqual([1, 1, 1, 1]);
    expect(sizes(2).filter((size) => size === 2)).toHaveLength(6);
    expect(Math.max(...sizes(3))).toBe(3);
    expect(sizes(9)).toHaveLength(15);
  });

  it('count an item once per basket, and need the next whole number of baskets', () => {
    const baskets = basketsOf([['a', 'a'], ['b']]);
    expect(frequentItemsets(baskets, { minSupport: 0.5 }).map(({ count }) => count)).toEqual([1, 1]);
    expect(minimumCount(9835, 0.001)).toBe(10);
    expect(minimumCount(1000, 0.007)).toBe(7);
    expect(() => minimumCount(10, 0)).toThrow('support lies in (0, 1]');
  });

  function subsetCounts(lists: readonly (readonly string[])[], least: number): Record<string, number> {
    const counts = new Map<string, number>();
    for (const list of lists) {
      const items = [...new Set(list)].sort();
      for (let mask = 1; mask < 1 << items.length; mask++) {
        const key = items.filter((_, i) => mask & (1 << i)).join(', ');
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return Object.fromEntries([...counts].filter(([, count]) => count >= least));
  }
});

describe('the seven small baskets of the arules tests', () => {
  const baskets = letters(['abc', 'ab', 'abd', 'be', 'ac', 'ce', 'abde']);
  const sets = frequentItemsets(baskets, { minSupport: 0.25 });
  const isOneOf = (allowed: string) => (item: number) => allowed.includes(baskets.names[item]!);
  const rules = (options: Partial<RuleOptions>) =>
    associationRules(sets, 7, { minConfidence: 0, minLength: 1, ...options });

  // arules (Hahsler et al.), tests/testthat/test-apriori.R.
  it('give 18 rules, 6 with a and b to the right alone, 2 from a and b to c, 3 without a and b', () => {
    expect(rules({})).toHaveLength(18);
    expect(rules({ mayLead: isOneOf('cde'), mayFollow: isOneOf('ab') })).toHaveLength(6);
    expect(rules({ mayLead: isOneOf('ab'), mayFollow: isOneOf('c') })).toHaveLength(2);
    expect(rules({ mayLead: isOneOf('cde'), mayFollow: isOneOf('cde') })).toHaveLength(3);
  });
});

/**
 * Groceries (Hahsler, Hornik & Reutterer 2006; arules). Counts are widely quoted and were recomputed independently; the
 * rules with measures are from the arules and tidy-rules documentation and Lantz, *Machine Learning with R*.
 */
describeWithReferenceData('Groceries', ['groceries_baskets.csv.gz'], () => {
  let baskets: Baskets;

  beforeAll(() => {
    const lines = referenceText('groceries_baskets.csv.gz').trim().split('\n');
    baskets = basketsOf(lines.map((line) => line.split(',')));
  });

  const mine = (minSupport: number, minConfidence: number, minLength = 1) => {
    const sets = frequentItemsets(baskets, { minSupport });
    return { sets, rules: associationRules(sets, 9835, { minConfidence, minLength }) };
  };
  const bySize = (sizes: readonly number[]): number[] => {
    const counts = Array.from({ length: Math.max(...sizes) }, () => 0);
    for (const size of sizes) counts[size - 1]! += 1;
    return counts;
  };
  const ruleSizes = (rules: readonly AssociationRule[]): number[] =>
    bySize(rules.map(({ antecedent }) => antecedent.length + 1));

  it('has 9,835 baskets of 169 items, 43,367 in all', () => {
    expect([baskets.offsets.length - 1, baskets.names.length, baskets.items.length]).toEqual([9835, 169, 43_367]);
    const top = frequentItemsets(baskets, { minSupport: 0.1, maxSize: 1 })
      .sort((a, b) => b.count - a.count)
      .slice(0, 5);
    expect(top.map(({ items, count }) => `${count} ${named(baskets, items)}`)).toEqual([
      '2513 whole milk',
      '1903 other vegetables',
      '1809 rolls/buns',
      '1715 soda',
      '1372 yogurt',
    ]);
  });

  it('has the published numbers of sets and rules at every published setting', () => {
    const rows: [number, number, number, number, number[]][] = [
      [0.001, 0.5, 1, 13_492, [0, 11, 1461, 3211, 939, 46]],
      [0.001, 0.8, 1, 13_492, [0, 0, 29, 229, 140, 12]],
      [0.001, 0.9, 1, 13_492, [0, 0, 10, 57, 56, 6]],
      [0.005, 0.5, 1, 1001, [0, 1, 98, 21]],
      [0.006, 0.25, 2, 747, [0, 150, 297, 16]],
      [0.01, 0.5, 1, 333, [0, 0, 15]],
      [0.01, 0.25, 1, 333, [1, 96, 74]],
      [0.02, 0.3, 1, 122, [0, 32, 5]],
    ];
    for (const [support, confidence, length, setCount, sizes] of rows) {
      const { sets, rules } = mine(support, confidence, length);
      expect([support, sets.length, ruleSizes(rules)]).toEqual([support, setCount, sizes]);
    }
    expect(rows.map(([, , , , sizes]) => sizes.reduce((a, b) => a + b, 0))).toEqual([
      5668, 410, 129, 120, 463, 15, 171, 37,
    ]);
  });

  it('has the published sets by size and the published summary of 5,668 rules', () => {
    const { sets, rules } = mine(0.001, 0.5);
    expect(bySize(sets.map(({ items }) => items.length))).toEqual([157, 2981, 6831, 3137, 376, 10]);
    const summary = (measure: 'support' | 'confidence' | 'lift'): number[] => {
      const sorted = rules.map((rule) => rule[measure]).sort((a, b) => a - b);
      return [sorted[0]!, (sorted[2833]! + sorted[2834]!) / 2, sorted.at(-1)!];
    };
    const close = (actual: number[], expected: number[], digits: number): void =>
      expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));
    close(summary('support'), [0.001016777, 0.00132181, 0.02226741], 8);
    close(summary('confidence'), [0.5, 0.6, 1], 9);
    close(summary('lift'), [1.956824513, 2.89899928, 18.99565427], 8);
  });

  it('has the published measures of single rules', () => {
    const { rules } = mine(0.001, 0);
    const find = (antecedent: string, consequent: string): AssociationRule =>
      rules.find(
        (rule) => named(baskets, rule.antecedent) === antecedent && baskets.names[rule.consequent] === consequent,
      )!;
    const rows: [string, string, number, number, number, number][] = [
      ['Instant food products, soda', 'hamburger meat', 0.001220132, 0.6315789, 18.995654, 12],
      ['popcorn, soda', 'salty snack', 0.001220132, 0.6315789, 16.697793, 12],
      ['baking powder, flour', 'sugar', 0.001016777, 0.5555556, 16.408075, 10],
      ['ham, processed cheese', 'white bread', 0.001931876, 0.6333333, 15.045491, 19],
      ['liquor, red/blush wine', 'bottled beer', 0.001931876, 0.9047619, 11.235269, 19],
      ['herbs', 'root vegetables', 0.00701576, 0.43125, 3.956477, 69],
      ['berries', 'whipped/sour cream', 0.009049314, 0.2721713, 3.796886, 89],
      ['other vegetables, tropical fruit, whole milk', 'root vegetables', 0.00701576, 0.4107143, 3.768074, 69],
      ['citrus fruit, root vegetables', 'other vegetables', 0.010371124, 0.5862069, 3.029608, 102],
      ['other vegetables', 'whole milk', 0.074834774, 0.3867578, 1.513634, 736],
      ['root vegetables', 'other vegetables', 0.0473818, 0.4347015, 2.246605, 466],
      ['yogurt', 'whole milk', 0.056024403, 0.4016035, 1.571735, 551],
      ['liquor', 'bottled beer', 0.004677173, 0.4220183, 5.240594, 46],
    ];
    for (const [antecedent, consequent, support, confidence, lift, count] of rows) {
      const rule = find(antecedent, consequent);
      expect(rule.counts.both).toBe(count);
      expect(rule.support).toBeCloseTo(support, 9);
      expect(rule.confidence).toBeCloseTo(confidence, 7);
      expect(rule.lift).toBeCloseTo(lift, 6);
    }
    const milk = find('other vegetables', 'whole milk');
    expect(milk.leverage).toBeCloseTo(0.02539431, 8);
    expect(milk.conviction).toBeCloseTo(1.214013, 6);
    expect(milk.jaccard).toBeCloseTo(0.2, 6);
    expect(milk.cosine).toBeCloseTo(0.33656, 6);
    expect(milk.chiSquare).toBeCloseTo(213.649, 4);
    const roots = find('root vegetables', 'other vegetables');
    expect(roots.leverage).toBeCloseTo(0.0262914, 7);
    expect(roots.conviction).toBeCloseTo(1.426693, 6);
    expect(roots.chiSquare).toBeCloseTo(448.5699, 4);
  });

  it('keeps most of the 463 rules of Lantz after correction for the number of questions, not all', () => {
    const { rules } = mine(0.006, 0.25, 2);
    const sure = rules.filter(({ qValue }) => qValue <= 0.05);
    expect(sure.length).toBeGreaterThan(440);
    expect(sure.length).toBeLessThan(463);
  });
});
