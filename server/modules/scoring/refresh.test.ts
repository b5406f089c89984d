import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import type { RfmSettings } from './contract.ts';
import { refreshScores } from './refresh.ts';
import { DEFAULT_RFM_SETTINGS, saveRfmSettings } from './rfm-settings.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const ctx = onDay(base, '2026-03-01');

const scoresOf = async (customerId: number) =>
  ctx.db.selectFrom('scoring.scores').selectAll().where('customer_id', '=', customerId).executeTakeFirst();

const movesOf = async (customerId: number) =>
  ctx.db
    .selectFrom('scoring.changes')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('changed_at')
    .orderBy('what')
    .execute();

/** Row versions: a row that is written again, even with the same values, gets another. */
const rowVersions = async () =>
  (
    await sql<{
      id: number;
      xmin: string;
    }>`select customer_id as id, xmin::text from scoring.scores order by 1`.execute(ctx.db)
  ).rows;

async function orderAndRefresh(at: Ctx, customerIds: number[]): Promise<void> {
  await refreshRollups(at, { customerIds });
  await refreshScores(at, { customerIds });
}

const useMethod = (method: RfmSettings['method'], monetary: RfmSettings['monetary'] = 'gross') =>
  inTransaction(ctx, (inner) => saveRfmSettings(inner, { ...DEFAULT_RFM_SETTINGS, method, monetary }));

async function emptyHouse(): Promise<void> {
  await sql`truncate customers.customers, scoring.scores, scoring.changes, scoring.models, scoring.runs cascade`.execute(
    ctx.db,
  );
  await sql`delete from graphile_worker._private_jobs`.execute(ctx.db);
}

/** Twenty customers c1 … c20; customer n has n orders, one every ten days, the last n days ago. */
async function twenty(): Promise<number[]> {
  await emptyHouse();
  const ids = await insertCustomers(
    ctx,
    Array.from({ length: 20 }, (_, i) => `c${i + 1}`),
  );
  const today = dayNumber('2026-02-28');
  await insertOrders(
    ctx,
    ids.flatMap((customerId, i) =>
      Array.from({ length: i + 1 }, (_, k) => ({ customerId, day: dayFromNumber(today - i - 10 * k) })),
    ),
  );
  await refreshAllRollups(ctx);
  return ids;
}

describe('the first judgement', () => {
  it('fits thresholds as soon as anybody has bought, and judges everybody by them', async () => {
    const ids = await twenty();
    await refreshScores(ctx, { customerIds: ids.slice(0, 3) });
    expect((await rowVersions()).length).toBe(20);
    expect(await scoresOf(ids[0]!)).toMatchObject({ r: 5, f: 1, m: 1, rfm_segment: 'new', stage: 'first_purchase' });
    expect(await movesOf(ids[0]!)).toEqual([]);
  });

  it('gives a prospect a stage and no scores, and a later first purchase both, with its cause', async () => {
    await twenty();
    await sweep(ctx);
    const [prospect = 0] = await insertCustomers(ctx, ['newcomer']);
    await orderAndRefresh(ctx, [prospect]);
    expect(await scoresOf(prospect)).toMatchObject({ r: null, f: null, m: null, rfm_segment: null, stage: 'prospect' });
    const later = onDay(base, '2026-03-02');
    await insertOrders(later, [{ customerId: prospect, day: '2026-03-01' }]);
    await orderAndRefresh(later, [prospect]);
    expect(await scoresOf(prospect)).toMatchObject({ r: 5, f: 1, stage: 'first_purchase', stage_since: later.now });
    const moves = await movesOf(prospect);
    expect(moves.map(({ what, from_value, to_value }) => [what, from_value, to_value])).toEqual([
      ['band', null, expect.any(String)],
      ['class4', null, expect.any(String)],
      ['class8', null, expect.any(String)],
      ['segment', null, 'new'],
      ['stage', 'prospect', 'first_purchase'],
    ]);
    expect(moves[4]?.cause).toMatchObject({ trigger: 'order', rule: 'one_order', orders: 1, daysSinceLast: 1 });
    expect(moves[3]?.cause).toMatchObject({
      trigger: 'order',
      orders: 1,
      monetaryCents: 10_000,
      before: '',
      recencyDays: 1,
    });
  });
});

describe('one customer and everybody', () => {
  it('are judged alike: refreshing all after a sweep writes nothing, by any method', async () => {
    const history = fc.array(
      fc.record({ ago: fc.integer({ min: 0, max: 700 }), gross: fc.integer({ min: 0, max: 90_000 }) }),
      {
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: 1, maxLength: 25 }),
        fc.constantFrom('quintile' as const, 'rank' as const, 'fixed' as const),
        fc.constantFrom('gross' as const, 'net' as const),
        async (histories, method, monetary) => {
          await emptyHouse();
          await useMethod(method, monetary);
          const ids = await insertCustomers(
            ctx,
            histories.map((_, i) => `${(i * 7) % 26}x${i}`),
          );
          const today = dayNumber('2026-02-28');
          await insertOrders(
            ctx,
            histories.flatMap((orders, i) =>
              orders.map(({ ago, gross }) => ({
                customerId: ids[i]!,
                day: dayFromNumber(today - ago),
                grossCents: gross,
                returnedCents: ago % 3 === 0 ? 5_000 : 0,
              })),
            ),
          );
          await refreshAllRollups(ctx);
          await sweep(ctx);
          const before = await rowVersions();
          expect(before).toHaveLength(ids.length);
          await refreshScores(ctx, { customerIds: ids });
          expect(await rowVersions()).toEqual(before);
        },
      ),
      // Each run judges a whole house, models and all.
      { numRuns: 10 },
    );
    await useMethod('quintile');
  });
});

describe('a refresh', () => {
  it('writes the row of the customer whose order it was, and no other', async () => {
    const ids = await twenty();
    await sweep(ctx);
    const before = await rowVersions();
    const later = onDay(base, '2026-03-02');
    await insertOrders(later, [{ customerId: ids[0]!, day: '2026-03-01', grossCents: 500_000 }]);
    await orderAndRefresh(later, ids);
    const after = await rowVersions();
    const written = after.filter((row, i) => row.xmin !== before[i]?.xmin).map((row) => row.id);
    expect(written).toContain(ids[0]);
    // Besides, whoever's silence reached its next step; the others keep their row.
    expect(written.length).toBeLessThan(12);
    const untouched = (await scoresOf(ids.find((id) => !written.includes(id))!))!;
    expect(untouched.changed_at).toEqual(ctx.now);
    expect(await scoresOf(ids[0]!)).toMatchObject({ m: 5, stage: 'repeat_purchase', changed_at: later.now });
  });

  it('forgets an order that is cancelled, and lowers the money of one that is given back when money is net', async () => {
    const ids = await twenty();
    await useMethod('quintile', 'net');
    await sweep(ctx);
    const [first = 0] = ids;
    await sql`update orders.orders set status = 'cancelled' where customer_id = ${first}`.execute(ctx.db);
    await insertOrders(ctx, [{ customerId: ids[19]!, day: '2026-02-27', grossCents: 0, returnedCents: 200_000 }]);
    await orderAndRefresh(ctx, [first, ids[19]!]);
    expect(await scoresOf(first)).toMatchObject({ r: null, rfm_segment: null, stage: 'prospect' });
    expect(await scoresOf(ids[19]!)).toMatchObject({ f: 5, m: 1 });
    await useMethod('quintile');
  });

  it('keeps the thresholds it finds, and asks for a new fit when the base has grown by a twentieth', async () => {
    const ids = await twenty();
    await sweep(ctx);
    const versions = async () =>
      (await ctx.db.selectFrom('scoring.models').select('version').where('kind', '=', 'rfm').execute()).length;
    const jobs = async () =>
      (await sql`select 1 from graphile_worker.jobs where task_identifier = 'scoring.sweep'`.execute(ctx.db)).rows
        .length;
    await sql`delete from graphile_worker._private_jobs`.execute(ctx.db);
    expect(await versions()).toBe(1);
    const [one = 0, two = 0] = await insertCustomers(ctx, ['n1', 'n2']);
    await insertOrders(ctx, [{ customerId: one, day: '2026-02-27' }]);
    await orderAndRefresh(ctx, [one, ...ids]);
    expect([await versions(), await jobs()]).toEqual([1, 0]);
    await insertOrders(ctx, [{ customerId: two, day: '2026-02-27' }]);
    await orderAndRefresh(ctx, [two]);
    expect([await versions(), await jobs()]).toEqual([1, 1]);
  });

  it('heard twice changes nothing', async () => {
    const ids = await twenty();
    await sweep(ctx);
    const later = onDay(base, '2026-03-02');
    await insertOrders(later, [{ customerId: ids[3]!, day: '2026-03-01', grossCents: 900_000 }]);
    await orderAndRefresh(later, [ids[3]!]);
    const [versions, moves] = [await rowVersions(), await movesOf(ids[3]!)];
    await orderAndRefresh(later, [ids[3]!]);
    expect([await rowVersions(), await movesOf(ids[3]!)]).toEqual([versions, moves]);
  });
});
