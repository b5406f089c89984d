import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fitRhythm, groupGaps, ownRhythm } from '#analytics/own-rhythm.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';
import { describeWithReferenceData, referenceRows } from '#analytics/reference-data.ts';
import { CDNOW, dayNumber } from '#analytics/reference-purchases.ts';

const truth = { mu: Math.log(30), sigma: 0.7, tau: 0.5 };

interface GapTable {
  gaps: number[];
  sums: number[];
  squares: number[];
  /** One more gap of each customer, not counted in the sums. */
  next: number[];
}

function simulatedGaps(customers: number, seed: number): GapTable {
  const random = seededRandom(seed);
  const table: GapTable = { gaps: [], sums: [], squares: [], next: [] };
  for (let i = 0; i < customers; i++) {
    const centre = normalDraw(random, truth.mu, truth.tau);
    const logs = Array.from({ length: Math.floor(random() * random() * 12) }, () =>
      normalDraw(random, centre, truth.sigma),
    );
    table.gaps.push(logs.length);
    table.sums.push(logs.reduce((sum, log) => sum + log, 0));
    table.squares.push(logs.reduce((sum, log) => sum + log * log, 0));
    table.next.push(Math.exp(normalDraw(random, centre, truth.sigma)));
  }
  return table;
}

describe('ownRhythm', () => {
  test('the worked example: three gaps of a week in a base whose usual gap is a month', () => {
    const rhythm = ownRhythm({ mu: Math.log(30), sigma: 0.7, tau: 0.7 }, 3, 3 * Math.log(7), 30);
    expect(rhythm.usualGap).toBeCloseTo(10.072, 3);
    expect(rhythm.ratio).toBeCloseTo(2.979, 3);
    expect(rhythm.tail).toBeCloseTo(0.08156, 5);
    expect(rhythm.ownWeight).toBeCloseTo(0.75, 12);
  });

  test('without a gap it is the population’s rhythm, with many the customer’s own', () => {
    expect(ownRhythm(truth, 0, 0, 10).usualGap).toBeCloseTo(30, 10);
    expect(ownRhythm(truth, 0, 0, 10).ownWeight).toBe(0);
    expect(ownRhythm(truth, 400, 400 * Math.log(7), 10).usualGap).toBeCloseTo(7, 1);
  });

  test('the tail falls with silence, is one half at the usual gap, and the unit of time does not matter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 1, max: 300, noNaN: true }),
        fc.double({ min: 1, max: 700, noNaN: true }),
        (gaps, usual, silence) => {
          const sum = gaps * Math.log(usual);
          const rhythm = ownRhythm(truth, gaps, sum, silence);
          expect(ownRhythm(truth, gaps, sum, silence * 1.1).tail).toBeLessThan(rhythm.tail);
          expect(ownRhythm(truth, gaps, sum, rhythm.usualGap).tail).toBeCloseTo(0.5, 12);
          const inWeeks = ownRhythm(
            { ...truth, mu: truth.mu - Math.log(7) },
            gaps,
            sum - gaps * Math.log(7),
            silence / 7,
          );
          expect(inWeeks.tail).toBeCloseTo(rhythm.tail, 10);
          expect(inWeeks.usualGap * 7).toBeCloseTo(rhythm.usualGap, 6);
        },
      ),
    );
  });

  test('no silence is not unusual', () => {
    expect(ownRhythm(truth, 2, 5, 0)).toMatchObject({ tail: 1, ratio: 0 });
  });
});

describe('fitRhythm', () => {
  test('recovers μ, σ and τ from sums alone', () => {
    const { gaps, sums, squares } = simulatedGaps(20_000, 7);
    const fit = fitRhythm(groupGaps(gaps, sums, squares))!;
    expect(fit.verdict).toBe('sound');
    expect(Math.abs(fit.params.mu - truth.mu)).toBeLessThan(0.03);
    expect(Math.abs(fit.params.sigma - truth.sigma)).toBeLessThan(0.02);
    expect(Math.abs(fit.params.tau - truth.tau)).toBeLessThan(0.03);
  });

  test('the tail of a customer’s next gap is uniform: 5, 25, 50, 75, 95 % fall below those shares', () => {
    const { gaps, sums, squares, next } = simulatedGaps(20_000, 8);
    const { params } = fitRhythm(groupGaps(gaps, sums, squares))!;
    const tails = gaps.map((n, i) => ownRhythm(params, n, sums[i]!, next[i]!).tail);
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) {
      expect(Math.abs(tails.filter((tail) => tail < share).length / tails.length - share)).toBeLessThan(0.015);
    }
  });

  test('too few customers with two gaps: an answer with its warning; no gap at all: none', () => {
    expect(fitRhythm(groupGaps([1, 1, 2], [3, 2, 5], [9, 4, 12.6]))!.verdict).toBe('tooThin');
    expect(fitRhythm(groupGaps([0, 0], [0, 0], [0, 0]))).toBeNull();
  });
});

describeWithReferenceData('own rhythm on the CDNOW sample', [CDNOW], () => {
  test('the last gap of customers with five or more is foretold by the earlier ones: 10 % tails hold 5 to 20 %', () => {
    const days = new Map<string, Set<number>>();
    for (const [, id, date] of referenceRows(CDNOW, /\s+/)) {
      days.set(id!, (days.get(id!) ?? new Set()).add(dayNumber(date!)));
    }
    const logs = [...days.values()].map((own) => {
      const sorted = [...own].sort((one, other) => one - other);
      return sorted.slice(1).map((day, i) => Math.log(day - sorted[i]!));
    });
    const earlier = logs.map((gaps) => gaps.slice(0, -1));
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    const { params } = fitRhythm(
      groupGaps(
        earlier.map((gaps) => gaps.length),
        earlier.map(sum),
        earlier.map((gaps) => sum(gaps.map((log) => log * log))),
      ),
    )!;
    const tails = logs.flatMap((gaps, i) =>
      gaps.length < 5 ? [] : [ownRhythm(params, earlier[i]!.length, sum(earlier[i]!), Math.exp(gaps.at(-1)!)).tail],
    );
    const late = tails.filter((tail) => tail < 0.1).length / tails.length;
    expect(tails.length).toBeGreaterThan(200);
    expect(late).toBeGreaterThan(0.05);
    expect(late).toBeLessThan(0.2);
  });
});
