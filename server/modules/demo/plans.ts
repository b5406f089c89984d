import { sql } from 'kysely';
import { seededRandom, type Random } from '#analytics/random.ts';
import { happens, wholeBetween } from '#db/demo/chance.ts';
import { addDate } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';

const PLANS = 40;
const LABELS = ['年度护理套餐', '水光护理 6 次卡', '面部护理季卡'];
/** Spread over the seven weeks from tomorrow on. */
const STRIDE_DAYS = 11;
const SPREAD_DAYS = 50;

/** Cards of a quarter, sold since the year before last: they end every thirteen weeks until somebody has enough. */
const CARDS = 72;
const CARD_LABEL = '面部护理季卡';
const CARD_DAYS = 91;
const SEED = 20_240_701;

/** Some of the good customers have a course of treatments that ends: an important date like any other. */
export async function sellPlans(ctx: Ctx): Promise<void> {
  const today = dayNumber(dayOf(ctx.now, 'Asia/Shanghai'));
  for (const [n, customerId] of (await bestCustomers(ctx, 10, PLANS)).entries()) {
    const label = LABELS[n % LABELS.length] ?? null;
    await addEnd(ctx, customerId, today + 1 + ((n * STRIDE_DAYS) % SPREAD_DAYS), label);
  }
  const random = seededRandom(SEED);
  for (const customerId of await bestCustomers(ctx, 10 + PLANS, CARDS)) {
    for (const day of cardEnds(random, today)) await addEnd(ctx, customerId, day, CARD_LABEL);
  }
}

async function bestCustomers(ctx: Ctx, offset: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from scoring.scores where expected_net_cents > 0
    order by expected_net_cents desc, customer_id offset ${offset} limit ${limit}`.execute(ctx.db);
  return rows.map(({ customer_id }) => customer_id);
}

/** Whoever is not sure of it leaves at the first end, so that those who stay are ever surer. */
function cardEnds(random: Random, today: number): number[] {
  const leaves = 0.12 + 0.55 * random() ** 2;
  const ends = [today - wholeBetween(random, 40, 540)];
  for (let last = ends[0] ?? today; last < today && !happens(random, leaves);) {
    last += CARD_DAYS;
    ends.push(last);
  }
  return ends;
}

async function addEnd(ctx: Ctx, customerId: number, dayNo: number, label: string | null): Promise<void> {
  const [year = 0, month = 1, day = 1] = dayFromNumber(dayNo).split('-').map(Number);
  await addDate(ctx, customerId, { kind: 'plan_end', calendar: 'solar', year, month, day, leap: false, label });
}
