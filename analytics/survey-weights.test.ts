import { expect, it } from 'vitest';
import { netPromoterScore } from '#analytics/satisfaction.ts';
import { weightToBase } from '#analytics/survey-weights.ts';

const few = { promoters: 3, passives: 3, detractors: 4 };
const many = { promoters: 60, passives: 15, detractors: 15 };

it('lets each stratum speak for its share of the base', () => {
  const result = weightToBase([
    { code: 'dormant', customers: 900, answers: few },
    { code: 'core', customers: 100, answers: many },
  ]);
  expect(result.score).toBeCloseTo(0.9 * -10 + 0.1 * 50, 9);
  expect(result.unweighted.score).toBeCloseTo(44, 9);
  expect(result.weights['dormant']).toBeCloseTo(9, 12);
  expect(result.weights['core']).toBeCloseTo(1 / 9, 12);
  expect(result.designEffect).toBeCloseTo((10 * 81 + 90 / 81) / 100, 12);
  expect(result.effectiveAnswers).toBeCloseTo(100 / result.designEffect, 12);
  expect(result.answers).toBe(100);
});

it('changes nothing when the answers already mirror the base', () => {
  const result = weightToBase([
    { code: 'a', customers: 100, answers: few },
    { code: 'b', customers: 900, answers: many },
  ]);
  expect(result.designEffect).toBeCloseTo(1, 12);
  expect(result.interval[0]).toBeCloseTo(
    netPromoterScore({ promoters: 63, passives: 18, detractors: 19 }).interval[0],
    9,
  );
});

it('has a wider interval than the same answers unweighted', () => {
  const { interval, unweighted } = weightToBase([
    { code: 'a', customers: 500, answers: few },
    { code: 'b', customers: 500, answers: many },
  ]);
  expect(interval[1] - interval[0]).toBeGreaterThan(unweighted.interval[1] - unweighted.interval[0]);
});

it('names the strata nobody answered from, and how much of the base they are', () => {
  const nobody = { promoters: 0, passives: 0, detractors: 0 };
  const result = weightToBase([
    { code: 'a', customers: 300, answers: few },
    { code: 'silent', customers: 100, answers: nobody },
    { code: 'empty', customers: 0, answers: many },
  ]);
  expect(result).toMatchObject({ missing: ['silent'], missingShare: 0.25, answers: 10 });
  expect(result.score).toBeCloseTo(-10, 9);
  expect(weightToBase([{ code: 'a', customers: 5, answers: nobody }])).toMatchObject({
    score: null,
    answers: 0,
    missingShare: 1,
  });
});
