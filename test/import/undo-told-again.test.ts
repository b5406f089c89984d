/** What files tell of records that are there already, and how it is given back: stays, orders of the tray, checks of fields. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { updateCustomer } from '#modules/customers/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { matchOrder, recordOrders, type OrderDraft } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { importText, settle, strays, undo } from './undoing.ts';

const { ctx, db } = await testDatabase();

const later = (minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

const idOf = async (externalId: string): Promise<number> =>
  (
    await db
      .selectFrom('customers.identities')
      .select('customer_id')
      .where('kind', '=', 'external')
      .where('value', '=', externalId)
      .executeTakeFirstOrThrow()
  ).customer_id;

describe('a stay that a file prolonged', () => {
  const views = (...rows: [event: string, customer: string, seconds: number][]) =>
    importText(
      ctx,
      'interactions',
      [
        '互动编号,客户编号,时间,类型,时长',
        ...rows.map(([e, c, s]) => `${e},${c},2026-01-05 10:00,浏览页面,${s}`),
        '',
      ].join('\n'),
    );
  const stays = async (customer: string) => {
    await settle(ctx);
    const { rows } = await sql<{ seconds: number[]; sum: number }>`
      select array_agg(seconds order by seconds) as seconds,
        (select sum(d.seconds)::int from interactions.days d where d.customer_id = i.customer_id) as sum
      from interactions.interactions i where customer_id = ${await idOf(customer)} group by customer_id`.execute(db);
    expect(rows[0]?.sum ?? null).toBe(rows[0]?.seconds.reduce((all, one) => all + one, 0) ?? null);
    return rows[0]?.seconds ?? [];
  };
  const former = async () => (await sql`select from interactions.former`.execute(db)).rows.length;

  test('is as long again as before, whichever import is undone first', async () => {
    await importText(ctx, 'customers', '会员号,姓名\nA-1,甲\n');
    const first = await views(['a-1', 'A-1', 10], ['a-2', 'A-1', 20]);
    const second = await views(['a-1', 'A-1', 60], ['a-2', 'A-1', 5]);
    const third = await views(['a-1', 'A-1', 90]);
    expect(await stays('A-1')).toEqual([20, 90]);
    const between = await undo(ctx, second.batchId);
    expect(between.done).toEqual(between.foreseen);
    expect(between.done).toMatchObject({ removed: {}, restored: {}, kept: { stays: 1 } });
    expect(await stays('A-1')).toEqual([20, 90]);
    const above = await undo(ctx, third.batchId);
    expect(above.done).toEqual(above.foreseen);
    expect(above.done).toMatchObject({ removed: {}, restored: { stays: 1 }, kept: {} });
    expect(await stays('A-1')).toEqual([10, 20]);
    expect((await undo(ctx, first.batchId)).done).toMatchObject({ removed: { interactions: 2 } });
    expect(await stays('A-1')).toEqual([]);
    expect(await former()).toBe(0);
  });

  test('belongs to whoever told it last: it goes with that import, and stays where another program told it', async () => {
    await importText(ctx, 'customers', '会员号,姓名\nB-1,乙\n');
    const first = await views(['b-1', 'B-1', 10], ['b-2', 'B-1', 20]);
    const second = await views(['b-1', 'B-1', 60], ['b-2', 'B-1', 30]);
    const goesOn = {
      source: 'shop',
      externalId: 'b-2',
      kind: 'page_view',
      at: '2026-01-05T10:00:00+08:00',
      seconds: 40,
    };
    await inTransaction(ctx, (inner) => recordInteractions(inner, [{ ...goesOn, customer: { externalId: 'B-1' } }]));
    expect((await undo(ctx, first.batchId)).done).toMatchObject({ removed: {}, kept: { interactions: 2 } });
    expect(await stays('B-1')).toEqual([40, 60]);
    expect((await undo(ctx, second.batchId)).done).toMatchObject({ removed: { interactions: 1 } });
    expect(await stays('B-1')).toEqual([40]);
    expect(await former()).toBe(0);
    expect(await strays(ctx)).toEqual([]);
  });
});

describe('an order in the tray', () => {
  const file = (no: string, cents: number, customer = '', at: Ctx = ctx) =>
    importText(
      at,
      'orders',
      `订单号,下单时间,客户编号,客户姓名,商品编码,数量,单价\n${no},2026-01-05,${customer},某人,S1,1,${cents / 100}\n`,
    );
  const tray = async (no: string) =>
    (
      await sql<{ said: string }>`
        select gross_cents || ' ' || (select sum(l.amount_cents) from orders.unmatched_lines l
          where (l.source_id, l.external_id) = (u.source_id, u.external_id)) as said
        from orders.unmatched u where external_id = ${no}`.execute(db)
    ).rows.map(({ said }) => said);
  const orders = async (no: string) =>
    (
      await sql<{ said: string }>`
        select i.value || ' ' || o.gross_cents as said from orders.orders o
        join customers.identities i using (customer_id) where o.external_id = ${no}`.execute(db)
    ).rows.map(({ said }) => said);

  test('that a second file told anew says again what the first one said', async () => {
    const first = await file('t-1', 100);
    const second = await file('t-1', 200);
    expect(await tray('t-1')).toEqual(['200 200']);
    const { foreseen, done } = await undo(ctx, second.batchId);
    expect(done).toEqual(foreseen);
    expect(done).toEqual({ removed: {}, restored: { unmatched: 1 }, kept: {}, because: {} });
    expect(await tray('t-1')).toEqual(['100 100']);
    expect((await undo(ctx, first.batchId)).done.removed).toMatchObject({ unmatched: 1 });
    expect(await tray('t-1')).toEqual([]);
  });

  test('stays as the second told it when the first is undone, and goes with the second', async () => {
    const first = await file('t-2', 100);
    const second = await file('t-2', 200);
    expect((await undo(ctx, first.batchId)).done).toMatchObject({ removed: {}, kept: { orders: 1 } });
    expect(await tray('t-2')).toEqual(['200 200']);
    expect((await undo(ctx, second.batchId)).done.removed).toMatchObject({ unmatched: 1 });
    expect(await tray('t-2')).toEqual([]);
  });

  test('takes its pile along when a third file names its customer', async () => {
    const first = await file('t-3', 100);
    const second = await file('t-3', 200);
    const third = await file('t-3', 300, 'T-3');
    expect([await tray('t-3'), await orders('t-3')]).toEqual([[], ['T-3 300']]);
    await undo(ctx, second.batchId);
    expect(await orders('t-3')).toEqual(['T-3 300']);
    const { foreseen, done } = await undo(ctx, third.batchId);
    expect(done).toEqual(foreseen);
    expect(done).toMatchObject({ removed: { customers: 1 }, restored: { unmatched: 1 } });
    expect([await tray('t-3'), await orders('t-3')]).toEqual([['100 100'], []]);
    await undo(ctx, first.batchId);
    expect(await tray('t-3')).toEqual([]);
    expect((await sql`select from orders.former where external_id = 't-3'`.execute(db)).rows).toEqual([]);
  });

  test('given to its customer by hand goes back to what the first file said of it', async () => {
    const first = await file('t-4', 100);
    const second = await file('t-4', 200);
    await importText(ctx, 'customers', '会员号,姓名\nT-4,丁\n');
    const { rows } = await sql<{ source_id: number }>`
      select source_id from orders.unmatched where external_id = 't-4'`.execute(db);
    const choice = { sourceId: rows[0]?.source_id ?? 0, externalId: 't-4', customerId: await idOf('T-4') };
    await inTransaction(ctx, (inner) => matchOrder(inner, choice));
    expect(await orders('t-4')).toEqual(['T-4 200']);
    expect((await undo(ctx, second.batchId)).done.restored).toEqual({ unmatched: 1 });
    expect([await tray('t-4'), await orders('t-4')]).toEqual([['100 100'], []]);
    await undo(ctx, first.batchId);
    expect(await tray('t-4')).toEqual([]);
    await settle(ctx);
    expect(await strays(ctx)).toEqual([]);
  });

  test('told anew by another program is that program’s', async () => {
    const first = await file('t-5', 100);
    const draft = {
      source: 'shop',
      externalId: 't-5',
      placedAt: new Date('2026-01-05T00:00:00+08:00'),
      status: 'completed',
      channel: null,
      store: null,
      returnOf: null,
      customer: {},
      lines: [{ sku: 'S1', quantity: 1, unitPriceCents: 700, discountCents: 0 }],
    } as unknown as OrderDraft;
    await inTransaction(ctx, (inner) => recordOrders(inner, [draft]));
    const second = await file('t-5', 200);
    await undo(ctx, first.batchId);
    expect(await tray('t-5')).toEqual(['200 200']);
    await undo(ctx, second.batchId);
    expect(await tray('t-5')).toEqual(['700 700']);
  });
});

test('a field is known to be looked at when it was, as if an undone file had never come', async () => {
  const people = (city: string, at: Ctx) => importText(at, 'customers', `会员号,城市,职业\nC-1,${city},教师\n`);
  const checks = async () =>
    (
      await sql<{ said: string }>`
        select field || ' ' || how || ' ' || round(extract(epoch from checked_at - ${ctx.now}) / 60) as said
        from customers.field_checks where customer_id = ${await idOf('C-1')} order by field`.execute(db)
    ).rows.map(({ said }) => said);
  await people('上海', ctx);
  expect(await checks()).toEqual([]);
  const second = await people('杭州', later(10));
  const third = await people('成都', later(20));
  expect(await checks()).toEqual(['region brought 20']);
  await undo(later(30), second.batchId);
  expect(await checks()).toEqual(['region brought 20']);
  await undo(later(31), third.batchId);
  expect(await checks()).toEqual([]);
  const fourth = await people('北京', later(40));
  await updateCustomer(later(50), await idOf('C-1'), { city: '广州' });
  const fifth = await people('深圳', later(60));
  await undo(later(70), fifth.batchId);
  expect(await checks()).toEqual(['region edited 50']);
  await undo(later(71), fourth.batchId);
  expect(await checks()).toEqual(['region edited 50']);
  expect((await sql`select from customers.former_checks`.execute(db)).rows).toEqual([]);
});
