import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { DEFAULT_LIFECYCLE, getLifecycleSettings, saveLifecycleSettings } from './lifecycle-settings.ts';
import { DEFAULT_RFM_SETTINGS, saveRfmSettings } from './rfm-settings.ts';
import { findLastRun, getState, judgedMoment, requestSweep } from './runs.ts';
import { sweep, sweepWhenDayTurned } from './sweep.ts';

const { ctx: base } = await testDatabase();

/** Everything there is to see of the scores on a day: rows and moves. */
async function pictureOf(ctx: Ctx) {
  const scores = await sql`select * from scoring.scores order by customer_id`.execute(ctx.db);
  const moves = await sql`select * from scoring.changes order by customer_id, changed_at, what`.execute(ctx.db);
  return { scores: scores.rows, moves: moves.rows };
}

const stageOn = async (ctx: Ctx, customerId: number) =>
  await ctx.db
    .selectFrom('scoring.scores')
    .select(['stage', 'stage_since'])
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();

async function emptyHouse(): Promise<void> {
  await sql`truncate customers.customers, scoring.scores, scoring.changes, scoring.models, scoring.runs cascade`.execute(
    base.db,
  );
  await sql`delete from platform.settings where key like 'scoring.%'`.execute(base.db);
  await sql`delete from graphile_worker._private_jobs`.execute(base.db);
}

/** Twelve customers who buy every 20, 25, 30 … days from 2024 until they stop, one after the other, during 2025. */
async function twelveRhythms(): Promise<number[]> {
  await emptyHouse();
  const ids = await insertCustomers(
    base,
    Array.from({ length: 12 }, (_, i) => `c${i}`),
    '2023-12-01',
  );
  await insertOrders(
    base,
    ids.flatMap((customerId, i) => {
      const days: number[] = [];
      const end = dayNumber('2025-01-01') + i * 30;
      for (let day = dayNumber('2024-01-01') + i; day < end; day += 20 + 5 * i) days.push(day);
      return days.map((day) => ({ customerId, day: dayFromNumber(day), grossCents: 5_000 * (i + 1) }));
    }),
  );
  return ids;
}

async function live(day: string, trigger: 'night' | 'settings' = 'night'): Promise<Ctx> {
  const ctx = onDay(base, day);
  await refreshAllRollups(ctx);
  await sweep(ctx, trigger);
  return ctx;
}

describe('time alone', () => {
  it('makes silent customers lost, and says with which figures', async () => {
    const [first = 0] = await twelveRhythms();
    await live('2025-01-05');
    expect(await stageOn(base, first)).toMatchObject({ stage: 'loyal' });
    const later = await live('2025-06-05');
    expect(await stageOn(later, first)).toEqual({ stage: 'lost', stage_since: later.now });
    const move = await base.db
      .selectFrom('scoring.changes')
      .selectAll()
      .where('customer_id', '=', first)
      .where('what', '=', 'stage')
      .executeTakeFirstOrThrow();
    expect(move).toMatchObject({ from_value: 'loyal', to_value: 'lost', changed_at: later.now });
    expect(move.cause).toMatchObject({ trigger: 'time', rule: 'silent_beyond_own_rhythm', heldByMargin: false });
    const cause = move.cause as { silenceRatio: number; daysSinceLast: number; ownGapDays: number };
    expect(cause.silenceRatio).toBeCloseTo(cause.daysSinceLast / cause.ownGapDays, 1);
    expect(cause.silenceRatio).toBeGreaterThanOrEqual(3);
  });

  it('writes nothing for whom it changes nothing', async () => {
    await twelveRhythms();
    await live('2025-06-05');
    const versions = async () =>
      (await sql<{ xmin: string }>`select xmin::text from scoring.scores order by customer_id`.execute(base.db)).rows;
    const before = await versions();
    const report = await sweep(onDay(base, '2025-06-05'), 'hand');
    expect(report).toMatchObject({ customers: 12, changed: 0 });
    expect(await versions()).toEqual(before);
    const next = await sweep(onDay(base, '2025-06-06'), 'night');
    const changed = (await versions()).filter((row, i) => row.xmin !== before[i]?.xmin);
    expect(changed).toHaveLength(next.changed);
    expect(next.changed).toBeLessThan(12);
  });

  it('keeps a lost customer lost until well within the threshold again', async () => {
    await emptyHouse();
    await inTransaction(base, (ctx) =>
      saveLifecycleSettings(ctx, {
        ...DEFAULT_LIFECYCLE,
        thresholds: { ...DEFAULT_LIFECYCLE.thresholds, basis: 'days', lostDays: 100, marginDays: 10 },
      }),
    );
    const [customerId = 0] = await insertCustomers(base, ['wavering']);
    await insertOrders(base, [
      { customerId, day: '2025-01-01' },
      { customerId, day: '2025-02-01' },
    ]);
    await live('2025-05-11');
    expect((await stageOn(base, customerId)).stage).toBe('repeat_purchase');
    await live('2025-05-12');
    expect((await stageOn(base, customerId)).stage).toBe('lost');
    // A late order of February brings the silence to 95 days: short of 100, but within the margin of 10.
    await insertOrders(base, [{ customerId, day: '2025-02-07' }]);
    await live('2025-05-13');
    expect((await stageOn(base, customerId)).stage).toBe('lost');
    await insertOrders(base, [{ customerId, day: '2025-02-20' }]);
    await live('2025-05-14');
    expect((await stageOn(base, customerId)).stage).toBe('repeat_purchase');
    const moves = await base.db
      .selectFrom('scoring.changes')
      .select(['from_value', 'to_value', 'cause'])
      .where('what', '=', 'stage')
      .orderBy('changed_at')
      .execute();
    expect(moves.map((move) => [move.from_value, move.to_value])).toEqual([
      ['repeat_purchase', 'lost'],
      ['lost', 'repeat_purchase'],
    ]);
    // Totals were recomputed at that very moment: an order is the cause, not time.
    expect(moves[1]?.cause).toMatchObject({ trigger: 'order', daysSinceLast: 83 });
  });
});

describe('a day lived again', () => {
  const monthEnds = Array.from(
    { length: 24 },
    (_, i) => `${2024 + Math.floor((i + 1) / 12)}-${String(((i + 1) % 12) + 1).padStart(2, '0')}-01`,
  );

  it('comes out the same over 24 month ends, moves and all', async () => {
    await twelveRhythms();
    const lived: unknown[] = [];
    for (const day of monthEnds) lived.push(await pictureOf(await live(day)));
    expect(lived.length).toBe(24);
    const again: unknown[] = [];
    for (const day of monthEnds) again.push(await pictureOf(await live(day)));
    expect(again).toEqual(lived);
    expect((lived.at(-1) as { moves: unknown[] }).moves.length).toBeGreaterThan(30);
  });

  it('removes what was noted after it', async () => {
    await twelveRhythms();
    for (const day of monthEnds) await live(day);
    const middle = await live('2024-08-15');
    const { scores, moves } = await pictureOf(middle);
    expect(moves.filter((move) => (move as { changed_at: Date }).changed_at > middle.now)).toEqual([]);
    expect(scores.filter((row) => (row as { stage_since: Date }).stage_since > middle.now)).toEqual([]);
    expect(await findLastRun(middle)).toMatchObject({ asOf: middle.now, customers: 12 });
  });

  it('does not know customers who registered later', async () => {
    await twelveRhythms();
    await insertCustomers(base, ['later'], '2025-06-15');
    const before = await live('2025-06-01');
    expect((await pictureOf(before)).scores).toHaveLength(12);
    const after = await live('2025-07-01');
    expect((await pictureOf(after)).scores).toHaveLength(13);
  });

  it('is the moment the house is looked at from, until another day is judged', async () => {
    await twelveRhythms();
    const now = new Date('2026-03-01T10:00:00+08:00');
    const ctx = { ...base, now };
    expect(await judgedMoment(ctx)).toEqual(now);
    const then = await live('2025-06-01');
    expect(await judgedMoment(ctx)).toEqual(then.now);
    await sweepWhenDayTurned(ctx);
    expect(await judgedMoment({ ...base, now: new Date('2026-03-01T18:00:00+08:00') })).toEqual(
      new Date('2026-03-01T18:00:00+08:00'),
    );
  });
});

describe('the nightly sweep', () => {
  it('runs once when the local day has turned, and never in an empty house', async () => {
    await emptyHouse();
    await sweepWhenDayTurned(onDay(base, '2025-06-01'));
    expect(await findLastRun(base)).toBeNull();
    await twelveRhythms();
    await live('2025-06-01');
    // 15:59 UTC is 23:59 in Shanghai, 16:01 is the next day there.
    await sweepWhenDayTurned({ ...base, now: new Date('2025-06-01T15:59:00Z') });
    expect(await findLastRun(base)).toMatchObject({ asOf: onDay(base, '2025-06-01').now });
    await sweepWhenDayTurned({ ...base, now: new Date('2025-06-01T16:01:00Z') });
    expect(await findLastRun(base)).toMatchObject({ asOf: new Date('2025-06-01T16:01:00Z'), trigger: 'night' });
  });

  it('keeps a version of the thresholds only when they moved', async () => {
    await twelveRhythms();
    await inTransaction(base, (ctx) => saveRfmSettings(ctx, { ...DEFAULT_RFM_SETTINGS, method: 'fixed' }));
    await live('2025-06-01');
    await live('2025-06-02');
    const kinds = async () =>
      (await base.db.selectFrom('scoring.models').select('kind').orderBy('kind').execute()).map((row) => row.kind);
    expect(await kinds()).toContain('rfm');
    const before = await kinds();
    await live('2025-06-02', 'settings');
    expect(await kinds()).toEqual(before);
    await inTransaction(base, (ctx) => saveRfmSettings(ctx, { ...DEFAULT_RFM_SETTINGS, method: 'rank' }));
    await live('2025-06-02', 'settings');
    expect((await kinds()).length).toBe(before.length + 1);
  });
});

describe('changed settings', () => {
  it('ask for one sweep, which notes them as the cause', async () => {
    const [first = 0] = await twelveRhythms();
    await live('2025-01-05');
    await inTransaction(base, (ctx) => saveLifecycleSettings(ctx, { ...DEFAULT_LIFECYCLE, preset: 'maturity' }));
    await requestSweep(base, 'hand');
    expect(await getState(base)).toMatchObject({ work: 'waiting', error: null });
    const { rows } = await sql`select from graphile_worker.jobs where task_identifier = 'scoring.sweep'`.execute(
      base.db,
    );
    expect(rows).toHaveLength(1);
    await sweep(onDay(base, '2025-01-06'), 'settings');
    expect((await stageOn(base, first)).stage).toBe('mature');
    const move = await base.db
      .selectFrom('scoring.changes')
      .select('cause')
      .where('what', '=', 'stage')
      .executeTakeFirstOrThrow();
    expect(move.cause).toMatchObject({ trigger: 'settings' });
  });

  it('that would leave somebody without a name are refused with the place', async () => {
    const cells = { ...DEFAULT_RFM_SETTINGS.segmentMap.cells, '55': 'nobody' };
    const broken = { ...DEFAULT_RFM_SETTINGS, segmentMap: { ...DEFAULT_RFM_SETTINGS.segmentMap, cells } };
    await expect(saveRfmSettings(base, broken)).rejects.toMatchObject({
      code: 'scoring.rfm_invalid',
      fields: [{ path: 'segmentMap.cells.55', code: 'cell.no_segment' }],
    });
    const noCatchAll = {
      ...DEFAULT_RFM_SETTINGS,
      class4: { ...DEFAULT_RFM_SETTINGS.class4, rows: DEFAULT_RFM_SETTINGS.class4.rows.slice(0, 2) },
    };
    await expect(saveRfmSettings(base, noCatchAll)).rejects.toMatchObject({
      fields: [{ code: 'class4.no_catch_all' }],
    });
    const edges = { ...DEFAULT_RFM_SETTINGS.edges, orders: [2, 2, 3, 4] as [number, number, number, number] };
    await expect(saveRfmSettings(base, { ...DEFAULT_RFM_SETTINGS, edges })).rejects.toMatchObject({
      fields: [{ path: 'edges.orders' }],
    });
    await expect(saveLifecycleSettings(base, { ...DEFAULT_LIFECYCLE, preset: 'own', own: null })).rejects.toMatchObject(
      {
        code: 'scoring.lifecycle_invalid',
      },
    );
    expect((await getLifecycleSettings(base)).preset).not.toBe('own');
  });
});
