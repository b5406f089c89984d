import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import {
  addDate,
  createCustomField,
  createTag,
  getCustomer,
  mergeCustomers,
  tagCustomers,
  undoMerge,
  updateCustomer,
} from '#modules/customers/index.ts';
import { foreseeUndo, requestUndo, resumeBatches, undoImport } from '#modules/ingest/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { recordOrders, refreshAllRollups, type OrderDraft } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { refusalOf } from './files.ts';
import { deps, importText, settle, strays, undo, undoing } from './undoing.ts';

const { ctx, db } = await testDatabase();

const idOf = async (externalId: string): Promise<number | null> =>
  (
    await db
      .selectFrom('customers.identities')
      .select('customer_id')
      .where('kind', '=', 'external')
      .where('value', '=', externalId)
      .executeTakeFirst()
  )?.customer_id ?? null;

const mustId = async (externalId: string): Promise<number> => (await idOf(externalId)) ?? 0;

const buy = (externalId: string, customer: string, cents = 10_000, at: Ctx = ctx) =>
  inTransaction(at, (inner) =>
    recordOrders(inner, [
      {
        source: 'shop',
        externalId,
        placedAt: new Date('2026-01-05T12:00:00+08:00'),
        status: 'completed',
        channel: null,
        store: null,
        returnOf: null,
        customer: { externalId: customer },
        lines: [{ sku: 'A1', quantity: 1, unitPriceCents: cents, discountCents: 0 }],
      } as unknown as OrderDraft,
    ]),
  );

const orders = async (prefix: string) =>
  (
    await sql<{ said: string }>`
      select o.external_id || ' ' || i.value || ' ' || o.gross_cents || ' ' || coalesce(sum(l.amount_cents), 0) as said
      from orders.orders o
      join customers.identities i on i.customer_id = o.customer_id and i.kind = 'external'
      join orders.order_refs r on (r.customer_id, r.order_id) = (o.customer_id, o.order_id)
      left join orders.order_lines l on (l.customer_id, l.order_id) = (o.customer_id, o.order_id)
      where o.external_id like ${`${prefix}%`} group by o.external_id, i.value, o.gross_cents order by 1`.execute(db)
  ).rows.map((row) => row.said);

const tray = async (prefix: string) =>
  (
    await sql<{ said: string }>`
      select u.external_id || ' ' || u.gross_cents || ' ' || count(l.row_no) as said from orders.unmatched u
      left join orders.unmatched_lines l using (source_id, external_id)
      where u.external_id like ${`${prefix}%`} group by u.external_id, u.gross_cents order by 1`.execute(db)
  ).rows.map((row) => row.said);

const ORDERS = '订单号,下单时间,客户编号,商品编码,数量,单价';
const orderFile = (...lines: (readonly [string, string, string, string?])[]) =>
  [
    ORDERS,
    ...lines.map(([no, customer, price, sku = 'S1']) => `${no},2026-01-05,${customer},${sku},1,${price}`),
    '',
  ].join('\n');

describe('undoing a file of customers', () => {
  test('removes whom it made, and leaves those who have bought, called or been changed since as they are', async () => {
    const { batchId } = await importText(
      ctx,
      'customers',
      '会员号,手机号,姓名,城市,标签\nA-1,13800000001,甲,上海,VIP\nA-2,13800000002,乙,上海,VIP\nA-3,13800000003,丙,,\nA-4,,丁,,\n',
    );
    await buy('a-1', 'A-2');
    await inTransaction(ctx, (inner) =>
      recordInteractions(inner, [
        {
          source: 'shop',
          externalId: 'call-1',
          kind: 'call',
          at: '2026-02-01T10:00:00+08:00',
          customer: { externalId: 'A-3' },
        },
      ]),
    );
    await updateCustomer(ctx, await mustId('A-4'), { city: '成都' });
    const { foreseen, done } = await undo(ctx, batchId);
    expect(done).toEqual(foreseen);
    expect(done).toEqual({
      removed: { customers: 1 },
      restored: {},
      kept: { customers: 3 },
      because: { 'orders.orders': 1, 'interactions.interactions': 1, changed: 1 },
    });
    expect(await idOf('A-1')).toBeNull();
    expect(await getCustomer(ctx, await mustId('A-2'))).toMatchObject({
      name: '乙',
      city: '上海',
      phone: '+8613800000002',
    });
    const { rows: tagged } = await sql`select from customers.customer_tags`.execute(db);
    expect(tagged).toHaveLength(1);
    await settle(ctx);
    expect(await strays(ctx)).toEqual([]);
    expect(await refreshAllRollups(ctx)).toBe(0);
  });

  test('gives known customers their former values, tags and telephones back, unless changed again since', async () => {
    await createCustomField(ctx, { code: 'skin', name: '肤质', type: 'text' } as never);
    await importText(
      ctx,
      'customers',
      '会员号,手机号,姓名,城市\nB-1,13800000011,赵,上海\nB-2,13800000012,钱,上海\nB-3,,孙,上海\n',
    );
    const before = await getCustomer(ctx, await mustId('B-1'));
    const { batchId } = await importText(
      ctx,
      'customers',
      '会员号,手机号,姓名,城市,邮箱,标签,肤质\nB-1,13900000011,赵一,杭州,zhao@example.com,老客,干性\nB-2,,钱,杭州,,老客,油性\nB-3,,孙,杭州,,,\n',
    );
    expect(await getCustomer(ctx, await mustId('B-1'))).toMatchObject({
      name: '赵一',
      city: '杭州',
      custom: { skin: '干性' },
    });
    await updateCustomer(ctx, await mustId('B-2'), { city: '成都', custom: { skin: '中性' } });
    const { foreseen, done } = await undo(ctx, batchId);
    expect(done).toEqual(foreseen);
    expect(done.removed).toEqual({ identities: 2, tags: 2 });
    expect(done.kept).toEqual({ values: 2 });
    const after = await getCustomer(ctx, await mustId('B-1'));
    expect(after).toEqual({ ...before, updatedAt: after.updatedAt });
    expect(await getCustomer(ctx, await mustId('B-2'))).toMatchObject({ city: '成都', custom: { skin: '中性' } });
    expect(await getCustomer(ctx, await mustId('B-3'))).toMatchObject({ city: '上海' });
  });

  test('works in any order: what a later file changed gives back what stood before both', async () => {
    await importText(ctx, 'customers', '会员号,城市\nC-1,上海\n');
    const second = await importText(ctx, 'customers', '会员号,城市\nC-1,杭州\n');
    const third = await importText(ctx, 'customers', '会员号,城市\nC-1,成都\n');
    expect((await undo(ctx, second.batchId)).done.kept).toEqual({ values: 1 });
    expect(await getCustomer(ctx, await mustId('C-1'))).toMatchObject({ city: '成都' });
    await undo(ctx, third.batchId);
    expect(await getCustomer(ctx, await mustId('C-1'))).toMatchObject({ city: '上海' });
  });

  test('leaves whoever was merged since, and the record is whole when it is taken out again', async () => {
    const { batchId } = await importText(ctx, 'customers', '会员号,姓名\nD-1,甲\nD-2,乙\nD-3,丙\n');
    const [one, two] = [await mustId('D-1'), await mustId('D-2')];
    const { mergeId } = await mergeCustomers(ctx, undoing.ownedTables, {
      survivorId: one,
      customerIds: [one, two],
      choices: {},
    });
    const { foreseen, done } = await undo(ctx, batchId);
    expect(done).toEqual(foreseen);
    expect(done).toMatchObject({ removed: { customers: 1 }, kept: { customers: 2 }, because: { merged: 2 } });
    await undoMerge(ctx, undoing.ownedTables, mergeId);
    expect([await mustId('D-1'), await mustId('D-2'), await idOf('D-3')]).toEqual([one, two, null]);
    await settle(ctx);
    expect(await strays(ctx)).toEqual([]);
  });

  test('tells other programs whom it removed, once and after all they were told of them', async () => {
    await settle(ctx);
    const { rows } = await sql<{ id: number }>`
      insert into webhooks.receivers (name, url, secret, events, created_at)
      values ('Store', 'http://127.0.0.1:9/', 'whsec_', '{customers.recorded,customers.removed}', ${ctx.now})
      returning receiver_id as id`.execute(db);
    const { batchId } = await importText(ctx, 'customers', '会员号,姓名\nV-1,甲\nV-2,乙\n');
    const [gone, stays] = [await mustId('V-1'), await mustId('V-2')];
    await updateCustomer(ctx, stays, { city: '成都' });
    await settle(ctx);
    await undo(ctx, batchId);
    await settle(ctx);
    const { rows: told } = await sql<{ event: string }>`
      select event from webhooks.deliveries where receiver_id = ${rows[0]?.id} and customer_id = ${gone}
      order by delivery_id`.execute(db);
    expect(told.map(({ event }) => event)).toEqual(['customers.recorded', 'customers.removed']);
    const { rows: wrong } = await sql`
      select from webhooks.deliveries where event = 'customers.removed' and customer_id = ${stays}`.execute(db);
    expect(wrong).toEqual([]);
    await sql`delete from webhooks.receivers`.execute(db);
  });

  test('takes dates and tags put on by hand for a hand in it', async () => {
    const { batchId } = await importText(ctx, 'customers', '会员号,姓名\nE-1,甲\nE-2,乙\n');
    const tag = await createTag(ctx, { name: '手工', groupId: null, color: null });
    await tagCustomers(ctx, { customerIds: [await mustId('E-1')], add: [tag.tagId], remove: [] });
    await addDate(ctx, await mustId('E-2'), {
      kind: 'anniversary',
      calendar: 'solar',
      year: 2020,
      month: 5,
      day: 1,
      leap: false,
      label: null,
    });
    expect((await undo(ctx, batchId)).done).toMatchObject({
      kept: { customers: 2 },
      because: { 'customers.customer_tags': 1, 'customers.dates': 1 },
    });
  });
});

describe('undoing a file of orders', () => {
  test('removes what it brought with customers and products nobody else speaks of', async () => {
    await buy('f-0', 'F-1');
    const { batchId } = await importText(
      ctx,
      'orders',
      orderFile(['f-1', 'F-1', '10'], ['f-2', 'F-2', '20', 'S9'], ['f-3', '', '5']),
    );
    await settle(ctx);
    const { foreseen, done } = await undo(ctx, batchId);
    expect(done).toEqual(foreseen);
    expect(done).toMatchObject({ removed: { orders: 2, unmatched: 1, customers: 1 }, kept: {} });
    expect(await orders('f-')).toEqual(['f-0 F-1 10000 10000']);
    expect(await tray('f-')).toEqual([]);
    expect(await idOf('F-2')).toBeNull();
    expect((await sql`select from catalog.products where sku = 'S9'`.execute(db)).rows).toHaveLength(0);
    await settle(ctx);
    expect(await strays(ctx)).toEqual([]);
    expect(await refreshAllRollups(ctx)).toBe(0);
  });

  test('gives corrected orders back as they were, those of the tray too, and keeps what was corrected since', async () => {
    await importText(
      ctx,
      'orders',
      orderFile(['g-1', 'G-1', '10'], ['g-2', 'G-1', '20'], ['g-3', '', '30'], ['g-4', 'G-1', '40']),
    );
    const { batchId } = await importText(
      ctx,
      'orders',
      orderFile(['g-1', 'G-2', '11'], ['g-2', 'G-1', '22'], ['g-3', 'G-3', '33'], ['g-4', 'G-1', '40']),
    );
    await buy('g-2', 'G-1', 99);
    const { foreseen, done } = await undo(ctx, batchId);
    expect(done).toEqual(foreseen);
    expect(done).toMatchObject({
      removed: { customers: 2 },
      restored: { orders: 1, unmatched: 1 },
      kept: { orders: 1 },
    });
    expect(await orders('g-')).toEqual(['g-1 G-1 1000 1000', 'g-2 G-1 99 99', 'g-4 G-1 4000 4000']);
    expect(await tray('g-')).toEqual(['g-3 3000 1']);
  });

  test('works in any order, a sheet from between included', async () => {
    const first = await importText(ctx, 'orders', orderFile(['h-1', 'H-1', '1']));
    const second = await importText(ctx, 'orders', orderFile(['h-1', 'H-2', '2']));
    const third = await importText(ctx, 'orders', orderFile(['h-1', 'H-2', '3']));
    await undo(ctx, second.batchId);
    expect(await orders('h-')).toEqual(['h-1 H-2 300 300']);
    await undo(ctx, third.batchId);
    expect(await orders('h-')).toEqual(['h-1 H-1 100 100']);
    expect(await idOf('H-2')).toBeNull();
    await undo(ctx, first.batchId);
    expect(await orders('h-')).toEqual([]);
    expect(await idOf('H-1')).toBeNull();
    expect((await sql`select from orders.former where external_id = 'h-1'`.execute(db)).rows).toHaveLength(0);
  });

  test('takes along, at last, whoever an earlier undo left for the sake of these orders', async () => {
    const people = await importText(ctx, 'customers', '会员号,姓名\nI-1,甲\n');
    const trade = await importText(ctx, 'orders', orderFile(['i-1', 'I-1', '1']));
    expect((await undo(ctx, people.batchId)).done).toMatchObject({ kept: { customers: 1 } });
    const { foreseen, done } = await undo(ctx, trade.batchId);
    expect(done).toEqual(foreseen);
    expect(done.removed).toEqual({ orders: 1, customers: 1 });
  });
});

test('undoing products and interactions gives back and removes the same way', async () => {
  await importText(ctx, 'products', '货号,商品名称,售价\nP-1,面霜,100\nP-2,精华,200\n');
  const products = await importText(
    ctx,
    'products',
    '货号,商品名称,售价\nP-1,面霜,120\nP-2,精华,220\nP-3,眼霜,300\nP-4,口红,90\n',
  );
  await importText(ctx, 'products', '货号,售价\nP-2,230\n');
  await importText(ctx, 'orders', orderFile(['p-1', 'P-9', '300', 'P-3']));
  const { foreseen, done } = await undo(ctx, products.batchId);
  expect(done).toEqual(foreseen);
  expect(done).toMatchObject({
    removed: { products: 1 },
    restored: { productValues: 1 },
    kept: { products: 1, productValues: 1 },
  });
  const { rows } = await sql<{ sku: string; price_cents: number }>`
    select sku, price_cents from catalog.products where sku like 'P-%' order by sku`.execute(db);
  expect(rows).toEqual([
    { sku: 'P-1', price_cents: 10_000 },
    { sku: 'P-2', price_cents: 23_000 },
    { sku: 'P-3', price_cents: 30_000 },
  ]);
  const events = await importText(
    ctx,
    'interactions',
    '客户编号,时间,类型,内容\nP-9,2026-02-01 10:00,电话,问候\nP-8,2026-02-02 10:00,电话,回访\n',
  );
  await settle(ctx);
  expect((await undo(ctx, events.batchId)).done).toMatchObject({ removed: { interactions: 2, customers: 1 } });
  await settle(ctx);
  expect(await strays(ctx)).toEqual([]);
  const { rows: days } = await sql`select from interactions.days where customer_id = ${await mustId('P-9')}`.execute(
    db,
  );
  expect(days).toHaveLength(0);
});

describe('the wish to undo', () => {
  test('once granted is not granted again, is told to the trail, and can be taken up by another process', async () => {
    const { batchId } = await importText(ctx, 'customers', '会员号,姓名\nW-1,甲\n');
    const stranger = { ...deps, importers: deps.importers.filter(({ kind }) => kind !== 'customers') };
    expect(await refusalOf(requestUndo(ctx, stranger.importers, batchId))).toBe('ingest.unknown_kind');
    expect((await requestUndo(ctx, deps.importers, batchId)).state).toBe('undoing');
    expect(await resumeBatches(ctx)).toBe(1);
    await undoImport(ctx, deps, batchId);
    expect((await requestUndo(ctx, deps.importers, batchId)).state).toBe('undone');
    expect(await refusalOf(foreseeUndo(ctx, undoing, batchId))).toBe('ingest.not_done');
    const { rows } = await sql<{ action: string }>`
      select action from access.audit where subject_type = 'import' and subject_id = ${String(batchId)} order by at, action`.execute(
      db,
    );
    expect(rows.map((row) => row.action)).toEqual(['imports.applied', 'imports.undo_requested', 'imports.undone']);
  });

  test('is refused where answers are evidence', async () => {
    const { batchId } = await importText(ctx, 'consents', '手机号,短信营销\n13800000099,是\n');
    expect(await refusalOf(foreseeUndo(ctx, undoing, batchId))).toBe('ingest.not_undoable');
    expect(await refusalOf(requestUndo(ctx, deps.importers, batchId))).toBe('ingest.not_undoable');
  });
});
