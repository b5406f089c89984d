// What lies in a basket.
//
// A basket has an aim in money (the Gamma-Gamma draw) and is filled until what is left of it is small: first an anchor
// of up to three quarters of the aim (of a small aim, all of it), then whatever comes nearest of three affordable picks. Between, the companion rules are kept
// exactly: when a product with a companion goes in, a coin of the rule's probability decides, and its answer stands for
// this basket; when a companion goes in by itself, the product it belongs to stays out. So among all baskets with the
// product the share that also holds the companion is the rule's probability, which is what an affinity model must find.
//
// Cost: some ten picks a basket, each a binary search on the shelf of that archetype, channel and month.

import type { Random } from '#analytics/random.ts';
import { at, firstAbove, happens, runningTotals, wholeBetween } from './chance.ts';
import { PRODUCTS, SUN_SEASON, TASTES } from './products.ts';
import type { DemoPair } from './parameters.ts';
import type { DemoArchetype, DemoOrderLine, DemoProduct } from './records.ts';

export interface BasketWish {
  aimCents: number;
  /** Share of the list price that everything in this basket is cheaper by. */
  discount: number;
  archetype: DemoArchetype;
  inStore: boolean;
  /** January is 0. */
  month: number;
  /** Must go in, or must stay out: the answer of a rule that looks at earlier baskets. */
  required: readonly string[];
  forbidden: Iterable<string>;
}

export type Shelf = { products: DemoProduct[]; totals: number[] };

const MOST_LINES = 9;
const PICKS = 3;
const ANCHOR_PICKS = 2;
const TRIES = 16;
// With a lot left, more is looked at, or nine lines of trifles would never spend it.
const LARGE_REST_CENTS = 80_000;
const PICKS_FOR_LARGE_REST = 10;
// A small purse buys one thing; a larger one leaves room beside the first.
const SMALL_AIM_CENTS = 15_000;
const SMALL_REST_CENTS = 1_500;

const BY_SKU = new Map(PRODUCTS.map((product) => [product.sku, product]));

/** Fills baskets from shelves it lays out once per archetype, channel and month. */
export function basketFiller(pairs: readonly DemoPair[]): (random: Random, wish: BasketWish) => DemoOrderLine[] {
  const shelves = new Map<string, Shelf>();
  const companions = Map.groupBy(pairs, (pair) => pair.sku);
  const leaders = new Map(pairs.map((pair) => [pair.companion, pair.sku]));

  return (random, wish) => {
    const key = `${wish.archetype} ${wish.inStore} ${wish.month}`;
    const shelf = shelves.get(key) ?? layOut(wish);
    shelves.set(key, shelf);
    return fill(random, wish, shelf, companions, leaders);
  };
}

function layOut({ archetype, inStore, month }: BasketWish): Shelf {
  const products = PRODUCTS.filter((product) => inStore || !product.service);
  const weights = products.map((product) => {
    const taste = TASTES[archetype][product.categoryCode] ?? 1;
    return product.popularity * taste * (product.categoryCode === 'SN' ? at(SUN_SEASON, month) : 1);
  });
  return { products, totals: runningTotals(weights) };
}

function fill(
  random: Random,
  wish: BasketWish,
  shelf: Shelf,
  companions: ReadonlyMap<string, DemoPair[]>,
  leaders: ReadonlyMap<string, string>,
): DemoOrderLine[] {
  const lines = new Map<string, DemoOrderLine>();
  const closed = new Set(wish.forbidden);
  let restCents = wish.aimCents;

  const put = (product: DemoProduct, quantity: number): void => {
    lines.set(product.sku, lineOf(product, quantity, wish.discount));
    closed.add(product.sku);
    restCents -= netCents(product, wish.discount) * quantity;
    const leader = leaders.get(product.sku);
    if (leader !== undefined) closed.add(leader);
    for (const { companion, probability } of companions.get(product.sku) ?? []) {
      const wanted = happens(random, probability);
      closed.add(companion);
      if (wanted) put(productOf(companion), 1);
    }
  };

  for (const sku of wish.required) put(productOf(sku), 1);
  if (lines.size === 0) {
    const anchor = anchorFor(random, shelf, closed, wish);
    put(anchor, quantityFor(random, anchor, restCents * 0.75, wish));
  }
  while (lines.size < MOST_LINES && restCents > Math.max(SMALL_REST_CENTS, wish.aimCents * 0.1)) {
    const next = dearest(random, shelf, closed, restCents * 1.1, wish.discount, picksFor(restCents));
    if (next === null) break;
    put(next, quantityFor(random, next, restCents, wish));
  }
  return [...lines.values()];
}

/** The first thing taken; when hardly anything is cheap enough, the cheapest there is. */
function anchorFor(random: Random, shelf: Shelf, closed: ReadonlySet<string>, wish: BasketWish): DemoProduct {
  const limit = wish.aimCents * (wish.aimCents < SMALL_AIM_CENTS ? 1.05 : 0.75);
  const anchor = dearest(random, shelf, closed, limit, wish.discount, ANCHOR_PICKS);
  if (anchor !== null) return anchor;
  const open = shelf.products.filter((product) => !closed.has(product.sku));
  return open.reduce((cheapest, product) => (product.priceCents < cheapest.priceCents ? product : cheapest));
}

/** Of some affordable picks the dearest: it leaves the least over. Null when nothing affordable came up. */
function dearest(
  random: Random,
  shelf: Shelf,
  closed: ReadonlySet<string>,
  limitCents: number,
  discount: number,
  picks: number,
): DemoProduct | null {
  let best: DemoProduct | null = null;
  let found = 0;
  for (let attempt = 0; attempt < TRIES && found < picks; attempt += 1) {
    const product = draw(random, shelf);
    if (closed.has(product.sku) || netCents(product, discount) > limitCents) continue;
    found += 1;
    if (best === null || product.priceCents > best.priceCents) best = product;
  }
  return best;
}

function picksFor(restCents: number): number {
  return restCents > LARGE_REST_CENTS ? PICKS_FOR_LARGE_REST : PICKS;
}

/** One, mostly. Hoarders take two or three of what keeps, firms by the dozen. */
function quantityFor(random: Random, product: DemoProduct, restCents: number, wish: BasketWish): number {
  if (product.service || product.durable === true) return 1;
  const affordable = Math.floor(restCents / netCents(product, wish.discount));
  const mood = random();
  if (wish.archetype === 'group') return Math.max(1, Math.min(affordable, wholeBetween(random, 6, 24)));
  const wanted = mood < (wish.archetype === 'stock_up' ? 0.45 : 0.1) ? 2 + (Math.floor(mood * 20) % 2) : 1;
  return Math.max(1, Math.min(affordable, wanted));
}

function draw(random: Random, shelf: Shelf): DemoProduct {
  return at(shelf.products, firstAbove(shelf.totals, random() * at(shelf.totals, shelf.totals.length - 1)));
}

function lineOf(product: DemoProduct, quantity: number, discount: number): DemoOrderLine {
  const { sku, name, priceCents } = product;
  const discountCents = (priceCents - netCents(product, discount)) * quantity;
  return { sku, name, quantity, unitPriceCents: priceCents, discountCents };
}

/** Tills round the price of one piece to ten cents. */
function netCents(product: DemoProduct, discount: number): number {
  return Math.round((product.priceCents * (1 - discount)) / 10) * 10;
}

function productOf(sku: string): DemoProduct {
  const product = BY_SKU.get(sku);
  if (product === undefined) throw new RangeError(`a rule names the unknown product ${sku}`);
  return product;
}
