import { describe, expect, it } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import {
  chanceToLapse,
  discountedRenewals,
  fitRenewals,
  survivalAfter,
  type RenewalCounts,
} from '#analytics/shifted-beta-geometric.ts';

/** Of 1000 customers, how many were there after each end. */
function countsFrom(survivors: readonly number[]): RenewalCounts {
  const before = [1000, ...survivors];
  return { renewed: survivors, lost: survivors.map((stayed, k) => before[k]! - stayed) };
}

/**
 * Table 1 of Fader & Hardie (2007), years 1 to 7 for the fit, 8 to 12 to be forecast; their estimates and figures are in
 * the section "Model estimation".
 */
const REGULAR = [631, 468, 382, 326, 289, 262, 241];
const REGULAR_LATER = [223, 207, 194, 183, 173];
const HIGH_END = [869, 743, 653, 593, 551, 517, 491];
const HIGH_END_LATER = [468, 445, 427, 409, 394];

describe('the model of renewals', () => {
  it.each([
    ['regular', REGULAR, 0.704, 1.182, -1680.3],
    ['high end', HIGH_END, 0.668, 3.806, -1611.2],
  ])('finds the estimates of Fader & Hardie (2007) on the %s customers', (_, survivors, alpha, beta, logLikelihood) => {
    const fit = fitRenewals(countsFrom(survivors));
    expect(fit?.params.alpha).toBeCloseTo(alpha, 3);
    expect(fit?.params.beta).toBeCloseTo(beta, 3);
    expect(fit?.logLikelihood).toBeCloseTo(logLikelihood, 1);
    expect(fit?.convergence).toMatchObject({ converged: true, atBound: [] });
    expect(fit?.convergence.agreeingStarts).toBeGreaterThan(1);
  });

  it.each([
    ['regular', REGULAR, REGULAR_LATER],
    ['high end', HIGH_END, HIGH_END_LATER],
  ])('forecasts the five years held back of the %s customers within two percentage points', (_, survivors, later) => {
    const params = fitRenewals(countsFrom(survivors))!.params;
    later.forEach((stayed, i) =>
      expect(Math.abs(survivalAfter(params, survivors.length + i + 1) - stayed / 1000)).toBeLessThan(0.02),
    );
  });

  it('gives a customer the better chance the more renewals are behind', () => {
    const params = { alpha: 0.704, beta: 1.182 };
    expect(chanceToLapse(params, 0)).toBeCloseTo(0.373, 3);
    expect(chanceToLapse(params, 7)).toBeCloseTo(0.704 / 8.886, 6);
  });

  it('recovers known parameters from stories that are not over', () => {
    const random = seededRandom(11);
    const truth = { alpha: 1.5, beta: 4 };
    const [renewed, lost] = [
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ] as [number[], number[]];
    for (let customer = 0; customer < 20_000; customer++) {
      const watched = 1 + Math.floor(random() * 6);
      // A customer's next renewal, given k before, has the chance of equation (8): drawing by it is drawing from the model.
      for (let k = 0; k < watched; k++) {
        if (random() >= chanceToLapse(truth, k)) renewed[k]! += 1;
        else {
          lost[k]! += 1;
          break;
        }
      }
    }
    const { params } = fitRenewals({ renewed, lost })!;
    expect(params.alpha / truth.alpha).toBeCloseTo(1, 0);
    expect(chanceToLapse(params, 0)).toBeCloseTo(chanceToLapse(truth, 0), 2);
    expect(chanceToLapse(params, 4)).toBeCloseTo(chanceToLapse(truth, 4), 2);
  });

  it('expects as many renewals as its own survival curve sums to', () => {
    const params = { alpha: 0.668, beta: 3.806 };
    for (const renewals of [0, 1, 4, 20]) {
      const still = survivalAfter(params, renewals);
      let sum = 0;
      for (let j = 0; j < 2_000; j++) sum += survivalAfter(params, renewals + 1 + j) / still / 1.1 ** j;
      expect(discountedRenewals(params, renewals, 0.1)).toBeCloseTo(sum, 8);
    }
    // All alike: a geometric series.
    expect(discountedRenewals({ alpha: 1e7, beta: 4e7 }, 3, 0.1)).toBeCloseTo(0.8 / (1 - 0.8 / 1.1), 4);
    expect(() => discountedRenewals(params, 0, 0)).toThrow(RangeError);
  });

  it('says nothing of few ends, or where all went one way', () => {
    expect(fitRenewals({ renewed: [10], lost: [10] })).toBeNull();
    expect(fitRenewals({ renewed: [100], lost: [2] })).toBeNull();
  });
});
