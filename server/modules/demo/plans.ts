import { sql } from 'kysely';
import { seededRandom, type Random } from '#analytics/random.ts';
import { happens, wholeBetween } from '#db/demo/chance.ts';
import { addDate, changeDate, refreshDates } from '#modules/customers/index.ts';
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
  for (const [n, { customerId }] of (await bestCustomers(ctx, 10, PLANS)).entries()) {
    const label = LABELS[n % LABELS.length] ?? null;
    await addEnd(ctx, customerId, today + 1 + ((n * STRIDE_DAYS) % SPREAD_DAYS), label);
  }
  const random = seededRandom(SEED);
  const holders = await bestCustomers(ctx, 10 + PLANS, CARDS);
  for (const holder of holders) await sellCard(ctx, random, holder, today);
  await refreshDates(ctx, { customerIds: holders.map(({ customerId }) => customerId) });
}

/** Told as a shop would: the end is moved when the next quarter is paid, some days before it or a few after. */
async function sellCard(ctx: Ctx, random: Random, { customerId, since }: Holder, today: number): Promise<void> {
  const [first = today, ...later] = cardEnds(random, today, since);
  const { dateId } = await addEnd(onDay(ctx, first - CARD_DAYS), customerId, first, CARD_LABEL);
  for (const end of later) {
    const paid = Math.min(today, end - CARD_DAYS + wholeBetween(random, -10, 6));
    const day = endOn(end, CARD_LABEL);
    await changeDate(onDay(ctx, paid), customerId, dateId ?? 0, { ...day, meaning: 'renewal' });
  }
}

const onDay = (ctx: Ctx, dayNo: number): Ctx => ({ ...ctx, now: new Date(`${dayFromNumber(dayNo)}T02:00:00Z`) });

/** `since`: the day of the first order. */
type Holder = { customerId: number; since: number };

async function bestCustomers(ctx: Ctx, offset: number, limit: number): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select customer_id as "customerId", r.first_purchase_day - date '1970-01-01' as since
    from scoring.scores s join orders.rollups r using (customer_id) where expected_net_cents > 0
    order by expected_net_cents desc, customer_id offset ${offset} limit ${limit}`.execute(ctx.db);
  return rows;
}

/** Whoever is not sure of it leaves at the first end, so that those who stay are ever surer. */
function cardEnds(random: Random, today: number, since: number): number[] {
  const leaves = 0.12 + 0.55 * random() ** 2;
  const ends = [Math.max(since + CARD_DAYS, today - wholeBetween(random, 40, 540))];
  for (let last = ends[0] ?? today; last < today && !happens(random, leaves);) {
    last += CARD_DAYS;
    ends.push(last);
  }
  return ends;
}

const addEnd = (ctx: Ctx, customerId: number, dayNo: number, label: string | null) =>
  addDate(ctx, customerId, { kind: 'plan_end', ...endOn(dayNo, label) });

function endOn(dayNo: number, label: string | null) {
  const [year = 0, month = 1, day = 1] = dayFromNumber(dayNo).split('-').map(Number);
  return { calendar: 'solar', year, month, day, leap: false, label } as const;
}
