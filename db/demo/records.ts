// The shapes the demo brand is handed over in. They are plain records, named the way a shop's own export would name
// them, so that the same data can be written to a CSV file or given to the modules' `record` functions.
//
// Money is in cents of CNY. Moments are `Date`; days without a time (birthdays) are 'YYYY-MM-DD' in Asia/Shanghai.
// What an order line came to is always `quantity * unitPriceCents - discountCents`.

import type { DemoChannel, DemoSource, DemoArchetype } from './kinds.ts';
import type { DemoParameters } from './parameters.ts';

export type * from './kinds.ts';

export interface DemoStore {
  code: string;
  name: string;
  city: string;
  /** False for the flagship shop on a marketplace: no opening hours, nobody's home store. */
  physical: boolean;
}

export interface DemoCategory {
  code: string;
  name: string;
}

export interface DemoProduct {
  sku: string;
  name: string;
  categoryCode: string;
  /** Products of one family replace each other: nobody needs a second cleanser recommended beside the first. */
  family: string;
  priceCents: number;
  costCents: number;
  /** A treatment done in the shop: sold there only, never returned. */
  service: boolean;
  /** Bought once and kept; a customer of the demo never buys the same one twice. */
  durable?: boolean;
  warrantyMonths?: number;
  /** Relative weight of being picked when no companion rule applies. */
  popularity: number;
}

export interface DemoImportantDate {
  kind: 'baby_birthday' | 'wedding_anniversary';
  on: string;
}

export interface DemoCustomer {
  externalId: string;
  kind: 'person' | 'company';
  name: string;
  phone: string;
  email: string | null;
  wechatOpenId: string | null;
  gender: 'female' | 'male' | null;
  birthday: string | null;
  importantDates: DemoImportantDate[];
  city: string;
  homeStoreCode: string;
  source: DemoSource;
  createdAt: Date;
}

export interface DemoOrderLine {
  sku: string;
  name: string;
  /** Negative on a return. */
  quantity: number;
  unitPriceCents: number;
  /** For the whole line, always a multiple of the quantity; 0 on a return, whose unit price is the price once paid. */
  discountCents: number;
}

export interface DemoOrder {
  externalId: string;
  customerExternalId: string;
  storeCode: string;
  channel: DemoChannel;
  placedAt: Date;
  status: 'completed' | 'cancelled';
  /** On a return: the order it takes goods back from. */
  returnOf: string | null;
  lines: DemoOrderLine[];
}

/** What only the generator knows about a customer; a model sees the orders and has to guess it. */
export interface DemoTruth {
  customerExternalId: string;
  /** Null for a prospect, who registered and never bought. */
  firstOrderAt: Date | null;
  /** Completed purchases per week while alive, averaged over the seasons. */
  lambdaPerWeek: number;
  /** Drop-outs per week: the reciprocal of the expected lifetime. */
  muPerWeek: number;
  /** The last moment at which a purchase was possible; null when that still lies ahead, and for prospects. */
  droppedOutAt: Date | null;
  meanBasketCents: number;
  archetype: DemoArchetype;
}

export interface DemoBrand {
  name: string;
  /** The midnight in Asia/Shanghai that opens the day of `now`: everything in the data happened before it. */
  asOf: Date;
  parameters: DemoParameters;
  stores: DemoStore[];
  categories: DemoCategory[];
  products: DemoProduct[];
  /** In order of registration, and so is `truth`: the same index is the same customer. */
  customers: DemoCustomer[];
  truth: DemoTruth[];
  /** Purchases, cancelled attempts and returns, in order of time. */
  orders: DemoOrder[];
}
