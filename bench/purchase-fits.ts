import { fitBgNbd } from '#analytics/bg-nbd.ts';
import { fitParetoNbd } from '#analytics/pareto-nbd.ts';
import { groupPatterns, type PurchaseHistories } from '#analytics/purchase-patterns.ts';
import { seededRandom } from '#analytics/random.ts';
import { simulateBetaGeometric } from '#analytics/simulate-purchases.ts';
import { startStopwatch } from '#platform/stopwatch.ts';

/** As many as the sample and the whole of CDNOW have. */
const SIZES = [2_357, 23_570];
const ROUNDS = 5;
/** What Fader, Hardie & Lee (2005) found for CDNOW, in weeks. */
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const DAYS_A_WEEK = 7;

type FitTimes = Record<string, { first: number; median: number }>;

/**
 * Seconds to fit the purchase models, grouping included, on bases drawn like CDNOW's: 39 weeks, days as the unit of what
 * was noted. `first` is cold, before the machine code is warm.
 */
export function measureFits(): FitTimes {
  const models = { bgNbd: fitBgNbd, paretoNbd: fitParetoNbd };
  return Object.fromEntries(
    Object.entries(models).flatMap(([name, fit]) =>
      SIZES.map((customers) => {
        const base = baseLikeCdnow(customers);
        const taken = Array.from({ length: ROUNDS }, () => {
          const stopwatch = startStopwatch();
          fit(groupPatterns(base).patterns);
          return stopwatch();
        });
        const [first = 0] = taken;
        taken.sort((a, b) => a - b);
        return [`${name} ${customers}`, { first, median: taken[Math.floor(ROUNDS / 2)] ?? 0 }];
      }),
    ),
  );
}

function baseLikeCdnow(customers: number): PurchaseHistories {
  const drawn = simulateBetaGeometric(seededRandom(2_357), CDNOW, {
    customers,
    shortest: 27,
    longest: 39,
    holdout: 0,
  });
  const byDay = (weeks: Float64Array) => weeks.map((one) => Math.ceil(one * DAYS_A_WEEK) / DAYS_A_WEEK);
  return { x: drawn.x, tx: byDay(drawn.tx), T: byDay(drawn.T) };
}
