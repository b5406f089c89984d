import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { InvalidError } from '#platform/errors.ts';

/** First and last day, both included. */
export type Period = { from: string; to: string };

const USUAL_DAYS = 365;
const LONGEST_DAYS = 3_660;

/** The period asked for; else the last 365 days, or those before the last order where nobody has ordered since. */
export async function periodOf(
  ctx: Ctx,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<Period> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const to = asked.to === undefined ? await usualEnd(ctx, today) : dayNumber(asked.to);
  const from = asked.from === undefined ? to - USUAL_DAYS + 1 : dayNumber(asked.from);
  if (from > to || to - from > LONGEST_DAYS)
    throw new InvalidError(
      'insights.period_invalid',
      'A period runs from an earlier to a later day, ten years at most.',
      [{ path: 'from', code: 'period.invalid', message: 'is after the end, or too long before it' }],
    );
  return { from: dayFromNumber(from), to: dayFromNumber(to) };
}

async function usualEnd(ctx: Ctx, today: number): Promise<number> {
  const { rows } = await sql<{ day: string }>`
    select last_purchase_day as day from orders.rollups where last_order_at is not null
    order by last_order_at desc nulls last, customer_id desc limit 1`.execute(ctx.db);
  const last = rows[0] ? dayNumber(rows[0].day) : today;
  return last < today - USUAL_DAYS ? last : today;
}

/** The period before of the same length, or the same days a year earlier. */
export function comparisonOf({ from, to }: Period, how: 'previous' | 'year' | 'none'): Period | null {
  if (how === 'none') return null;
  if (how === 'year') return { from: yearBefore(from), to: yearBefore(to) };
  const days = dayNumber(to) - dayNumber(from) + 1;
  return { from: dayFromNumber(dayNumber(from) - days), to: dayFromNumber(dayNumber(to) - days) };
}

/** 29 February has its year-before on the 28th. */
function yearBefore(day: string): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0');
  return `${year}${day.endsWith('-02-29') ? '-02-28' : day.slice(4)}`;
}
