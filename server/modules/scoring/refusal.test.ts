import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { recordConsents, refreshPreferences } from '#modules/privacy/index.ts';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { getOutlook } from './customer-outlook.ts';
import { explainScores } from './explain.ts';
import { getRecommendations } from './recommendations.ts';
import { refreshScores } from './refresh.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const ctx = onDay(base, '2026-03-01');
let ids: number[] = [];

const rowsOf = async (table: 'scoring.scores' | 'scoring.changes', customerId: number) =>
  (await ctx.db.selectFrom(table).selectAll().where('customer_id', '=', customerId).execute()).length;

async function say(customerId: number, state: 'refused' | 'granted', minutes: number): Promise<void> {
  const now = new Date(ctx.now.getTime() + minutes * 60_000);
  await recordConsents({ ...ctx, now }, [
    { customerId, purpose: 'profiling', channel: 'any', state, at: now, source: 'call', key: `say-${minutes}` },
  ]);
  await refreshPreferences(ctx, { customerIds: [customerId] });
}

beforeAll(async () => {
  ids = await insertCustomers(
    ctx,
    Array.from({ length: 60 }, (_, i) => `c${i + 1}`),
  );
  const today = dayNumber('2026-02-28');
  await insertOrders(
    ctx,
    ids.flatMap((customerId, i) =>
      Array.from({ length: (i % 6) + 1 }, (_, k) => ({ customerId, day: dayFromNumber(today - i - 20 * k) })),
    ),
  );
  await refreshAllRollups(ctx);
  await sweep(ctx);
});

test('whoever refuses is not judged any more, by an event or by night, and keeps the facts', async () => {
  const [one = 0, other = 0] = ids.slice(4);
  expect(await rowsOf('scoring.scores', one)).toBe(1);
  await say(one, 'refused', 1);
  await refreshScores(ctx, { customerIds: [one, other] });
  expect([await rowsOf('scoring.scores', one), await rowsOf('scoring.changes', one)]).toEqual([0, 0]);
  expect(await rowsOf('scoring.scores', other)).toBe(1);
  await insertOrders(ctx, [{ customerId: one, day: '2026-02-28' }]);
  await refreshRollups(ctx, { customerIds: [one] });
  await refreshScores(ctx, { customerIds: [one] });
  expect(await rowsOf('scoring.scores', one)).toBe(0);
  const { customers } = await sweep(ctx);
  expect(customers).toBe(59);
  expect(await rowsOf('scoring.scores', one)).toBe(0);
  const page = await explainScores(ctx, one);
  expect(page).toMatchObject({ refused: true, scores: null, class4: null, segment: null, stage: null });
  expect(page.rhythm).toMatchObject({ ownGapDays: null, silenceRatio: null });
  expect(page.raw).toMatchObject({ orders: 6, recencyDays: 1 });
});

test('nothing is foretold or offered by what they bought', async () => {
  const [one = 0] = ids.slice(4);
  expect(await getOutlook(ctx, one)).toMatchObject({ value: null, risk: null, health: null });
  expect(await getRecommendations(ctx, one, { personal: 'yes', limit: 5 })).toMatchObject({ personal: false });
});

test('a sweep alone takes the scores of whoever refused since the last one', async () => {
  const [one = 0] = ids.slice(7);
  await say(one, 'refused', 2);
  await sweep(ctx);
  expect(await rowsOf('scoring.scores', one)).toBe(0);
  const { rows } = await sql`select from scoring.scores`.execute(ctx.db);
  expect(rows).toHaveLength(58);
});

test('taking the refusal back begins anew', async () => {
  const [one = 0] = ids.slice(4);
  await say(one, 'granted', 3);
  await refreshScores(ctx, { customerIds: [one] });
  expect(await rowsOf('scoring.scores', one)).toBe(1);
  expect(await explainScores(ctx, one)).toMatchObject({ refused: false, stage: { code: expect.any(String) } });
});
