// The demo brand: a chain of beauty shops, its customers and two years of their purchases, made from known parameters.
//
// Each customer has a stream of chance of their own, split from the seed, so that a change to one rule does not reshuffle
// everybody and any number of customers costs the same per head. Nothing here reads a clock: of `now` only the day in
// Asia/Shanghai counts, and the data end with the evening before, as when the tills were read last night. The same
// seed, size and day give the same brand to the last cent. 5,000 customers take about a third of a second.

import { seededRandom, type Random } from '#analytics/random.ts';
import { basketFiller, type BasketWish } from './baskets.ts';
import { localDay, localMidnight, nextMidnight, monthsBefore, shoppingClock, type Clock } from './calendar.ts';
import { happens } from './chance.ts';
import { demoParameters, type DemoParameters } from './parameters.ts';
import { profileOf, type Profile } from './people.ts';
import { CATEGORIES, PRODUCTS } from './products.ts';
import { drawBeginning, drawDrive, drawReturns, registrationTotals, type Visit } from './purchases.ts';
import { goShopping, type OrderDraft } from './shopping.ts';
import { BRAND_NAME, STORES } from './stores.ts';
import type { DemoArchetype, DemoBrand, DemoOrder, DemoOrderLine, DemoTruth } from './records.ts';

export type * from './records.ts';
export type * from './parameters.ts';

export const DEMO_SEED = 20_240_618;

interface Life {
  index: number;
  profile: Profile;
  truth: Omit<DemoTruth, 'customerExternalId'>;
  drafts: OrderDraft[];
}

interface World {
  parameters: DemoParameters;
  clocks: Record<DemoArchetype, Clock>;
  registrations: number[];
  fillBasket: (random: Random, wish: BasketWish) => DemoOrderLine[];
}

export function generateDemoBrand({
  now,
  seed = DEMO_SEED,
  customers = 5000,
}: {
  now: Date;
  seed?: number;
  customers?: number;
}): DemoBrand {
  const asOf = localMidnight(now);
  const parameters = demoParameters(seed, customers);
  const world = worldOf(parameters, asOf);
  const lives = Array.from({ length: customers }, (_, index) => live(world, index));
  lives.sort((a, b) => a.profile.createdAt.getTime() - b.profile.createdAt.getTime() || a.index - b.index);
  return {
    name: BRAND_NAME,
    asOf,
    parameters,
    stores: [...STORES],
    categories: [...CATEGORIES],
    products: [...PRODUCTS],
    customers: lives.map(({ profile: { givesEmail, ...profile } }, rank) => {
      const externalId = customerId(rank);
      return { externalId, ...profile, email: givesEmail ? `${externalId.toLowerCase()}@example.com` : null };
    }),
    truth: lives.map(({ truth }, rank) => ({ customerExternalId: customerId(rank), ...truth })),
    orders: numbered(lives),
  };
}

function worldOf(parameters: DemoParameters, asOf: Date): World {
  const startsAt = monthsBefore(asOf, parameters.months);
  const { festivalStrength } = parameters.archetypes;
  const clockOf = (archetype: DemoArchetype): Clock =>
    shoppingClock(startsAt, asOf, parameters.season, festivalStrength[archetype]);
  const clocks = {
    skincare: clockOf('skincare'),
    makeup: clockOf('makeup'),
    treatment: clockOf('treatment'),
    stock_up: clockOf('stock_up'),
    gift: clockOf('gift'),
    group: clockOf('group'),
  };
  const registrations = registrationTotals(clocks.skincare, parameters.monthlyGrowth);
  return { parameters, clocks, registrations, fillBasket: basketFiller(parameters.pairs) };
}

function live({ parameters, clocks, registrations, fillBasket }: World, index: number): Life {
  const random = seededRandom(Math.imul(parameters.seed, 0x9e3779b1) + index);
  const kind = happens(random, parameters.companyShare) ? 'company' : 'person';
  const drive = drawDrive(random, kind, parameters);
  const clock = clocks[drive.archetype];
  const { createdAt, first } = drawBeginning(random, clock, registrations, drive.source, parameters);
  const profile = profileOf(random, { index, kind, source: drive.source, createdAt }, parameters.seed);
  const { lambdaPerWeek, muPerWeek, meanBasketCents, archetype } = drive;
  const later = first && drawReturns(random, clock, drive, first, parameters);
  const visits: Visit[] = first && later ? [first, ...later.visits] : [];
  return {
    index,
    profile,
    truth: {
      firstOrderAt: first?.placedAt ?? null,
      lambdaPerWeek,
      muPerWeek,
      droppedOutAt: later?.droppedOutAt ?? null,
      meanBasketCents: Math.round(meanBasketCents),
      archetype,
    },
    drafts: goShopping(
      random,
      clock,
      { drive, createdAt, homeStoreCode: profile.homeStoreCode },
      visits,
      parameters,
      fillBasket,
    ),
  };
}

function customerId(rank: number): string {
  return `LK${String(rank + 1).padStart(6, '0')}`;
}

/** Orders of all customers by time, numbered within their day: D20251111-0042, and R… for returns. */
function numbered(lives: readonly Life[]): DemoOrder[] {
  const all = lives.flatMap(({ drafts }, rank) =>
    drafts.map((draft) => ({ draft, customerExternalId: customerId(rank), time: draft.placedAt.getTime() })),
  );
  all.sort((a, b) => a.time - b.time);
  const numbers = new Map<OrderDraft, string>();
  let nextDayAt = 0;
  let day = '';
  let count = 0;
  return all.map(({ draft, customerExternalId, time }) => {
    if (time >= nextDayAt) {
      nextDayAt = nextMidnight(draft.placedAt).getTime();
      day = localDay(draft.placedAt).replaceAll('-', '');
      count = 0;
    }
    count += 1;
    const { takesBack, ...order } = draft;
    const externalId = `${takesBack ? 'R' : 'D'}${day}-${String(count).padStart(4, '0')}`;
    numbers.set(draft, externalId);
    return { externalId, customerExternalId, ...order, returnOf: takesBack && (numbers.get(takesBack) ?? null) };
  });
}
