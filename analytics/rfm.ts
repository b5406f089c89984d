/**
 * # RFM: how recently, how often, how much
 *
 * The oldest useful summary of a customer (Bult & Wansbeek 1995, "Optimal selection for direct mail",
 * Marketing Science 14(4), trace it to catalogue mailers of the 1930s): three numbers, each cut into five
 * classes of which 5 is best.
 *
 *     R  recency    days since the last purchase   fewer is better, so the score runs backwards
 *     F  frequency  number of orders               more is better
 *     M  monetary   money spent, in cents          more is better
 *
 * It happens in two steps, because the thresholds belong to the whole population and the score to one customer:
 *
 *     fitRfm(columns, method)      everybody → four cuts per measure, plain JSON, stored with a version
 *     scoreRfm(thresholds, one)    one customer → {r, f, m}, by eight comparisons or fewer each
 *
 * so that a single new order is scored exactly as the nightly sweep would score it.
 *
 * ## Three ways to cut
 *
 * - `quintile`  edges at the 20, 40, 60 and 80 % quantiles. Equal values stay together, so classes may be uneven or
 *   empty: among customers of whom a third bought once, F = 1 is a third of everybody.
 * - `rank`      classes of equal size: score = ⌈5·rank / n⌉. Equal values are told apart by a tie key, ascending
 *   (usually the customer's number), which is arbitrary but repeatable.
 * - `fixed`     edges chosen by people, e.g. 30, 90, 180, 365 days. The only method whose meaning does not drift.
 *
 * Assumes customers with at least one order; a prospect has no recency and gets no score.
 * Scores of two different fits are not comparable: the cuts moved. Keep the raw values beside them.
 */

/** What tells two customers of equal value apart; compared by `<`, so all of one population share one type. */
export type TieKey = number | string;

export type RfmMeasure = 'recencyDays' | 'orders' | 'monetaryCents';
export type RfmMethod = 'quintile' | 'rank' | 'fixed';

/** The population, column by column; position i is one customer in all of them. */
export type RfmColumns = Record<RfmMeasure, ArrayLike<number>> & { readonly tieKey: ArrayLike<TieKey> };

export type RfmCustomer = Record<RfmMeasure, number> & { readonly tieKey: TieKey };

export type RfmScores = { readonly r: number; readonly f: number; readonly m: number };

/** Four edges of a `fixed` cut, ascending in the measure's own unit: 30, 90, 180, 365 days; 2, 3, 5, 10 orders. */
export type FixedEdges = Record<RfmMeasure, readonly [number, number, number, number]>;

/**
 * The line between score k and k + 1. `tieKey` is null where equal values stay together; then `side` says which score
 * a value lying exactly on the line gets. Under `rank` the line is the last customer of score k, as (value, tie key).
 */
export type RfmCut = { readonly value: number; readonly tieKey: TieKey | null; readonly side: 'better' | 'worse' };

/** Cuts in the order 1|2, 2|3, 3|4, 4|5. A null cut lies below everybody (fewer than five customers under `rank`). */
export type RfmThresholds = {
  readonly method: RfmMethod;
  readonly customers: number;
  readonly cuts: Record<RfmMeasure, readonly (RfmCut | null)[]>;
};

/**
 * Finds the cuts. Cost: one numeric sort per measure plus, under `rank`, a linear selection among equals;
 * about 0.7 s for a million customers under `rank`, 0.3 s under `quintile`. Throws RangeError on an empty population, on columns of unequal length, on a
 * value that is not finite, and on `fixed` without ascending edges.
 *
 * Example: `fitRfm({ recencyDays: [3, 40], orders: [9, 1], monetaryCents: [90000, 500], tieKey: [1, 2] }, 'rank')`.
 */
export function fitRfm(
  columns: RfmColumns,
  method: RfmMethod,
  options: { readonly edges?: FixedEdges } = {},
): RfmThresholds {
  const customers = columns.recencyDays.length;
  const cutsOf = (measure: RfmMeasure): readonly (RfmCut | null)[] => {
    if (method === 'fixed') return fixedCuts(measure, options.edges);
    const sorted = sortedValues(columns[measure], measure, customers);
    return method === 'quintile' ? quintileCuts(measure, sorted) : rankCuts(measure, sorted, columns);
  };
  return {
    method,
    customers,
    cuts: { recencyDays: cutsOf('recencyDays'), orders: cutsOf('orders'), monetaryCents: cutsOf('monetaryCents') },
  };
}

/**
 * Scores one customer against stored thresholds; constant time, no allocation but the answer.
 *
 * Example: with `fixed` edges 30, 90, 180, 365 days a recency of 30 is r = 5, of 31 r = 4, of 366 r = 1.
 */
export function scoreRfm(thresholds: RfmThresholds, customer: RfmCustomer): RfmScores {
  const { cuts } = thresholds;
  return {
    r: scoreOf(cuts.recencyDays, -1, customer.recencyDays, customer.tieKey),
    f: scoreOf(cuts.orders, 1, customer.orders, customer.tieKey),
    m: scoreOf(cuts.monetaryCents, 1, customer.monetaryCents, customer.tieKey),
  };
}

/**
 * The p-quantile of ascending values by linear interpolation between order statistics, type 7 of Hyndman & Fan
 * (1996, "Sample quantiles in statistical packages", The American Statistician 50(4)):
 *
 *     h = (n − 1)·p,   Q(p) = x⌊h⌋ + (h − ⌊h⌋)·(x⌊h⌋₊₁ − x⌊h⌋)     (x counted from 0)
 */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const h = (ascending.length - 1) * p;
  const below = Math.floor(h);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (h - below) * (high - low);
}

/** One more than the number of cuts the customer lies beyond, in the direction in which the measure gets better. */
function scoreOf(cuts: readonly (RfmCut | null)[], better: 1 | -1, value: number, tieKey: TieKey): number {
  let score = 1;
  for (const cut of cuts) if (cut === null || isBeyond(cut, better, value, tieKey)) score++;
  return score;
}

function isBeyond(cut: RfmCut, better: 1 | -1, value: number, tieKey: TieKey): boolean {
  if (value !== cut.value) return better * value > better * cut.value;
  return cut.tieKey === null ? cut.side === 'better' : tieKey > cut.tieKey;
}

/** Less is better for recency alone: its worst customers have the most days. */
const directionOf = (measure: RfmMeasure): 1 | -1 => (measure === 'recencyDays' ? -1 : 1);

function sortedValues(values: ArrayLike<number>, measure: RfmMeasure, customers: number): Float64Array {
  if (customers === 0) throw new RangeError('RFM needs at least one customer with an order');
  if (values.length !== customers) throw new RangeError(`RFM column ${measure} has another length than recencyDays`);
  const sorted = Float64Array.from(values).sort();
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(sorted[customers - 1])) {
    throw new RangeError(`RFM column ${measure} holds a value that is not finite`);
  }
  return sorted;
}

/** Intervals are closed above, (edge, next edge], in the measure's own unit, as quantile cuts usually are. */
function quintileCuts(measure: RfmMeasure, sorted: Float64Array): RfmCut[] {
  const edges = [0.2, 0.4, 0.6, 0.8].map((p) => quantile(sorted, p));
  if (measure !== 'recencyDays') return edges.map((value) => ({ value, tieKey: null, side: 'worse' }));
  return edges.toReversed().map((value) => ({ value, tieKey: null, side: 'better' }));
}

/** A value on an edge gets the better score: "within 30 days" and "10 orders or more" both read as people say them. */
function fixedCuts(measure: RfmMeasure, edges: FixedEdges | undefined): RfmCut[] {
  const ascending = edges?.[measure];
  if (ascending === undefined) throw new RangeError(`RFM method fixed needs edges for ${measure}`);
  const isAscending = ascending.length === 4 && ascending.every((edge, i) => i === 0 || edge > ascending[i - 1]!);
  if (!isAscending) throw new RangeError(`RFM edges of ${measure} must be four ascending numbers`);
  const worstFirst = measure === 'recencyDays' ? ascending.toReversed() : ascending;
  return worstFirst.map((value) => ({ value, tieKey: null, side: 'better' }));
}

/**
 * With customers lined up from worst to best, ties by key ascending, ⌈5·rank/n⌉ ≤ k exactly when rank ≤ ⌊k·n/5⌋; so
 * the cut k|k+1 is the customer at that rank. Its value is read off the sorted column; its place among customers of
 * equal value then picks the tie key.
 */
function rankCuts(measure: RfmMeasure, sorted: Float64Array, columns: RfmColumns): (RfmCut | null)[] {
  const n = sorted.length;
  const better = directionOf(measure);
  return [1, 2, 3, 4].map((k) => {
    const rank = Math.floor((k * n) / 5);
    if (rank === 0) return null;
    const value = better === 1 ? sorted[rank - 1]! : sorted[n - rank]!;
    const worse = better === 1 ? countBelow(sorted, value) : n - countUpTo(sorted, value);
    const tieKey = smallest(tieKeysOf(columns, measure, value), rank - worse - 1);
    return { value, tieKey, side: 'worse' };
  });
}

function tieKeysOf(columns: RfmColumns, measure: RfmMeasure, value: number): TieKey[] {
  const values = columns[measure];
  const keys: TieKey[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] === value) keys.push(columns.tieKey[i]!);
  return keys;
}

const countBelow = (sorted: Float64Array, value: number): number => partition(sorted, (x) => x < value);
const countUpTo = (sorted: Float64Array, value: number): number => partition(sorted, (x) => x <= value);

/** How many leading elements satisfy a condition that, once false, stays false: binary search. */
function partition(sorted: Float64Array, holds: (x: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The element that would stand at `index` if the keys were sorted: Hoare's selection (1961, "Algorithm 65: Find",
 * CACM 4(7)), linear on average. Reorders the keys it was given.
 */
function smallest(keys: TieKey[], index: number): TieKey {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const pivot = keys[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (keys[i]! < pivot) i++;
      while (keys[j]! > pivot) j--;
      if (i <= j) {
        const swapped = keys[i]!;
        keys[i++] = keys[j]!;
        keys[j--] = swapped;
      }
    }
    if (index <= j) high = j;
    else if (index >= i) low = i;
    else return keys[index]!;
  }
  return keys[index]!;
}
