import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';

/** Day of the organisation on which `ctx.now` falls, counted from 1970-01-01. */
export async function todayOf(ctx: Ctx): Promise<number> {
  const { timeZone } = await getOrganisation(ctx);
  return dayNumber(dayOf(ctx.now, timeZone));
}
