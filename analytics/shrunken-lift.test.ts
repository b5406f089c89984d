import { describe, expect, it } from 'vitest';
import { basketsOf, countItems, frequentItemsets } from '#analytics/affinity.ts';
import { gammaDraw, poissonDraw, seededRandom } from '#analytics/random.ts';
import { describeWithReferenceData, referenceText } from '#analytics/reference-data.ts';
import { fitLiftPrior, shrunkenLift } from '#analytics/shrunken-lift.ts';

it('trusts a pair seen often and not a pair seen once', () => {
  const prior = { shape: 2, rate: 2 };
  const once = shrunkenLift(prior, { a: 1, b: 1, both: 1, baskets: 1000 });
  const often = shrunkenLift(prior, { a: 1000, b: 1000, both: 3000, baskets: 1000 });
  expect(once.lift).toBeCloseTo(3 / 2.001, 12);
  expect(often.lift).toBeCloseTo(3, 2);
  expect(once.interval[0]).toBeLessThan(1);
  expect(often.interval[0]).toBeGreaterThan(2.9);
});

describe('on pairs drawn from a known prior', () => {
  const random = seededRandom(17);
  const baskets = 20_000;
  const itemCounts = Array.from({ length: 120 }, (_, i) => 100 + 10 * i);
  const pairs = itemCounts.flatMap((a, i) =>
    itemCounts.slice(0, i).map((b) => {
      const truth = gammaDraw(random, 4, 3);
      return { a, b, truth, both: poissonDraw(random, (truth * a * b) / baskets) };
    }),
  );
  const prior = fitLiftPrior(
    itemCounts,
    pairs.filter(({ both }) => both > 0),
    baskets,
  );

  it('finds the prior again', () => {
    expect(prior.shape / prior.rate).toBeCloseTo(4 / 3, 1);
    expect(prior.shape).toBeGreaterThan(3.6);
    expect(prior.shape).toBeLessThan(4.4);
  });

  it('has 90 % intervals that hold the true lift 85 to 95 % of the time, and a smaller error than raw lift', () => {
    let held = 0;
    let shrunkenError = 0;
    let rawError = 0;
    for (const { a, b, both, truth } of pairs) {
      const { lift, interval } = shrunkenLift(prior, { a, b, both, baskets }, 0.9);
      if (interval[0] <= truth && truth <= interval[1]) held++;
      shrunkenError += (lift - truth) ** 2;
      rawError += ((both * baskets) / (a * b) - truth) ** 2;
    }
    expect(held / pairs.length).toBeGreaterThan(0.85);
    expect(held / pairs.length).toBeLessThan(0.95);
    expect(shrunkenError).toBeLessThan(rawError);
  });
});

it('shrinks everything to the average where pairs vary no more than chance, or never meet', () => {
  const random = seededRandom(2);
  const itemCounts = Array.from({ length: 60 }, () => 400);
  const pairs = itemCounts.flatMap((a, i) =>
    itemCounts.slice(0, i).map((b) => ({ a, b, both: poissonDraw(random, (a * b) / 8000) })),
  );
  const prior = fitLiftPrior(itemCounts, pairs, 8000);
  expect(shrunkenLift(prior, { a: 400, b: 400, both: 60, baskets: 8000 }).lift).toBeLessThan(1.25);
  expect(shrunkenLift(fitLiftPrior([5, 5], [], 100), { a: 5, b: 5, both: 0, baskets: 100 }).lift).toBeCloseTo(1, 3);
});

describeWithReferenceData('the pairs of Groceries', ['groceries_baskets.csv.gz'], () => {
  it('have the prior of the page, and flour with sugar as the surest pair', () => {
    const lines = referenceText('groceries_baskets.csv.gz').trim().split('\n');
    const baskets = basketsOf(lines.map((line) => line.split(',')));
    const counts = countItems(baskets);
    const pairs = frequentItemsets(baskets, { minSupport: 1 / 9835, maxSize: 2 })
      .filter(({ items }) => items.length === 2)
      .map(({ items, count }) => ({ items, a: counts[items[0]!]!, b: counts[items[1]!]!, both: count }));
    const prior = fitLiftPrior(counts, pairs, 9835);
    expect(prior.shape).toBeCloseTo(10.5149, 4);
    expect(prior.shape / prior.rate).toBeCloseTo(1.4632, 4);
    const surest = pairs
      .map((pair) => ({ ...pair, lower: shrunkenLift(prior, { ...pair, baskets: 9835 }).interval[0] }))
      .sort((a, b) => b.lower - a.lower)[0]!;
    expect(surest.items.map((item) => baskets.names[item]).sort()).toEqual(['flour', 'sugar']);
  });
});
