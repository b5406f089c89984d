// What comes back, and what was called off.
//
// A return is a document of its own with negative quantities: in three cases of ten the whole order, otherwise one line,
// one to fourteen days later. Tmall sees three times the returns of the counter, where things are tried on first.
// Treatments are never returned. A return carries the price once paid per piece, so that it cancels what it takes back
// to the cent. Returns are not purchases: they may come after the customer has dropped out.
//
// A cancelled order is an attempt that the completed order after it repeats, minutes later, as when a coupon was
// forgotten. So cancelled orders add nothing to the purchase process, and counting them as purchases is a visible error.

import type { Random } from '#analytics/random.ts';
import { happens, pick, wholeBetween } from './chance.ts';
import { PRODUCTS } from './products.ts';
import { secondInStore, type Visit } from './purchases.ts';
import { momentAt, type Clock } from './calendar.ts';
import type { DemoParameters } from './parameters.ts';
import type { DemoOrderLine } from './records.ts';

const SERVICES = new Set(PRODUCTS.filter((product) => product.service).map((product) => product.sku));

const MINUTE_MS = 60_000;

export interface GivenBack {
  placedAt: Date;
  lines: DemoOrderLine[];
}

/** Null when everything is kept, and when the goods will come back after the window has closed. */
export function drawGivenBack(
  random: Random,
  clock: Clock,
  visit: Visit,
  lines: readonly DemoOrderLine[],
  { returns }: DemoParameters,
): GivenBack | null {
  const goods = lines.filter((line) => !SERVICES.has(line.sku));
  if (!happens(random, returns.rate[visit.channel]) || goods.length === 0) return null;
  const day = visit.day + wholeBetween(random, 1, returns.withinDays);
  const back = happens(random, returns.wholeOrder) ? goods : [pick(random, goods)];
  const placedAt = momentAt(clock, day, secondInStore(random));
  return day < clock.days ? { placedAt, lines: back.map(givenBackLine) } : null;
}

/** When the attempt before an online order was made; null when the first try worked. */
export function drawCancelledAttempt(
  random: Random,
  visit: Visit,
  notBefore: Date,
  { cancelledAttempt }: DemoParameters,
): Date | null {
  if (visit.channel === 'store' || !happens(random, cancelledAttempt)) return null;
  const attempt = new Date(visit.placedAt.getTime() - wholeBetween(random, 3, 90) * MINUTE_MS);
  return attempt > notBefore ? attempt : null;
}

function givenBackLine(line: DemoOrderLine): DemoOrderLine {
  const paidPerPiece = line.unitPriceCents - line.discountCents / line.quantity;
  return { sku: line.sku, name: line.name, quantity: -line.quantity, unitPriceCents: paidPerPiece, discountCents: 0 };
}
