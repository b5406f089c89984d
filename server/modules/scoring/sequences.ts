import { basketCount } from '#analytics/affinity.ts';
import type { BasketLog } from './baskets.ts';

/** How long after a product another one still counts as next. */
export const WITHIN_DAYS = 90;

export type Follower = { first: number; next: number; days: number[] };

/**
 * What customers bought next. An anchor is a customer's first purchase of a product in the log, watched for the whole
 * `WITHIN_DAYS`; its followers are the products the customer bought then for the first time, not with it and not before.
 * By chance every anchor would have a given follower equally often, so anchors and followers make a table like baskets and
 * items do: expected = buyers · followers / anchors.
 */
export function followersOf(log: BasketLog): {
  anchors: number;
  buyers: Float64Array;
  followers: Float64Array;
  pairs: Follower[];
} {
  const size = log.productIds.length;
  const buyers = new Float64Array(size);
  const followers = new Float64Array(size);
  const pairs = new Map<number, Follower>();
  const lastDay = log.days.reduce((most, day) => Math.max(most, day), 0);
  let anchors = 0;
  for (const firsts of firstPurchases(log)) {
    for (const [product, day] of firsts) {
      if (day + WITHIN_DAYS > lastDay) continue;
      anchors++;
      buyers[product]!++;
      for (const [next, later] of firsts) {
        if (later <= day || later > day + WITHIN_DAYS) continue;
        followers[next]!++;
        const key = product * size + next;
        const pair = pairs.get(key) ?? { first: product, next, days: [] };
        pair.days.push(later - day);
        pairs.set(key, pair);
      }
    }
  }
  return { anchors, buyers, followers, pairs: [...pairs.values()] };
}

/** For each customer the day on which each product was first bought. Baskets come by customer and time. */
function* firstPurchases(log: BasketLog): Generator<Map<number, number>> {
  let firsts = new Map<number, number>();
  for (let b = 0; b < basketCount(log); b++) {
    if (b > 0 && log.customers[b] !== log.customers[b - 1]) {
      yield firsts;
      firsts = new Map();
    }
    for (let at = log.offsets[b]!; at < log.offsets[b + 1]!; at++) {
      const item = log.items[at]!;
      if (!firsts.has(item)) firsts.set(item, log.days[b]!);
    }
  }
  if (firsts.size > 0) yield firsts;
}
