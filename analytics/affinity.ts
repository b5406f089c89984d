/**
 * # Affinity: which things are bought together
 *
 * A set of items is frequent when at least `minSupport` of all baskets contain all of it. Finding every such set is
 * feasible because of one fact (Agrawal & Srikant 1994, "Fast algorithms for mining association rules", VLDB):
 *
 *     A ⊂ B   ⇒   baskets(A) ≥ baskets(B)                                                                    (1)
 *
 * so a set can only be frequent if all its parts are. Three passes:
 *
 * 1. count single items and forget the rare ones;
 * 2. count pairs basket by basket, Σ size²/2 increments, whatever the number of items;
 * 3. larger sets depth first on the lists of baskets that hold each set, which shrink as the sets grow
 *    (Zaki 2000, "Scalable algorithms for association mining", IEEE TKDE 12(3), Eclat).
 *
 * Cost: on the Groceries baskets (9,835 baskets, 43,367 items) all 13,492 sets with a support of 0.1 % in 0.15 s; pairs
 * alone among a million baskets of three in about 0.2 s. The number of sets, and with it time and memory,
 * explodes as `minSupport` falls: bound `maxSize`, or raise the support, when baskets are large.
 *
 * What frequent does not mean: interesting. Whole milk is in a quarter of all baskets and so in every frequent pair's
 * neighbourhood. Judge by lift and its certainty (`association-rules.ts`, `shrunken-lift.ts`).
 */

/** Baskets laid end to end: basket b holds `items[offsets[b] … offsets[b + 1] − 1]`, each an index into `names`. */
export type Baskets = {
  readonly names: readonly string[];
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
};

/** `items` ascending by index; `count` baskets hold all of them. */
export type Itemset = { readonly items: readonly number[]; readonly count: number };

export type MiningOptions = {
  /** Share of all baskets, in (0, 1]. A set needs ⌈minSupport · n⌉ of them. */
  readonly minSupport: number;
  /** Largest set looked for; 2 for pairs. Default: no limit. */
  readonly maxSize?: number;
};

/**
 * Reads lists of item names; an item twice in a basket counts once. Items are numbered by first appearance. An empty list
 * is a basket too: it counts in n. Decide before what a basket is (an order, a day, a customer's year): the rules differ.
 */
export function basketsOf(lists: Iterable<readonly string[]>): Baskets {
  const index = new Map<string, number>();
  const offsets = [0];
  const items: number[] = [];
  for (const list of lists) {
    for (const name of new Set(list)) {
      if (!index.has(name)) index.set(name, index.size);
      items.push(index.get(name)!);
    }
    offsets.push(items.length);
  }
  return { names: [...index.keys()], offsets: Uint32Array.from(offsets), items: Uint32Array.from(items) };
}

/** n: how many baskets, empty ones included. */
export const basketCount = (baskets: Baskets): number => baskets.offsets.length - 1;

/**
 * Every frequent set, single items first, then in order of discovery. Throws RangeError on a support outside (0, 1].
 * `maxSize: 2` gives pairs alone by passes 1 and 2, which is what "bought together" needs at any scale.
 *
 * Example: of the baskets ab, abc, c with minSupport 0.5 the sets are {a} 2, {b} 2, {c} 2 and {a, b} 2.
 */
export function frequentItemsets(baskets: Baskets, options: MiningOptions): Itemset[] {
  const { maxSize = Infinity } = options;
  const minCount = minimumCount(basketCount(baskets), options.minSupport);
  const counts = countItems(baskets);
  const frequent = [...counts.keys()].filter((item) => counts[item]! >= minCount);
  const sets: Itemset[] = frequent.map((item) => ({ items: [item], count: counts[item]! }));
  if (maxSize < 2) return sets;
  const pairs = countPairs(baskets, frequent, minCount);
  sets.push(...pairs);
  if (maxSize > 2) growLargerSets(baskets, frequent, pairs, minCount, maxSize, sets);
  return sets;
}

/** ⌈support · n⌉, forgiving the rounding of a product that should be whole. */
export function minimumCount(baskets: number, support: number): number {
  if (!(support > 0 && support <= 1)) throw new RangeError(`support lies in (0, 1], not ${support}`);
  return Math.max(1, Math.ceil(support * baskets - 1e-9));
}

/** In how many baskets each item is; index as in `names`. */
export function countItems(baskets: Baskets): Uint32Array {
  const counts = new Uint32Array(baskets.names.length);
  for (const item of baskets.items) counts[item]! += 1;
  return counts;
}

/**
 * Pass 2. A triangle of counters while it fits 64 MB (5,600 frequent items); beyond that a map of the pairs that occur,
 * several times slower but only as large as the data. Items are ranked among the frequent ones to keep the triangle small.
 */
function countPairs(baskets: Baskets, frequent: readonly number[], minCount: number): Itemset[] {
  const size = frequent.length;
  const rank = new Int32Array(baskets.names.length).fill(-1);
  frequent.forEach((item, i) => (rank[item] = i));
  const counter = size * size <= 32_000_000 ? triangleCounter(size) : mapCounter(size);
  const kept = new Int32Array(maximumSize(baskets));
  for (let b = 0; b < basketCount(baskets); b++) {
    const length = ranksOf(baskets, b, rank, kept);
    for (let i = 1; i < length; i++) for (let j = 0; j < i; j++) counter.add(kept[i]!, kept[j]!);
  }
  const pairs: Itemset[] = [];
  counter.each((high, low, count) => {
    if (count >= minCount) pairs.push({ items: [frequent[low]!, frequent[high]!], count });
  });
  return pairs;
}

/** The frequent items of a basket as ranks, ascending, written into `kept`; returns how many. */
function ranksOf(baskets: Baskets, basket: number, rank: Int32Array, kept: Int32Array): number {
  let length = 0;
  for (let at = baskets.offsets[basket]!; at < baskets.offsets[basket + 1]!; at++) {
    const r = rank[baskets.items[at]!]!;
    if (r < 0) continue;
    let place = length++;
    for (; place > 0 && kept[place - 1]! > r; place--) kept[place] = kept[place - 1]!;
    kept[place] = r;
  }
  return length;
}

type PairCounter = {
  add(high: number, low: number): void;
  each(visit: (high: number, low: number, count: number) => void): void;
};

/** Row `high` of the triangle holds `high` counters, so pair (high, low) stands at high(high − 1)/2 + low. */
function triangleCounter(size: number): PairCounter {
  const counts = new Uint32Array((size * (size - 1)) / 2);
  return {
    add: (high, low) => void (counts[(high * (high - 1)) / 2 + low]! += 1),
    each: (visit) => {
      for (let high = 1, at = 0; high < size; high++)
        for (let low = 0; low < high; low++) visit(high, low, counts[at++]!);
    },
  };
}

/** The same behind a map keyed by high · size + low, exact below 2⁵³. */
function mapCounter(size: number): PairCounter {
  const counts = new Map<number, number>();
  return {
    add: (high, low) => void counts.set(high * size + low, (counts.get(high * size + low) ?? 0) + 1),
    each: (visit) => counts.forEach((count, key) => visit(Math.floor(key / size), key % size, count)),
  };
}

/** An item that may be added to the set at hand, with the baskets that hold the set and it. */
type Extension = { readonly item: number; readonly tids: Uint32Array };

/**
 * Pass 3. For each item, the items it forms a frequent pair with are its extensions; a set is extended by those of its
 * extensions that stay frequent, and so on. Items go from rare to common, so that lists are short early.
 */
function growLargerSets(
  baskets: Baskets,
  frequent: readonly number[],
  pairs: readonly Itemset[],
  minCount: number,
  maxSize: number,
  found: Itemset[],
): void {
  const tids = basketLists(baskets, frequent);
  const byRarity = (a: number, b: number): number => tids.get(a)!.length - tids.get(b)!.length || a - b;
  const partners = new Map<number, number[]>(frequent.map((item) => [item, []]));
  for (const { items } of pairs) {
    const [first, second] = items.toSorted(byRarity) as [number, number];
    partners.get(first)!.push(second);
  }
  const extend = (prefix: readonly number[], extensions: readonly Extension[]): void => {
    for (const [i, { item, tids: own }] of extensions.entries()) {
      const set = [...prefix, item];
      const next: Extension[] = [];
      for (const other of extensions.slice(i + 1)) {
        const shared = intersection(own, other.tids, minCount);
        if (shared === null) continue;
        found.push({ items: [...set, other.item].sort((a, b) => a - b), count: shared.length });
        next.push({ item: other.item, tids: shared });
      }
      if (next.length > 1 && set.length + 2 <= maxSize) extend(set, next);
    }
  };
  for (const [item, others] of partners) {
    if (others.length < 2) continue;
    const own = tids.get(item)!;
    others.sort(byRarity);
    extend(
      [item],
      others.map((other) => ({ item: other, tids: intersection(own, tids.get(other)!, 1)! })),
    );
  }
}

/** For each frequent item the ascending numbers of the baskets that hold it. */
function basketLists(baskets: Baskets, frequent: readonly number[]): Map<number, Uint32Array> {
  const counts = countItems(baskets);
  const lists = new Map(frequent.map((item) => [item, new Uint32Array(counts[item]!)]));
  const filled = new Uint32Array(baskets.names.length);
  for (let b = 0; b < basketCount(baskets); b++) {
    for (let at = baskets.offsets[b]!; at < baskets.offsets[b + 1]!; at++) {
      const item = baskets.items[at]!;
      const list = lists.get(item);
      if (list !== undefined) list[filled[item]!++] = b;
    }
  }
  return lists;
}

/**
 * What two ascending lists share, or null as soon as fewer than `atLeast` are possible: most candidates fail, and this is
 * where the time goes, so failing early pays.
 */
function intersection(a: Uint32Array, b: Uint32Array, atLeast: number): Uint32Array | null {
  const shared = new Uint32Array(Math.min(a.length, b.length));
  let length = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (length + Math.min(a.length - i, b.length - j) < atLeast) return null;
    const difference = a[i]! - b[j]!;
    if (difference === 0) shared[length++] = a[i]!;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return length < atLeast ? null : shared.slice(0, length);
}

/** Items in the largest basket. */
function maximumSize(baskets: Baskets): number {
  let largest = 0;
  for (let b = 0; b < basketCount(baskets); b++) {
    largest = Math.max(largest, baskets.offsets[b + 1]! - baskets.offsets[b]!);
  }
  return largest;
}
