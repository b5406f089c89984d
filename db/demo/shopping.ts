// One customer's way through the shops: each visit becomes an order, with what earlier baskets decide for later ones.
//
// Two rules look back. Whoever bought sun protection in summer is asked about after-sun care in the first basket two to
// eight weeks later, with one coin (`sequence` in parameters.ts); what was bought for good is not bought again.

import { gammaDraw, type Random } from '#analytics/random.ts';
import { at, happens, pickWeighted } from './chance.ts';
import { localMonth, type Clock } from './calendar.ts';
import { PRODUCTS } from './products.ts';
import { drawCancelledAttempt, drawGivenBack } from './returns.ts';
import { FLAGSHIP_CODE, HOME_STORES, HOME_STORE_WEIGHTS } from './stores.ts';
import type { BasketWish } from './baskets.ts';
import type { DemoParameters } from './parameters.ts';
import type { Drive, Visit } from './purchases.ts';
import type { DemoOrder, DemoOrderLine } from './records.ts';

/** An order that has no number yet: numbers follow the time, over all customers. */
export interface OrderDraft extends Omit<DemoOrder, 'externalId' | 'customerExternalId' | 'returnOf'> {
  takesBack: OrderDraft | null;
}

export interface Shopper {
  drive: Drive;
  createdAt: Date;
  homeStoreCode: string;
}

const WEEK_MS = 7 * 86_400_000;

// One visit in twelve is to another shop than the customer's own.
const ELSEWHERE = 1 / 12;

const DURABLES = new Set(PRODUCTS.filter((product) => product.durable).map((product) => product.sku));
const FAMILIES = new Map(PRODUCTS.map((product) => [product.sku, product.family]));

export function goShopping(
  random: Random,
  clock: Clock,
  shopper: Shopper,
  visits: readonly Visit[],
  parameters: DemoParameters,
  fillBasket: (random: Random, wish: BasketWish) => DemoOrderLine[],
): OrderDraft[] {
  const drafts: OrderDraft[] = [];
  const owned = new Set<string>();
  let sunProtected: Date[] = [];

  for (const visit of visits) {
    const { required, forbidden, waiting } = afterSun(random, visit.placedAt, sunProtected, parameters);
    const lines = fillBasket(random, {
      aimCents: gammaDraw(random, parameters.spend.p, parameters.spend.p / shopper.drive.meanBasketCents),
      discount: discountOf(random, at(clock.promotions, visit.day), parameters),
      archetype: shopper.drive.archetype,
      inStore: visit.channel === 'store',
      month: localMonth(visit.placedAt) - 1,
      required,
      forbidden: [...owned, ...forbidden],
    });
    for (const line of lines) if (DURABLES.has(line.sku)) owned.add(line.sku);
    sunProtected = remembersSun(lines, visit.placedAt, parameters) ? [...waiting, visit.placedAt] : waiting;
    drafts.push(...documentsOf(random, clock, shopper, visit, lines, parameters));
  }
  return drafts;
}

/** The completed order, the attempt before it, and the return after it. */
function documentsOf(
  random: Random,
  clock: Clock,
  shopper: Shopper,
  visit: Visit,
  lines: DemoOrderLine[],
  parameters: DemoParameters,
): OrderDraft[] {
  const { placedAt, channel } = visit;
  const storeCode = storeOf(random, visit, shopper.homeStoreCode);
  const order: OrderDraft = { storeCode, channel, placedAt, status: 'completed', takesBack: null, lines };
  const attemptedAt = drawCancelledAttempt(random, visit, shopper.createdAt, parameters);
  const back = drawGivenBack(random, clock, visit, lines, parameters);
  const attempt = attemptedAt && { ...order, placedAt: attemptedAt, status: 'cancelled' as const };
  const givenBack = back && { ...order, placedAt: back.placedAt, lines: back.lines, takesBack: order };
  return [attempt, order, givenBack].filter((draft) => draft !== null);
}

function afterSun(random: Random, placedAt: Date, sunProtected: readonly Date[], { sequence }: DemoParameters) {
  const weeks = (bought: Date): number => (placedAt.getTime() - bought.getTime()) / WEEK_MS;
  const due = sunProtected.some((bought) => weeks(bought) >= sequence.fromWeeks && weeks(bought) <= sequence.toWeeks);
  const wanted = due && happens(random, sequence.probability);
  return {
    required: wanted ? [sequence.companion] : [],
    forbidden: due && !wanted ? [sequence.companion] : [],
    waiting: sunProtected.filter((bought) => weeks(bought) < sequence.fromWeeks),
  };
}

function remembersSun(lines: readonly DemoOrderLine[], placedAt: Date, { sequence }: DemoParameters): boolean {
  const month = localMonth(placedAt);
  if (month < sequence.monthFrom || month > sequence.monthTo) return false;
  return lines.some((line) => FAMILIES.get(line.sku) === sequence.family);
}

/** Everybody's promotion on its days; on other days, now and then, a coupon. */
function discountOf(random: Random, promotion: number, { coupon }: DemoParameters): number {
  const hasCoupon = happens(random, coupon.probability);
  return promotion > 0 ? promotion : hasCoupon ? coupon.discount : 0;
}

/** Orders from the mini-program are served by the home store; Tmall's by the flagship shop. */
function storeOf(random: Random, { channel }: Visit, homeStoreCode: string): string {
  if (channel === 'tmall') return FLAGSHIP_CODE;
  if (channel === 'mini_program' || !happens(random, ELSEWHERE)) return homeStoreCode;
  return pickWeighted(random, HOME_STORES, HOME_STORE_WEIGHTS).code;
}
