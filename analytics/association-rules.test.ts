import { describe, expect, it } from 'vitest';
import { basketsOf, frequentItemsets } from '#analytics/affinity.ts';
import { associationRules, ruleMeasures } from '#analytics/association-rules.ts';
import { seededRandom } from '#analytics/random.ts';

it('has lift 1, no leverage and no significance where items are independent', () => {
  const measures = ruleMeasures({ baskets: 100, antecedent: 20, consequent: 50, both: 10 });
  expect(measures).toMatchObject({ support: 0.1, confidence: 0.5, lift: 1, leverage: 0, conviction: 1, chiSquare: 0 });
  expect(measures.chiSquareP).toBe(1);
});

it('has infinite conviction for a rule that is never wrong, and no χ² for an item in every basket', () => {
  expect(ruleMeasures({ baskets: 10, antecedent: 4, consequent: 5, both: 4 }).conviction).toBe(Infinity);
  expect(ruleMeasures({ baskets: 10, antecedent: 4, consequent: 10, both: 4 })).toMatchObject({
    chiSquare: 0,
    chiSquareP: 1,
  });
});

it('refuses sets whose parts are missing', () => {
  expect(() => associationRules([{ items: [0, 1], count: 2 }], 4, { minConfidence: 0 })).toThrow(
    'part of a frequent set',
  );
});

describe('among items that have nothing to do with each other', () => {
  it('reports a finding at q ≤ 0.05 in at most a few of 200 shops', () => {
    let shopsWithFinding = 0;
    for (let shop = 0; shop < 200; shop++) {
      const random = seededRandom(shop);
      const baskets = basketsOf(
        Array.from({ length: 300 }, () => 'abcdefghij'.split('').filter((_, item) => random() < 0.1 + item / 40)),
      );
      const sets = frequentItemsets(baskets, { minSupport: 1 / 300, maxSize: 2 });
      const rules = associationRules(sets, 300, { minConfidence: 0 });
      if (rules.some(({ qValue }) => qValue <= 0.05)) shopsWithFinding++;
    }
    expect(shopsWithFinding).toBeLessThanOrEqual(16);
  });
});
