/** What alert rules are made of: what they may look at, what they answer, and the words several of them share. */
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import type { TwoTexts } from './named.ts';
import { plural } from './named.ts';
import type { VipRule } from './vip.ts';

export type Figures = Readonly<Record<string, number | string | null>>;
export type Sighting = { customerId: number; episode: string; figures: Figures };

/** What a rule may look at: the moment, the organisation's today, who is a VIP, and whom to look at (on `c`). */
export type Sight = { ctx: Ctx; today: string; timeZone: string; vip: VipRule; chosen: RawBuilder<unknown> };

export type AlertRule = {
  code: string;
  name: TwoTexts;
  args: z.ZodType<Record<string, number>>;
  defaults: {
    active: boolean;
    args: Record<string, number>;
    templateCode: string;
    deadlineHours: number;
    priority: 1 | 2 | 3;
    /** After one has been raised, days without another of this rule for the customer. */
    quietDays: number;
  };
  /** Looked for as soon as something happened beside buying, not only after orders and in the morning. */
  hearsInteractions?: boolean;
  /** The customer waits for an answer: the promise of the class shortens the deadline. */
  answersCustomer?: boolean;
  find: (sight: Sight, args: Record<string, number>) => Promise<Sighting[]>;
  sentence: (figures: Figures, money: (cents: number) => string) => TwoTexts;
};

export const days = z.number().int().min(0).max(730);
export const moneyArg = z.number().int().min(0).max(1_000_000_000);

export type Row = { customer_id: number; episode: string } & Record<string, number | string | null>;

export async function sightings(ctx: Ctx, statement: RawBuilder<Row>): Promise<Sighting[]> {
  const { rows } = await statement.execute(ctx.db);
  return rows.map(({ customer_id: customerId, episode, ...figures }) => ({ customerId, episode, figures }));
}

export const daysBefore = (ctx: Ctx, count: number) =>
  sql`${ctx.now}::timestamptz - make_interval(days => ${count}::int)`;

/**
 * Net spend of the year up to today, on `customers.customers c` and a left join of `scoring.scores s`. It is a fact: whoever
 * refused to be judged has it from their orders (docs/adr/0160), some look-ups by customer.
 */
export const currentNet = (today: string) => sql<number>`coalesce(s.current_net_cents, (
  select sum(o.gross_cents - o.discount_cents - o.returned_cents)::bigint from orders.orders o
  where o.customer_id = c.customer_id and o.status <> 'cancelled'
    and o.placed_on > ${today}::date - ${YEAR_DAYS}::int and o.placed_on <= ${today}::date), 0)`;

const YEAR_DAYS = 365;

/** Judged, with totals, and chosen. */
export const judged = (chosen: RawBuilder<unknown>) => sql`
  customers.customers c join orders.rollups r using (customer_id) join scoring.scores s using (customer_id)
  where ${chosen}`;

export const number = (figures: Figures, name: string): number => Number(figures[name] ?? 0);

export const silenceSentence = (figures: Figures): TwoTexts =>
  silenceWords(figures.last === null ? null : String(figures.last), number(figures, 'gap'));

/** The day is named, not counted: the sentence is read later. */
export function silenceWords(lastPurchaseDay: string | null, gapDays: number): TwoTexts {
  if (lastPurchaseDay === null) return { zh: '还没有购买记录', en: 'No purchase on record' };
  const last = dateWords(lastPurchaseDay);
  const gap = Math.round(gapDays);
  return gap > 0
    ? {
        zh: `上次购买在 ${last.zh}，平时每 ${gap} 天一次`,
        en: `Last purchase on ${last.en}, usually every ${plural(gap, 'day')}`,
      }
    : { zh: `上次购买在 ${last.zh}`, en: `Last purchase on ${last.en}` };
}

/** `2026-03-10` as people say it, without the year. */
export function dayWords(day: string): TwoTexts {
  const [, month = 0, date = 0] = day.split('-').map(Number);
  const english = new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { month: 'long', timeZone: 'UTC' });
  return { zh: `${month} 月 ${date} 日`, en: `${date} ${english}` };
}

/** With the year, for days that may lie far back. */
export function dateWords(day: string): TwoTexts {
  const { zh, en } = dayWords(day);
  const year = day.slice(0, 4);
  return { zh: `${year} 年 ${zh}`, en: `${en} ${year}` };
}
