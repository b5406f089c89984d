import { sql } from 'kysely';
import { basketCount, countItems, frequentItemsets, type Itemset } from '#analytics/affinity.ts';
import { fisherUpperTail } from '#analytics/fisher-exact.ts';
import { benjaminiHochberg } from '#analytics/multiple-testing.ts';
import { fitLiftPrior, shrunkenLift } from '#analytics/shrunken-lift.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { addJob } from '#platform/jobs.ts';
import { saveSetting } from '#platform/settings.ts';
import { loadBaskets, type BasketLog } from './baskets.ts';
import { judgedMoment } from './runs.ts';
import { followersOf, WITHIN_DAYS } from './sequences.ts';
import { YEAR_DAYS } from './windows.ts';

export const AFFINITY_JOB = 'scoring.affinity';
export const AFFINITY_STATE = 'scoring.affinity_made';

export type AffinityState = {
  computedAt: string;
  from: string;
  baskets: number;
  products: number;
  minimumBaskets: number;
  withinDays: number;
};

/** A pair must be in so many baskets at least, and in so many of a hundred thousand. */
const FEWEST_BASKETS = 5;
const FEWEST_PER_100_000 = 30;
/** Larger sets only from twice the support, else their number explodes. */
const BUNDLE_FACTOR = 2;
/** Of all findings reported, at most this share false. */
const MOST_FALSE = 0.05;
const MOST_BUNDLES = 200;

/** Asks for the tables of products to be made anew in the background; one that waits already is not added again. */
export async function requestAffinity(ctx: Ctx): Promise<void> {
  await addJob(ctx, AFFINITY_JOB, {}, { key: AFFINITY_JOB, queue: AFFINITY_JOB });
}

/**
 * Makes pairs, sequences, bundles and best sellers anew from the orders of the year before the day looked at. All baskets
 * stream through once; counting is in memory. About ten seconds on a million baskets, once a night.
 */
export function refreshAffinity(ctx: Ctx): Promise<AffinityState> {
  return inTransaction(ctx, async (inner) => {
    const now = await judgedMoment(inner);
    const log = await loadBaskets({ ...inner, now });
    const n = basketCount(log);
    const minimum = Math.max(FEWEST_BASKETS, Math.ceil((n * FEWEST_PER_100_000) / 100_000));
    const pairs = pairsOf(log, minimum);
    await replace(
      inner,
      'scoring.product_pairs',
      pairs.map((pair) => pair.row),
    );
    await replace(inner, 'scoring.product_sequences', sequenceRows(log, minimum));
    await replace(inner, 'scoring.product_bundles', bundlesOf(log, minimum, pairs));
    await replace(inner, 'scoring.product_sales', salesOf(log));
    const state = {
      computedAt: now.toISOString(),
      from: new Date(now.getTime() - YEAR_DAYS * 86_400_000).toISOString(),
      baskets: n,
      products: log.productIds.length,
      minimumBaskets: minimum,
      withinDays: WITHIN_DAYS,
    };
    await saveSetting(inner, AFFINITY_STATE, state);
    return state;
  });
}

/** Kept as four-byte numbers: below this nobody tells the difference. */
const SMALLEST_Q = 1e-30;

const qValues = (pValues: readonly number[], asked: number = pValues.length): Float64Array =>
  benjaminiHochberg(pValues, asked).map((q) => Math.max(q, SMALLEST_Q));

type Value = string | number;

async function replace(ctx: Ctx, table: string, rows: readonly (readonly Value[])[]): Promise<void> {
  await sql`delete from ${sql.table(table)}`.execute(ctx.db);
  await copyIn(ctx, table, rows.map(copyRow));
}

type FoundPair = { key: string; row: Value[] };

/** Pairs that go together by more than chance: q-value and the lower end of the shrunken lift agree. */
function pairsOf(log: BasketLog, minimum: number): FoundPair[] {
  const n = basketCount(log);
  if (n === 0) return [];
  const counts = countItems(log);
  const all = frequentItemsets(log, { minSupport: 1 / n, maxSize: 2 }).filter(({ items }) => items.length === 2);
  const asPair = ({ items: [a = 0, b = 0], count }: Itemset) => ({ a: counts[a]!, b: counts[b]!, both: count });
  const prior = fitLiftPrior(counts, all.map(asPair), n);
  const candidates = all.filter(({ count }) => count >= minimum);
  const asked = (log.productIds.length * (log.productIds.length - 1)) / 2;
  const q = qValues(
    candidates.map((set) => {
      const { a, b, both } = asPair(set);
      return fisherUpperTail(n, a, b, both);
    }),
    Math.max(asked, candidates.length),
  );
  return candidates.flatMap((set, i) => {
    const { a, b, both } = asPair(set);
    const shrunken = shrunkenLift(prior, { a, b, both, baskets: n });
    if (q[i]! > MOST_FALSE || shrunken.interval[0] <= 1) return [];
    const [first, second] = set.items as [number, number];
    const ids = [log.productIds[first]!, log.productIds[second]!];
    const [lowId, highId] = ids[0]! < ids[1]! ? [ids[0]!, ids[1]!] : [ids[1]!, ids[0]!];
    const [lowCount, highCount] = lowId === ids[0] ? [a, b] : [b, a];
    const lift = (both * n) / (a * b);
    const row = [lowId, highId, both, lowCount, highCount, lift, shrunken.lift, ...shrunken.interval, q[i]!];
    return [{ key: `${Math.min(first, second)},${Math.max(first, second)}`, row }];
  });
}

function sequenceRows(log: BasketLog, minimum: number): Value[][] {
  const { anchors, buyers, followers, pairs } = followersOf(log);
  const asPair = (pair: (typeof pairs)[number]) => ({
    a: buyers[pair.first]!,
    b: followers[pair.next]!,
    both: pair.days.length,
  });
  if (anchors === 0 || pairs.length === 0) return [];
  const prior = fitLiftPrior(followers, pairs.map(asPair), anchors);
  const candidates = pairs.filter(({ days }) => days.length >= minimum);
  const q = qValues(
    candidates.map((pair) => {
      const { a, b, both } = asPair(pair);
      return fisherUpperTail(anchors, a, b, both);
    }),
    Math.max(log.productIds.length * (log.productIds.length - 1), candidates.length),
  );
  return candidates.flatMap((pair, i) => {
    const { a, b, both } = asPair(pair);
    const shrunken = shrunkenLift(prior, { a, b, both, baskets: anchors });
    if (q[i]! > MOST_FALSE || shrunken.interval[0] <= 1) return [];
    const expected = (a * b) / anchors;
    const median = pair.days.toSorted((x, y) => x - y)[Math.floor(pair.days.length / 2)] ?? 0;
    const ids = [log.productIds[pair.first]!, log.productIds[pair.next]!];
    return [[...ids, a, both, expected, median, shrunken.lift, ...shrunken.interval, q[i]!]];
  });
}

/** Threes and fours of which every two were found to go together. The q-value is that of the least sure of their rules. */
function bundlesOf(log: BasketLog, minimum: number, pairs: readonly FoundPair[]): Value[][] {
  const n = basketCount(log);
  if (n === 0) return [];
  const found = new Set(pairs.map(({ key }) => key));
  const sets = frequentItemsets(log, { minSupport: Math.min(1, (BUNDLE_FACTOR * minimum) / n), maxSize: 4 });
  const countOf = new Map(sets.map(({ items, count }) => [items.join(), count]));
  const candidates = sets.filter(({ items }) => items.length > 2 && everyTwo(items, (key) => found.has(key)));
  const q = qValues(
    candidates.map(({ items, count }) =>
      Math.max(
        ...items.map((item) => {
          const others = items.filter((other) => other !== item);
          return fisherUpperTail(n, countOf.get(others.join()) ?? n, countOf.get(String(item)) ?? n, count);
        }),
      ),
    ),
  );
  return candidates
    .map(({ items, count }, i) => {
      const chance = items.reduce((share, item) => share * ((countOf.get(String(item)) ?? n) / n), 1);
      const ids = items.map((item) => log.productIds[item]!).toSorted((a, b) => a - b);
      return { ids, count, lift: count / n / chance, q: q[i]! };
    })
    .filter((bundle) => bundle.q <= MOST_FALSE)
    .sort((a, b) => b.count * Math.log(b.lift) - a.count * Math.log(a.lift))
    .slice(0, MOST_BUNDLES)
    .map(({ ids, count, lift, q }) => [`{${ids.join(',')}}`, count, lift, q]);
}

function everyTwo(items: readonly number[], test: (key: string) => boolean): boolean {
  return items.every((item, i) =>
    items.slice(i + 1).every((other) => test(`${Math.min(item, other)},${Math.max(item, other)}`)),
  );
}

function salesOf(log: BasketLog): Value[][] {
  const baskets = countItems(log);
  const customers = new Uint32Array(baskets.length);
  const lastBuyer = new Float64Array(baskets.length).fill(-1);
  for (let b = 0; b < basketCount(log); b++) {
    for (let at = log.offsets[b]!; at < log.offsets[b + 1]!; at++) {
      const item = log.items[at]!;
      if (lastBuyer[item] !== log.customers[b]) customers[item]!++;
      lastBuyer[item] = log.customers[b]!;
    }
  }
  return log.productIds.map((id, item) => [id, baskets[item]!, customers[item]!]);
}
