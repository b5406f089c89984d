// When a customer registers, buys for the first time, comes back, and stops: the purchase process of parameters.ts.
//
// The first purchase starts the Pareto/NBD clock, as in the papers: lambda and mu rule what happens after it. Counting
// starts on the next day, because models of daily data merge what is bought on one day. Waiting times are exponential
// in operational time (calendar.ts), so a purchase falls more often on a Saturday in June than on a Monday in February,
// while the lifetime runs in plain time. Cost: one binary search per purchase.

import { exponentialDraw, gammaDraw, type Random } from '#analytics/random.ts';
import { firstAbove, happens, pickWeighted, runningTotals } from './chance.ts';
import { dayOfElapsed, elapsedBefore, momentAt, type Clock } from './calendar.ts';
import type { DemoParameters } from './parameters.ts';
import type { DemoArchetype, DemoChannel, DemoSource } from './records.ts';

const WEEK_MS = 7 * 86_400_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

// Purchases by hour of the day. Shops open at 10 and close at 22; the telephone never does.
const STORE_HOURS = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21];
const STORE_WEIGHTS = [3, 5, 6, 6, 8, 9, 9, 8, 8, 10, 10, 5];
const ONLINE_HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const ONLINE_WEIGHTS = [3, 1, 0.5, 0.3, 0.2, 0.3, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 4, 5, 6, 8, 10, 10, 6];

/** What moves one customer: drawn once, never seen by the models. */
export interface Drive {
  lambdaPerWeek: number;
  muPerWeek: number;
  source: DemoSource;
  archetype: DemoArchetype;
  meanBasketCents: number;
}

export function drawDrive(random: Random, kind: 'person' | 'company', parameters: DemoParameters): Drive {
  const { purchase, spend } = parameters;
  const lambdaPerWeek = gammaDraw(random, purchase.r, purchase.alphaWeeks);
  const muPerWeek = gammaDraw(random, purchase.s, purchase.betaWeeks);
  const level = spend.p / gammaDraw(random, spend.q, spend.gammaCents);
  const often = lambdaPerWeek > purchase.r / purchase.alphaWeeks;
  const leaving = muPerWeek > purchase.s / purchase.betaWeeks;
  return {
    lambdaPerWeek,
    muPerWeek,
    source: drawSource(random, leaving, parameters),
    archetype: kind === 'company' ? 'group' : drawArchetype(random, often, parameters),
    meanBasketCents: kind === 'company' ? level * spend.companyFactor : level,
  };
}

/** Days weighted by the growing base and by the season: the day of registration is drawn from their running total. */
export function registrationTotals(clock: Clock, monthlyGrowth: number): number[] {
  return runningTotals(
    clock.multipliers.map((multiplier, day) => Math.sqrt(multiplier) * (1 + monthlyGrowth) ** (day / 30.4)),
  );
}

export interface Visit {
  day: number;
  placedAt: Date;
  channel: DemoChannel;
}

export interface Beginning {
  createdAt: Date;
  /** Null for a prospect. */
  first: Visit | null;
}

/**
 * At the counter one registers a few minutes before paying. Who registers online buys some days later, on average four;
 * when the window ends before that, there is no purchase yet.
 */
export function drawBeginning(
  random: Random,
  clock: Clock,
  totals: readonly number[],
  source: DemoSource,
  parameters: DemoParameters,
): Beginning {
  const day = firstAbove(totals, random() * (totals.at(-1) ?? 0));
  const prospect = happens(random, parameters.prospectShare);
  if (source === 'walk_in' || source === 'referral') {
    const paying = momentAt(clock, day, secondInStore(random));
    const createdAt = new Date(paying.getTime() - (2 + 12 * random()) * MINUTE * 1000);
    return { createdAt: wholeSecond(createdAt), first: prospect ? null : { day, placedAt: paying, channel: 'store' } };
  }
  const createdAt = momentAt(clock, day, secondOnline(random));
  const firstDay = day + 1 + Math.floor(exponentialDraw(random, 1 / 3.5));
  const first = visitOn(random, clock, firstDay, drawChannel(random, source, parameters));
  return { createdAt, first: prospect || firstDay >= clock.days ? null : first };
}

/** Purchases after the first, in order of time, up to the end of the window or of the customer's life in the shop. */
export function drawReturns(
  random: Random,
  clock: Clock,
  drive: Drive,
  first: Visit,
  parameters: DemoParameters,
): { visits: Visit[]; droppedOutAt: Date | null } {
  const leaves = new Date(first.placedAt.getTime() + Math.floor(exponentialDraw(random, drive.muPerWeek) * WEEK_MS));
  const visits: Visit[] = [];
  let elapsed = elapsedBefore(clock, first.day + 1);
  for (;;) {
    elapsed += exponentialDraw(random, drive.lambdaPerWeek / 7);
    const day = dayOfElapsed(clock, elapsed);
    if (day === null) break;
    const visit = visitOn(random, clock, day, drawChannel(random, drive.source, parameters));
    if (momentAt(clock, day, 0) > leaves) break;
    if (visit.placedAt <= leaves) visits.push(visit);
  }
  visits.sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime());
  return { visits, droppedOutAt: leaves < clock.endsAt ? leaves : null };
}

/** A moment at which a shop is open, at least ten minutes from opening and closing. */
export function secondInStore(random: Random): number {
  const hour = pickWeighted(random, STORE_HOURS, STORE_WEIGHTS);
  return Math.min(Math.max(hour * HOUR + random() * HOUR, 10 * HOUR + 20 * MINUTE), 22 * HOUR - 10 * MINUTE);
}

function secondOnline(random: Random): number {
  return pickWeighted(random, ONLINE_HOURS, ONLINE_WEIGHTS) * HOUR + random() * HOUR;
}

function visitOn(random: Random, clock: Clock, day: number, channel: DemoChannel): Visit {
  const second = channel === 'store' ? secondInStore(random) : secondOnline(random);
  return { day, placedAt: momentAt(clock, day, second), channel };
}

function drawChannel(random: Random, source: DemoSource, { channels }: DemoParameters): DemoChannel {
  const shares = channels[source];
  return pickWeighted(random, ['store', 'mini_program', 'tmall'], [shares.store, shares.mini_program, shares.tmall]);
}

function drawSource(random: Random, leaving: boolean, { sources }: DemoParameters): DemoSource {
  const shares = leaving ? sources.whenLeaving : sources.whenStaying;
  return pickWeighted(
    random,
    ['walk_in', 'mini_program', 'douyin', 'referral'],
    [shares.walk_in, shares.mini_program, shares.douyin, shares.referral],
  );
}

/** Frequent visitors are half again as likely to come for treatments, and less to shop at festivals only. */
function drawArchetype(random: Random, often: boolean, { archetypes }: DemoParameters): DemoArchetype {
  const { share } = archetypes;
  return pickWeighted(
    random,
    ['skincare', 'makeup', 'treatment', 'stock_up', 'gift'],
    [
      share.skincare,
      share.makeup,
      share.treatment * (often ? 1.5 : 0.8),
      share.stock_up * (often ? 0.7 : 1.15),
      share.gift,
    ],
  );
}

function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}
