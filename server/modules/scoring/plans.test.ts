import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { describeChurnSettings } from './churn-choices.ts';
import { getChurn } from './churn-page.ts';
import { DEFAULT_CHURN, saveChurnSettings } from './churn-settings.ts';
import { getOutlook } from './customer-outlook.ts';
import { countEnds } from './known-data.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const ctx = onDay(base, '2026-03-01');
const TODAY = dayNumber('2026-03-01');
const contract = { ...DEFAULT_CHURN, definition: { ...DEFAULT_CHURN.definition, basis: 'contract' as const } };
let ids: number[] = [];

async function addEnds(customerId: number, days: readonly number[]): Promise<void> {
  for (const day of days) {
    const [year, month, date] = dayFromNumber(day).split('-').map(Number);
    await sql`insert into customers.dates (customer_id, kind, calendar, year, month, day, changed_at)
      values (${customerId}, 'plan_end', 'solar', ${year}, ${month}, ${date}, ${ctx.now})`.execute(ctx.db);
  }
}

/** 90 customers who bought a year ago; plans of the first 60. */
beforeAll(async () => {
  ids = await insertCustomers(
    ctx,
    Array.from({ length: 90 }, (_, i) => `c${i + 1}`),
  );
  await insertOrders(
    ctx,
    ids.map((customerId) => ({ customerId, day: dayFromNumber(TODAY - 400) })),
  );
  await refreshAllRollups(ctx);
});

test('contracts cannot be chosen while no plan is known, and the page says what is missing', async () => {
  const { bases, rules } = await describeChurnSettings(ctx);
  expect(bases.map(({ basis, missing }) => [basis, missing === null])).toEqual([
    ['days', true],
    ['rhythm', true],
    ['contract', false],
  ]);
  expect(rules.filter(({ missing }) => missing).map(({ code }) => code)).toEqual([
    'not_logging_in',
    'complaints',
    'plan_ending_unused',
  ]);
  await expect(inTransaction(ctx, (inner) => saveChurnSettings(inner, contract))).rejects.toMatchObject({
    code: 'scoring.no_contracts',
  });
});

test('a plan is renewed by a later end, or by an order before the grace is over', async () => {
  const [first = 0, second = 0, third = 0, fourth = 0] = ids;
  await addEnds(first, [TODAY - 300, TODAY - 100, TODAY + 100]);
  await addEnds(second, [TODAY - 200]);
  await addEnds(third, [TODAY - 200]);
  await addEnds(fourth, [TODAY - 13]);
  await insertOrders(ctx, [
    { customerId: second, day: dayFromNumber(TODAY - 187) },
    { customerId: third, day: dayFromNumber(TODAY - 186) },
  ]);
  expect(await countEnds(ctx, TODAY, 14)).toEqual({ renewed: [2, 1], lost: [1, 0] });
  expect(await countEnds(ctx, TODAY, 13)).toEqual({ renewed: [1, 1], lost: [3, 0] });
});

test('by contract, whoever did not renew is gone, and the others are judged by renewals like theirs', async () => {
  for (const [n, customerId] of ids.slice(4, 60).entries()) {
    const ends = n % 4 === 0 ? [TODAY - 60] : [TODAY - 60, TODAY + 30];
    await addEnds(customerId, ends);
  }
  await inTransaction(ctx, (inner) => saveChurnSettings(inner, contract));
  await sweep(ctx);
  const bandOf = async (customerId: number) =>
    (
      await ctx.db
        .selectFrom('scoring.scores')
        .select(['risk', 'risk_band'])
        .where('customer_id', '=', customerId)
        .executeTakeFirstOrThrow()
    ).risk_band;
  const [, , , , lost = 0, renewed = 0] = ids;
  expect([await bandOf(lost), await bandOf(renewed), await bandOf(ids[80] ?? 0)]).toEqual(['left', 'low', 'left']);
  const churn = await getChurn(ctx, 12);
  expect(churn.definition).toMatchObject({ basis: 'contract', graceDays: 14 });
  // Ends brought in today teach, and nobody could have been warned of them.
  expect(churn.contract).toMatchObject({ method: 'yardstick', trained: false });
  expect(churn.renewals?.groups[0]).toMatchObject({ renewals: 0, renewed: 44 });
  const group = churn.renewals!.groups[0]!;
  expect(Math.abs(group.predicted - (group.rate ?? 0))).toBeLessThan(0.05);
  const { risk } = await getOutlook(ctx, renewed);
  expect(risk).toMatchObject({ band: { code: 'low' } });
  expect(risk!.points / 100).toBeLessThan(1 - group.predicted);
});

test('a customer who writes down the next end after the grace is no longer gone', async () => {
  const [, , , , lost = 0] = ids;
  await addEnds(lost, [TODAY + 200]);
  await sweep(ctx);
  const row = await ctx.db
    .selectFrom('scoring.scores')
    .select('risk_band')
    .where('customer_id', '=', lost)
    .executeTakeFirstOrThrow();
  expect(row.risk_band).toBe('low');
});
