import { beforeAll, expect, it } from 'vitest';
import {
  ONLINE_RETAIL,
  describeWithReferenceData,
  onlineRetailPurchases,
  referenceRecords,
} from '#analytics/reference-data.ts';
import { fitRfm, quantile, scoreRfm } from '#analytics/rfm.ts';
import type { RfmColumns, RfmScores } from '#analytics/rfm.ts';
import { EIGHT_CLASS_LABELS, TEN_SEGMENT_LABELS, TEN_SEGMENTS, nameOf } from '#analytics/rfm-segments.ts';
import { eightClassOf, fitEightClassMeans, tenSegmentOf } from '#analytics/rfm-segments.ts';
import { FOUR_CLASSES, TIER_PRESETS, tierFeatures } from '#analytics/value-tiers.ts';

const oneToFive = [1, 2, 3, 4, 5];

const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};

it('covers each of the 25 cells with exactly one of the ten segments', () => {
  for (const r of oneToFive) {
    for (const f of oneToFive) {
      const matching = TEN_SEGMENTS.filter((row) => nameOfOrNull(row, { r, f }) !== null);
      expect(matching.map((row) => row.code)).toEqual([tenSegmentOf({ r, f })]);
    }
  }
  expect(Object.keys(TEN_SEGMENT_LABELS).sort()).toEqual(TEN_SEGMENTS.map((row) => row.code).sort());
});

function nameOfOrNull(row: (typeof TEN_SEGMENTS)[number], scores: { r: number; f: number }): string | null {
  return nameOf<string, 'r' | 'f'>([row, { code: '', anyOf: [{}] }], scores) || null;
}

it('reads R of the eight classes as recent: few days, or a high score', () => {
  const scores = fitEightClassMeans('score', { r: [1, 5], f: [1, 5], m: [1, 5] });
  expect(eightClassOf(scores, { r: 5, f: 1, m: 4 })).toBe('important_develop');
  const values = fitEightClassMeans('value', { r: [10, 300], f: [1, 9], m: [100, 9000] });
  expect(eightClassOf(values, { r: 10, f: 1, m: 9000 })).toBe('important_develop');
});

it('gives every score triple a tier in every vocabulary, with a label in both languages', () => {
  for (const preset of TIER_PRESETS) {
    for (const r of oneToFive) {
      for (const f of oneToFive) {
        for (const m of oneToFive) {
          const label = preset.labels[nameOf(preset.rows, tierFeatures({ r, f, m }, 30))];
          expect(label?.zh && label.en).toBeTruthy();
        }
      }
    }
  }
});

it('calls a customer silent for six months dormant whatever the scores, and needs no days to call r = 1 dormant', () => {
  const classOf = (r: number, f: number, m: number, days: number | null) =>
    nameOf(FOUR_CLASSES.rows, tierFeatures({ r, f, m }, days));
  expect(classOf(5, 5, 5, 180)).toBe('dormant');
  expect(classOf(5, 5, 5, 179)).toBe('core');
  expect(classOf(1, 5, 5, null)).toBe('dormant');
  expect(classOf(3, 5, 2, 20)).toBe('potential');
  expect(classOf(4, 3, 3, 20)).toBe('potential');
  expect(classOf(3, 2, 2, 20)).toBe('ordinary');
});

/** Numbers recomputed independently in Python on the UCI Online Retail data (Chen 2015), filters as in the reader. */
describeWithReferenceData('RFM of the UCI Online Retail customers', [ONLINE_RETAIL, 'expected_rfm_4338.csv'], () => {
  const snapshot = Date.UTC(2011, 11, 10) / 86_400_000;
  let population: RfmColumns;
  let scores: RfmScores[];

  beforeAll(() => {
    population = rfmColumnsOf(onlineRetailPurchases());
    const thresholds = fitRfm(population, 'rank');
    scores = Array.from(population.tieKey, (_, i) => scoreRfm(thresholds, customerAt(i)));
  });

  const customerAt = (i: number) => ({
    recencyDays: population.recencyDays[i]!,
    orders: population.orders[i]!,
    monetaryCents: population.monetaryCents[i]!,
    tieKey: population.tieKey[i]!,
  });

  function rfmColumnsOf(lines: ReturnType<typeof onlineRetailPurchases>): RfmColumns {
    const customers = new Map<number, { lastDay: number; invoices: Set<string>; money: number }>();
    for (const { customerId, day, invoice, quantity, unitPrice } of lines) {
      const seen = customers.get(customerId) ?? { lastDay: 0, invoices: new Set<string>(), money: 0 };
      customers.set(customerId, seen);
      seen.lastDay = Math.max(seen.lastDay, day);
      seen.invoices.add(invoice);
      seen.money += quantity * unitPrice;
    }
    const all = [...customers].sort((a, b) => a[0] - b[0]);
    return {
      recencyDays: all.map(([, c]) => snapshot - c.lastDay),
      orders: all.map(([, c]) => c.invoices.size),
      monetaryCents: all.map(([, c]) => c.money * 100),
      tieKey: all.map(([id]) => id),
    };
  }

  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  const sorted = (values: ArrayLike<number>): number[] => Array.from(values).sort((a, b) => a - b);

  it('finds 4,338 customers, their means and medians', () => {
    expect(population.tieKey.length).toBe(4338);
    expect(mean(population.recencyDays)).toBeCloseTo(93.059474, 6);
    expect(mean(population.orders)).toBeCloseTo(4.272015, 6);
    expect(mean(population.monetaryCents) / 100).toBeCloseTo(2054.26646, 5);
    expect(mean(population.monetaryCents) * 43.38).toBeCloseTo(8_911_407.904, 2);
    expect(quantile(sorted(population.recencyDays), 0.5)).toBe(51);
    expect(quantile(sorted(population.orders), 0.5)).toBe(2);
    expect(quantile(sorted(population.monetaryCents), 0.5) / 100).toBeCloseTo(674.485, 6);
    expect(Array.from(population.orders).filter((orders) => orders === 1)).toHaveLength(1493);
  });

  it('cuts quintiles at the published edges', () => {
    const { cuts } = fitRfm(population, 'quintile');
    const edges = (measure: 'recencyDays' | 'orders' | 'monetaryCents') => cuts[measure].map((cut) => cut!.value);
    for (const [i, edge] of [180, 72, 33, 13.8].entries()) expect(edges('recencyDays')[i]).toBeCloseTo(edge, 9);
    expect(edges('orders')).toEqual([1, 2, 3, 6]);
    for (const [i, edge] of [250.194, 490.096, 942.276, 2058.426].entries()) {
      expect(edges('monetaryCents')[i]! / 100).toBeCloseTo(edge, 6);
    }
  });

  it('agrees with the golden file for every customer: scores and segment', () => {
    const golden = referenceRecords('expected_rfm_4338.csv');
    expect(golden).toHaveLength(4338);
    const ours = scores.map((s, i) => ({ CustomerID: population.tieKey[i], ...s, seg: tenSegmentOf(s) }));
    const theirs = golden.map((row) => ({
      CustomerID: Number(row['CustomerID']),
      r: Number(row['r']),
      f: Number(row['f']),
      m: Number(row['m']),
      seg: segmentCodes[row['seg']!],
    }));
    expect(ours).toEqual(theirs);
  });

  const segmentCodes: Record<string, string> = {
    Champions: 'champions',
    'Loyal Customers': 'loyal',
    'Potential Loyalists': 'potential_loyalists',
    'New Customers': 'new',
    Promising: 'promising',
    'Need Attention': 'need_attention',
    'About to Sleep': 'about_to_sleep',
    'At Risk': 'at_risk',
    "Can't Lose": 'cant_lose',
    Hibernating: 'hibernating',
  };

  it('counts the scores, the corner cells and the ten segments as published', () => {
    for (const measure of ['r', 'f', 'm'] as const) {
      expect(countBy(scores, (s) => String(s[measure]))).toEqual({ 1: 867, 2: 868, 3: 867, 4: 868, 5: 868 });
    }
    const triples = countBy(scores, (s) => `${s.r}${s.f}${s.m}`);
    expect([triples['555'], triples['111']]).toEqual([348, 184]);
    expect(countBy(scores, tenSegmentOf)).toEqual({
      champions: 633,
      loyal: 818,
      potential_loyalists: 481,
      new: 42,
      promising: 92,
      need_attention: 188,
      about_to_sleep: 349,
      at_risk: 595,
      cant_lose: 63,
      hibernating: 1077,
    });
  });

  it('finds the share of revenue that champions and loyal customers hold', () => {
    const total = mean(population.monetaryCents) * scores.length;
    const held = (segment: string): number =>
      scores.reduce((sum, s, i) => sum + (tenSegmentOf(s) === segment ? population.monetaryCents[i]! : 0), 0);
    expect((held('champions') / total) * 100).toBeCloseTo(48.71, 2);
    expect((held('loyal') / total) * 100).toBeCloseTo(26.31, 2);
  });

  it('counts the eight classes as published, by score and by raw value', () => {
    const column = (key: 'r' | 'f' | 'm') => scores.map((s) => s[key]);
    const byScore = fitEightClassMeans('score', { r: column('r'), f: column('f'), m: column('m') });
    expect(countBy(scores, (s) => eightClassOf(byScore, s))).toEqual(
      eightCounts([947, 111, 416, 262, 174, 504, 199, 1725]),
    );
    const { recencyDays: r, orders: f, monetaryCents: m } = population;
    const byValue = fitEightClassMeans('value', { r, f, m });
    const raw = scores.map((_, i) => ({ r: r[i]!, f: f[i]!, m: m[i]! }));
    expect(countBy(raw, (one) => eightClassOf(byValue, one))).toEqual(
      eightCounts([689, 117, 27, 38, 358, 1750, 40, 1319]),
    );
  });

  const eightCounts = (counts: readonly number[]): Record<string, number> =>
    Object.fromEntries(Object.keys(EIGHT_CLASS_LABELS).map((code, i) => [code, counts[i]!]));

  it('spreads the four classes by the default rule as its page says', () => {
    const tiers = scores.map((s, i) => nameOf(FOUR_CLASSES.rows, tierFeatures(s, population.recencyDays[i]!)));
    const classes = countBy(tiers, (tier) => tier);
    expect(classes).toEqual({ core: 977, potential: 1235, ordinary: 1257, dormant: 869 });
  });
});
