/**
 * The demo's past, month end by month end: everybody is judged as of then. From half a year ago on the lead's segments are
 * kept beside, and a first plan to win customers back is worked through.
 */
import { seededRandom } from '#analytics/random.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import type { Sources } from '#modules/segments/index.ts';
import type { Ctx } from '#platform/context.ts';
import { firstLivedWeek, workThrough } from './care-past.ts';
import { evaluateSegments, makeSegments, tightenSegment } from './segments.ts';
import { beginFirstPlan, endPlan, prepare } from './win-back.ts';

/** How many month ends are relived, so that stages have a history. */
const MONTHS_RELIVED = 18;
/** Month ends before the lived weeks, counted backwards, at which something begins or ends. */
const SEGMENTS_FROM = 6;
const PLAN_FROM = 5;
const PLAN_ENDS = 3;
const NIGHT_MS = 6 * 3_600_000;
const SEED = 20_240_901;

export async function reliveMonths(ctx: Ctx, sources: Sources): Promise<number> {
  const moments = monthEndsBefore(ctx.now, MONTHS_RELIVED);
  const random = seededRandom(SEED);
  let planId = 0;
  for (const [place, now] of moments.entries()) {
    const then = { ...ctx, now };
    const left = moments.length - place;
    await refreshAllRollups(then);
    await sweep(then);
    if (left === SEGMENTS_FROM) {
      await prepare(then);
      await makeSegments(then, sources);
    }
    if (left < SEGMENTS_FROM) await evaluateSegments(then, sources);
    if (left === PLAN_FROM) {
      await tightenSegment(then, sources);
      planId = await beginFirstPlan(then);
      const next = moments[place + 1] ?? ctx.now;
      await workThrough(then, new Date(next.getTime() - NIGHT_MS), random);
    }
    if (left === PLAN_ENDS) await endPlan(then, planId);
  }
  return moments.length;
}

function monthEndsBefore(today: Date, count: number): Date[] {
  const [year = 0, month = 1] = today.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }).split('-').map(Number);
  // Shanghai keeps UTC+8 all year; the first of a month at its midnight is the end of the month before.
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(year, month - count + i, 1, -8))).filter(
    (at) => at < firstLivedWeek(today),
  );
}
