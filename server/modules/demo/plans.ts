import { sql } from 'kysely';
import { addDate } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';

const PLANS = 40;
const LABELS = ['年度护理套餐', '水光护理 6 次卡', '面部护理季卡'];
/** Spread over the seven weeks from tomorrow on. */
const STRIDE_DAYS = 11;
const SPREAD_DAYS = 50;

/** Some of the good customers have a course of treatments that ends: an important date like any other. */
export async function sellPlans(ctx: Ctx): Promise<void> {
  const today = dayNumber(dayOf(ctx.now, 'Asia/Shanghai'));
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from scoring.scores where expected_net_cents > 0
    order by expected_net_cents desc, customer_id offset 10 limit ${PLANS}`.execute(ctx.db);
  for (const [n, { customer_id: customerId }] of rows.entries()) {
    const ends = dayFromNumber(today + 1 + ((n * STRIDE_DAYS) % SPREAD_DAYS));
    const [year = 0, month = 1, day = 1] = ends.split('-').map(Number);
    const label = LABELS[n % LABELS.length] ?? null;
    await addDate(ctx, customerId, { kind: 'plan_end', calendar: 'solar', year, month, day, leap: false, label });
  }
}
