/**
 * # From pairs to groups
 *
 * Pairs judged one by one contradict each other: a is b, b is c, but a is not c. Groups are put together from the surest
 * pair down, as in agglomerative clustering with average linkage (Sokal & Michener 1958): two groups become one when the
 * mean of the log odds over all pairs between them is above zero, pairs that were never candidates judged on the spot. A
 * chain of look-alikes thus falls apart where it is weak, and a pair that lost a key to errors is found through a third
 * record. It is a greedy answer to correlation clustering (Bansal, Blum & Chawla 2004), which is NP-hard.
 *
 * Cost: O(p log p) for p pairs, and one judgement per pair inside the groups.
 */

export type JudgedPair = { a: number; b: number; probability: number; candidate: boolean };

/** A mean stays a mean when one pair is sure beyond what doubles tell: log odds are cut here. */
const MOST_LOG_ODDS = 12;

const logOdds = (probability: number): number =>
  Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, Math.log(probability / (1 - probability))));

/**
 * `likely` are the pairs judged a match, `probabilityOf` judges any other. Groups have two members at least and are
 * ordered by their first; `pairs` are all pairs inside them, those never candidates included.
 */
export function groupPairs(
  likely: readonly JudgedPair[],
  probabilityOf: (a: number, b: number) => number,
): { groups: number[][]; pairs: JudgedPair[] } {
  const known = new Map<string, JudgedPair>();
  for (const pair of likely) known.set(nameOf(pair.a, pair.b), pair);
  const judge = (a: number, b: number): JudgedPair => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const name = nameOf(low, high);
    const found = known.get(name) ?? { a: low, b: high, probability: probabilityOf(low, high), candidate: false };
    known.set(name, found);
    return found;
  };
  const groupOf = new Map<number, number[]>();
  const own = (record: number): number[] => groupOf.get(record) ?? [record];
  const surestFirst = likely.toSorted((x, y) => y.probability - x.probability || x.a - y.a || x.b - y.b);
  for (const { a, b } of surestFirst) {
    const [left, right] = [own(a), own(b)];
    if (left.includes(b)) continue;
    let sum = 0;
    for (const one of left) for (const other of right) sum += logOdds(judge(one, other).probability);
    if (sum <= 0) continue;
    const joined = [...left, ...right];
    for (const member of joined) groupOf.set(member, joined);
  }
  const groups = [...new Set(groupOf.values())].map((group) => group.toSorted((x, y) => x - y));
  groups.sort((x, y) => x[0]! - y[0]!);
  const pairs = groups.flatMap((group) =>
    group.flatMap((one, index) => group.slice(index + 1).map((other) => judge(one, other))),
  );
  return { groups, pairs };
}

const nameOf = (a: number, b: number): string => `${a} ${b}`;
