/**
 * The four purchase models as `forecastPurchases` applies them, by the name a stored model version carries.
 *
 * A fit whose verdict is not `sound` is applied as 'nbd' with its `withoutDropOut` parameters: nobody is said to have left.
 * Rank churn by `expected` or by P(alive) of 'mbg-nbd' and 'pareto-nbd', never by P(alive) of 'bg-nbd' (see bg-nbd.ts).
 */
import type { BgNbdParams } from '#analytics/bg-nbd.ts';
import type { NbdParams } from '#analytics/empirical-bayes-rate.ts';
import type { MbgNbdParams } from '#analytics/mbg-nbd.ts';
import type { ParetoNbdParams } from '#analytics/pareto-nbd.ts';
import type { ForecastModel } from '#analytics/purchase-forecast.ts';
import { logOddsOfHavingLeft } from '#analytics/beta-geometric.ts';
import { bgNbdCountDistribution, bgNbdExpectedPurchases, bgNbdIfAlive } from '#analytics/bg-nbd.ts';
import { nbdCountDistribution, nbdUpdated } from '#analytics/empirical-bayes-rate.ts';
import { mbgNbdIfAlive } from '#analytics/mbg-nbd.ts';
import { paretoNbdCountDistribution, paretoNbdExpectedPurchases, paretoNbdIfAlive } from '#analytics/pareto-nbd.ts';
import { paretoNbdLogOddsOfHavingLeft, paretoNbdLogOddsWithSlopes } from '#analytics/pareto-nbd-likelihood.ts';

export const bgNbd: ForecastModel<BgNbdParams, BgNbdParams> = {
  names: ['r', 'alpha', 'a', 'b'],
  logOddsOfHavingLeft: (params, x, tx, T) => logOddsOfHavingLeft(params, 0, x, tx, T),
  ifAlive: bgNbdIfAlive,
  expectedPurchases: bgNbdExpectedPurchases,
  countDistribution: bgNbdCountDistribution,
};

export const mbgNbd: ForecastModel<MbgNbdParams, BgNbdParams> = {
  names: ['r', 'alpha', 'a', 'b'],
  logOddsOfHavingLeft: (params, x, tx, T) => logOddsOfHavingLeft(params, 1, x, tx, T),
  ifAlive: mbgNbdIfAlive,
  expectedPurchases: bgNbdExpectedPurchases,
  countDistribution: bgNbdCountDistribution,
};

export const paretoNbd: ForecastModel<ParetoNbdParams, ParetoNbdParams> = {
  names: ['r', 'alpha', 's', 'beta'],
  logOddsOfHavingLeft: paretoNbdLogOddsOfHavingLeft,
  logOddsWithSlopes: paretoNbdLogOddsWithSlopes,
  ifAlive: paretoNbdIfAlive,
  expectedPurchases: paretoNbdExpectedPurchases,
  // 24 nodes place the quantiles of a count as well as 64 do; see the test.
  countDistribution: (living, t, tail) => paretoNbdCountDistribution(living, t, tail, 100_000, 24),
};

export const nbd: ForecastModel<NbdParams, NbdParams> = {
  names: ['r', 'alpha'],
  logOddsOfHavingLeft: () => -Infinity,
  ifAlive: nbdUpdated,
  expectedPurchases: ({ r, alpha }, t) => (r * t) / alpha,
  countDistribution: nbdCountDistribution,
};
