import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, id, idParam, instant, listParam } from '#shared/wire.ts';

const count = z.number().int().min(0);
const rate = z.number();
const text = z.object({ zh: z.string(), en: z.string() });

export const productRef = z.object({
  productId: id,
  sku: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  priceCents: cents.nullable(),
});

/** Two products in one basket. A basket is an order that counts, of the last 365 days. */
export const pair = z.object({
  first: productRef,
  second: productRef,
  /** Baskets with both, with the first, with the second. */
  both: count,
  firstBaskets: count,
  secondBaskets: count,
  /** Of all baskets. */
  support: rate,
  /** Of the baskets with the first, and of those with the second, how many have the other. */
  confidence: rate,
  confidenceBack: rate,
  lift: z.number(),
  /** The lift one can count on: pulled towards the average pair's while seen rarely; 90 % interval. */
  shrunkenLift: z.number(),
  low: z.number(),
  high: z.number(),
  /** Share of false findings among all pairs at least as sure. */
  qValue: z.number(),
  sentence: text,
  /** `filter=` values of the customer list: who had both in one order. */
  filters: z.array(z.string()),
});
export type Pair = z.infer<typeof pair>;

/** A product bought within `withinDays` after another, by customers who had not bought it with the first. */
export const nextProduct = z.object({
  first: productRef,
  next: productRef,
  /** Buyers of the first who were watched the whole time, and how many of them bought the next within it. */
  buyers: count,
  bought: count,
  share: rate,
  /** Days until half of them had. */
  medianDays: z.number(),
  /** Against the share that buys the product in as many days without the first. */
  lift: z.number(),
  shrunkenLift: z.number(),
  low: z.number(),
  high: z.number(),
  qValue: z.number(),
  sentence: text,
  /** Who bought the one and then the other. */
  filters: z.array(z.string()),
});
export type NextProduct = z.infer<typeof nextProduct>;

/** Products to offer as one: every two of them go together. */
export const bundle = z.object({
  products: z.array(productRef).min(2).max(4),
  baskets: count,
  support: rate,
  lift: z.number(),
  qValue: z.number(),
  /** Bought apart, at today's prices; null when a price is not known. */
  priceCents: cents.nullable(),
  sentence: text,
  /** Who had all of them in one order. */
  filters: z.array(z.string()),
});

export const getAffinity = endpoint({
  method: 'GET',
  path: '/api/scoring/affinity',
  summary: 'Products bought together, next after each other, and worth a bundle',
  permission: 'scoring.overview',
  scope: 'none',
  query: z.object({ productId: idParam.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  response: z.object({
    asOf: instant,
    /** When the tables were last made; null before the first night. */
    computedAt: instant.nullable(),
    from: day.nullable(),
    baskets: count,
    products: count,
    minimumBaskets: count,
    withinDays: count,
    currency,
    pairs: z.array(pair),
    next: z.array(nextProduct),
    bundles: z.array(bundle),
    definitions: z.record(z.string(), z.string()),
  }),
});

export const recommendation = productRef.extend({
  /** Why, in one sentence. */
  sentence: text,
  /** What it rests on: bought with, bought after, or bought by most. */
  kind: z.enum(['together', 'next', 'popular']),
  because: productRef.nullable(),
  /** Lift that can be counted on; null for best sellers. */
  lift: z.number().nullable(),
});
export type Recommendation = z.infer<typeof recommendation>;

export const getRecommendations = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/recommendations',
  summary: 'What to offer a customer, and why; or best sellers, which look at nobody',
  permission: 'scoring.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  query: z.object({
    /** `no`: nothing about the customer is used (PIPL art. 24). */
    personal: z.enum(['yes', 'no']).default('yes'),
    limit: z.coerce.number().int().min(1).max(20).default(6),
  }),
  response: z.object({
    asOf: instant,
    personal: z.boolean(),
    rows: z.array(recommendation),
    /** Products left out, and why. */
    leftOut: z.object({ owned: count, inactive: count, sameFamily: count }),
  }),
});

export const recommendForBasket = endpoint({
  method: 'GET',
  path: '/api/scoring/recommendations',
  summary: 'What goes with the products in a basket, or best sellers for an empty one; knows no customer',
  permission: 'scoring.overview',
  scope: 'none',
  query: z.object({
    products: listParam.optional(),
    limit: z.coerce.number().int().min(1).max(20).default(6),
  }),
  response: z.object({ asOf: instant, rows: z.array(recommendation) }),
});
