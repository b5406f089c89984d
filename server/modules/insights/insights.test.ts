import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveStores } from '#modules/access/index.ts';
import { fieldsOf, listCustomers } from '#modules/customers/index.ts';
import { ordersModule, refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { answer, ANSWER_JOB, renewAnswers, workOut, type Question } from './answers.ts';
import * as contract from './contract.ts';
import { DEFINITIONS } from './definitions.ts';
import { insightsModule } from './module.ts';
import { overview } from './overview.ts';
import { comparisonOf, periodOf } from './periods.ts';
import { retention } from './retention.ts';
import { rfmPicture } from './rfm.ts';

const { ctx: base } = await testDatabase();
const ctx = onDay(base, '2026-03-11');

/**
 * Anna bought on 5 and 20 January and 10 February, Bela on 31 January just before midnight in Shanghai and in March,
 * Cleo on 3 March and gave a part back, Dora's order was cancelled, Emil never bought.
 */
beforeAll(async () => {
  const [store] = await saveStores(ctx, [{ code: 'S1', name: '一号店' }]);
  const [anna = 0, bela = 0, cleo = 0, dora = 0] = await insertCustomers(ctx, ['anna', 'bela', 'cleo', 'dora', 'emil']);
  await insertOrders(ctx, [
    {
      customerId: anna,
      day: '2026-01-05',
      grossCents: 10_000,
      discountCents: 1_000,
      storeId: store?.storeId,
      channel: '门店',
    },
    { customerId: anna, day: '2026-01-20', grossCents: 20_000, channel: '小程序' },
    { customerId: anna, day: '2026-02-10', grossCents: 30_000, channel: '小程序' },
    { customerId: bela, day: '2026-03-05', grossCents: 40_000, storeId: store?.storeId, channel: '门店' },
    { customerId: cleo, day: '2026-03-03', grossCents: 50_000 },
    { customerId: cleo, day: '2026-03-08', grossCents: 0, returnedCents: 15_000 },
    { customerId: dora, day: '2026-02-01', grossCents: 60_000, status: 'cancelled' },
  ]);
  await sql`update orders.orders set placed_at = '2026-01-31T23:59:59+08:00', gross_cents = 5000
    where customer_id = ${dora}`.execute(ctx.db);
  await insertOrders(ctx, [{ customerId: bela, day: '2026-01-31', grossCents: 5_000 }]);
  await sql`update orders.orders set placed_at = '2026-01-31T23:59:59+08:00'
    where customer_id = ${bela} and gross_cents = 5000`.execute(ctx.db);
  await refreshAllRollups(ctx);
  await sweep(ctx);
});

const valueOf = (
  answered: { figures: { key: string; value: number | null; previous: number | null }[] },
  key: string,
) => {
  const figure = answered.figures.find((candidate) => candidate.key === key);
  return [figure?.value, figure?.previous];
};

describe('the overview', () => {
  it('counts a period against the one before', async () => {
    const march = await answer(ctx, overview, { from: '2026-03-01', to: '2026-03-10', compare: 'previous' });
    expect(march.comparison).toEqual({ from: '2026-02-19', to: '2026-02-28' });
    expect(valueOf(march, 'orders')).toEqual([2, 0]);
    expect(valueOf(march, 'active_customers')).toEqual([2, 0]);
    expect(valueOf(march, 'new_customers')).toEqual([1, 0]);
    expect(valueOf(march, 'gross_revenue')).toEqual([90_000, 0]);
    expect(valueOf(march, 'net_revenue')).toEqual([75_000, 0]);
    expect(valueOf(march, 'returned')).toEqual([15_000, 0]);
    expect(valueOf(march, 'average_order_value')).toEqual([45_000, null]);
    expect(valueOf(march, 'customers')).toEqual([5, null]);
    expect(() => contract.getOverview.response.encode(march)).not.toThrow();
  });

  it('puts an order just before midnight into the month of the shop, not of UTC', async () => {
    const { months, figures } = await answer(ctx, overview, { from: '2026-01-01', to: '2026-03-31', compare: 'none' });
    expect(
      months.map(({ month, orders, activeCustomers, newCustomers, partial }) => [
        month,
        orders,
        activeCustomers,
        newCustomers,
        partial,
      ]),
    ).toEqual([
      ['2026-01', 3, 2, 2, false],
      ['2026-02', 1, 1, 0, false],
      ['2026-03', 2, 2, 1, true],
    ]);
    expect(figures.find(({ key }) => key === 'repeat_rate')?.value).toBeCloseTo(2 / 3, 10);
    expect(figures.every(({ previous }) => previous === null)).toBe(true);
  });

  it('names stores and channels, and shows orders without them under no name', async () => {
    const all = await answer(ctx, overview, { from: '2026-01-01', to: '2026-03-31', compare: 'none' });
    expect(all.stores.map(({ name, orders, grossCents }) => [name, orders, grossCents])).toEqual([
      [null, 4, 105_000],
      ['一号店', 2, 50_000],
    ]);
    expect(all.channels.reduce((total, row) => total + row.share, 0)).toBeCloseTo(1, 10);
    const shop = await answer(ctx, overview, {
      from: '2026-01-01',
      to: '2026-03-31',
      compare: 'none',
      channel: '门店',
    });
    expect(shop.figures.find(({ key }) => key === 'orders')?.value).toBe(2);
    expect(shop.figures.find(({ key }) => key === 'new_customers')).toMatchObject({ value: 2, filters: null });
  });

  it('explains every number by a definition that exists', async () => {
    const keys = new Set(DEFINITIONS.map(({ key }) => key));
    const { figures } = await answer(ctx, overview, { compare: 'none' });
    for (const figure of figures) expect(keys).toContain(figure.definition);
    const { definitions } = await answer(ctx, retention, { months: 12 });
    for (const key of Object.values(definitions)) expect(keys).toContain(key);
    const picture = await answer(ctx, rfmPicture, {});
    for (const key of Object.values(picture.definitions)) expect(keys).toContain(key);
  });

  it('adds stages up to everybody who is judged', async () => {
    const { stages, classes } = await answer(ctx, overview, { compare: 'none' });
    expect(stages.reduce((total, row) => total + row.customers, 0)).toBe(5);
    expect(stages.find(({ code }) => code === 'prospect')).toMatchObject({
      customers: 2,
      filters: ['scoring.stage:is:prospect'],
    });
    expect(classes.reduce((total, row) => total + row.customers, 0)).toBe(3);
  });
});

describe('periods', () => {
  it('end with the last order where nobody has ordered for a year', async () => {
    expect(await periodOf(ctx, {})).toEqual({ from: '2025-03-12', to: '2026-03-11' });
    expect(await periodOf(onDay(base, '2029-01-01'), {})).toEqual({ from: '2025-03-06', to: '2026-03-05' });
    await expect(periodOf(ctx, { from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({
      code: 'insights.period_invalid',
    });
  });

  it('compare with the same days a year earlier, 29 February with the 28th', () => {
    expect(comparisonOf({ from: '2024-02-29', to: '2024-03-31' }, 'year')).toEqual({
      from: '2023-02-28',
      to: '2023-03-31',
    });
    expect(comparisonOf({ from: '2026-03-01', to: '2026-03-10' }, 'none')).toBeNull();
  });
});

describe('retention', () => {
  it('follows cohorts month by month, blank in future and zero in between', async () => {
    const { cohorts, repeat, periods, average, ...rest } = await answer(ctx, retention, { months: 12 });
    expect(cohorts.map(({ month, size, cells }) => [month, size, cells.map(({ customers }) => customers)])).toEqual([
      ['2026-01', 2, [2, 1, 1]],
      ['2026-03', 1, [1, null, null]],
    ]);
    expect(cohorts[0]?.cells[2]).toMatchObject({ rate: 0.5, grossCents: 40_000, partial: true });
    expect(cohorts[0]?.filters).toEqual(['orders.firstOrderAt:min:2026-01-01', 'orders.firstOrderAt:max:2026-01-31']);
    expect(repeat).toMatchObject({ buyers: 3, repeaters: 2 });
    expect(periods).toEqual([
      { month: '2026-01', active: 2, retained: 1, rate: 0.5 },
      { month: '2026-02', active: 1, retained: null, rate: null },
      { month: '2026-03', active: 2, retained: null, rate: null },
    ]);
    expect(average).toEqual([1, 0.5, null]);
    expect(() => contract.getRetention.response.encode({ cohorts, repeat, periods, average, ...rest })).not.toThrow();
  });
});

describe('a cell of the cohorts', () => {
  it('opens exactly the customers it counts', async () => {
    const fields = fieldsOf([...(ordersModule.customerFields ?? [])]);
    const { cohorts } = await answer(ctx, retention, { months: 12 });
    const cells = cohorts.flatMap(({ cells }) => cells.filter(({ customers }) => customers !== null));
    expect(cells).toHaveLength(4);
    for (const { customers, filters } of cells) {
      const page = await listCustomers(ctx, fields, { filter: filters ?? [], limit: 50, direction: 'desc' });
      expect(page.total?.count).toBe(customers);
    }
    expect(cohorts[1]?.cells[1]?.filters).toBe(null);
  });

  it('refuses days that are none', async () => {
    const fields = fieldsOf([...(ordersModule.customerFields ?? [])]);
    for (const filter of ['orders.orderedIn:is:2026-01-01', 'orders.orderedIn:is:2026-01-01,gestern'])
      await expect(listCustomers(ctx, fields, { filter, limit: 50, direction: 'desc' })).rejects.toThrow('two days');
  });
});

describe('the RFM picture', () => {
  it('shows all 25 cells with filters that lead to their customers', async () => {
    const picture = await answer(ctx, rfmPicture, {});
    expect(picture.cells).toHaveLength(25);
    expect([picture.scored, picture.prospects]).toEqual([3, 2]);
    const full = picture.cells.filter(({ customers }) => customers > 0);
    expect(full.reduce((total, { customers }) => total + customers, 0)).toBe(3);
    for (const { r, f, filters } of full)
      expect(filters).toEqual([`scoring.r:min:${r}`, `scoring.r:max:${r}`, `scoring.f:min:${f}`, `scoring.f:max:${f}`]);
    expect(picture.segments.reduce((total, { revenueShare }) => total + revenueShare, 0)).toBeCloseTo(1, 10);
  });
});

describe('answers that took long', () => {
  let asked = 0;
  const slow: Question<{ n: number }, { n: number; asked: number }> = {
    name: 'retention',
    work: async (_ctx, { n }) => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 520));
      return { n, asked };
    },
  };
  /** Of these questions: on a busy machine the others may have taken long, too. */
  const jobs = async () =>
    (
      await sql`select from graphile_worker._private_jobs where jsonb_exists(payload::jsonb -> 'params', 'n')`.execute(
        ctx.db,
      )
    ).rows.length;
  const after = (seconds: number) => ({ ...ctx, now: new Date(ctx.now.getTime() + seconds * 1_000) });

  it('are shown again, renewed in the background when old, and worth nothing on another day', async () => {
    expect(await answer(ctx, slow, { n: 1 })).toMatchObject({ n: 1, asked: 1, refreshing: false });
    expect(await answer(after(2), slow, { n: 1 })).toMatchObject({ asked: 1, refreshing: false });
    expect(await answer(after(2), slow, { n: 2 })).toMatchObject({ n: 2, asked: 2 });
    expect(await jobs()).toBe(0);
    expect(await answer(after(600), slow, { n: 1 })).toMatchObject({ asked: 1, refreshing: true });
    await answer(after(600), slow, { n: 1 });
    expect(await jobs()).toBe(1);
    await workOut(after(600), slow, { n: 1 });
    expect(await answer(after(601), slow, { n: 1 })).toMatchObject({ asked: 3, refreshing: false });
    const tomorrow = after(86_400);
    await sweep(tomorrow);
    expect(await answer(tomorrow, slow, { n: 1 })).toMatchObject({ asked: 4, refreshing: false });
  });

  it('are made anew after midnight while people ask for them, and then forgotten', async () => {
    await sql`delete from graphile_worker._private_jobs`.execute(ctx.db);
    const nextDay = after(2 * 86_400);
    await sweep(nextDay);
    await renewAnswers(nextDay);
    expect(await jobs()).toBe(2);
    await renewAnswers(after(9 * 86_400));
    expect(await ctx.db.selectFrom('insights.answers').select('key').execute()).toEqual([]);
  });

  it('are not kept when they were quick', async () => {
    await answer(ctx, { name: 'quick', work: async () => ({ quick: true }) }, {});
    expect(await ctx.db.selectFrom('insights.answers').select('key').where('name', '=', 'quick').execute()).toEqual([]);
  });

  it('are asked by jobs only if somebody knows how', async () => {
    await expect(insightsModule.jobs?.[ANSWER_JOB]?.(ctx, { name: 'nonsense', params: {} } as never)).rejects.toThrow(
      'nonsense',
    );
    await insightsModule.jobs?.[ANSWER_JOB]?.(ctx, { name: 'rfm', params: {} } as never);
  });
});
