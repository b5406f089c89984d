/** What somebody may choose about a file: by what its customers are recognised, and what becomes of records there are. */
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { refusalOf } from './files.ts';
import { importText } from './undoing.ts';

const { ctx, db } = await testDatabase();

const customers = async (prefix: string) =>
  (
    await sql<{ said: string }>`
      select concat_ws(' ', c.name, c.phone, (
        select string_agg(i.kind || ':' || i.value, ',' order by i.kind, i.value) from customers.identities i
        where i.customer_id = c.customer_id)) as said
      from customers.customers c where c.name like ${`${prefix}%`} order by c.customer_id`.execute(db)
  ).rows.map((row) => row.said);

describe('customers', () => {
  beforeAll(async () => {
    await importText(ctx, 'customers', '会员号,手机号,姓名,城市\nM-1,13800000001,甲一,上海\nM-2,13800000002,甲二,\n');
  });

  test('are recognised by the telephone alone, and another number of the file is attached if it is free', async () => {
    const { counts } = await importText(
      ctx,
      'customers',
      '会员号,手机号,姓名\nM-9,13800000001,甲一\nM-2,13800000003,甲三\nM-8,,甲四\n',
      { matchBy: 'phone' },
    );
    expect(counts).toMatchObject({ created: 1, unchanged: 1, invalid: 1, conflicts: 1 });
    expect(await customers('甲')).toEqual([
      '甲一 +8613800000001 external:M-1,external:M-9,phone:+8613800000001',
      '甲二 +8613800000002 external:M-2,phone:+8613800000002',
      '甲三 +8613800000003 phone:+8613800000003',
    ]);
  });

  test('are made anew for every row whose number is not known, whoever has the telephone', async () => {
    const text = '会员号,手机号,姓名,城市\nM-2,13800000002,甲二,杭州\nN-1,13800000001,乙一,杭州\n';
    const first = await importText(ctx, 'customers', text, { policy: 'create' });
    expect(first.counts).toMatchObject({ created: 1, updated: 0, unchanged: 1, conflicts: 1 });
    expect(await customers('乙')).toEqual(['乙一 +8613800000001 external:N-1']);
    const again = await importText(ctx, 'customers', text, { policy: 'create' });
    expect(again.counts).toMatchObject({ created: 0, unchanged: 2 });
  });

  test('are not recognised by what no column says', async () => {
    expect(await refusalOf(importText(ctx, 'customers', '会员号,姓名\nM-1,甲一\n', { matchBy: 'phone' }))).toBe(
      'ingest.match_key_not_mapped',
    );
  });

  test('have dates to remember in columns of the file, by the sun and the moon, and a policy holds for them too', async () => {
    const dates = async () =>
      (
        await sql<{ said: string }>`
          select concat_ws(' ', kind, calendar, year, month, day, leap) as said from customers.dates order by kind`.execute(
          db,
        )
      ).rows.map((row) => row.said);
    const text =
      '会员号,农历生日,结婚纪念日,会员到期日\nM-1,八月十五,5月20日,2027-01-31\nM-2,,13月1日,\nM-3,,,5月1日\n';
    const first = await importText(ctx, 'customers', text);
    expect(first.counts).toMatchObject({ updated: 1, invalid: 2 });
    expect(await dates()).toEqual(['anniversary solar 5 20 f', 'birthday lunar 8 15 f', 'plan_end solar 2027 1 31 f']);
    expect((await importText(ctx, 'customers', text)).counts).toMatchObject({ updated: 0, unchanged: 1 });
    const other = '会员号,结婚纪念日\nM-1,2020-06-01\n';
    await importText(ctx, 'customers', other, { policy: 'fill' });
    expect(await dates()).toContain('anniversary solar 5 20 f');
    await importText(ctx, 'customers', other);
    expect(await dates()).toContain('anniversary solar 2020 6 1 f');
  });
});

test('orders that are there already are left as they are, if so wished', async () => {
  const file = (price: string) => `订单号,下单时间,手机号,客户编号,金额\nQ-1,2026-01-05,13800000001,ZZ-1,${price}\n`;
  await importText(ctx, 'orders', file('10'), { matchBy: 'phone' });
  const owner = await sql<{ name: string }>`
    select c.name from orders.orders o join customers.customers c using (customer_id) where o.external_id = 'Q-1'`.execute(
    db,
  );
  expect(owner.rows).toEqual([{ name: '甲一' }]);
  expect((await importText(ctx, 'orders', file('20'), { policy: 'skip', matchBy: 'phone' })).counts).toMatchObject({
    updated: 0,
    unchanged: 1,
  });
  expect((await importText(ctx, 'orders', file('20'), { matchBy: 'phone' })).counts).toMatchObject({ updated: 1 });
});

test('dates that do not tell day from month are warned of, unless somebody says how to read them', async () => {
  const text = '订单号,下单时间,手机号,金额\nR-1,01/05/2024,13800000001,10\n';
  const guessed = await importText(ctx, 'orders', text);
  expect(guessed.warnings).toEqual([
    { code: 'date_order_unsure', column: '下单时间', sample: '01/05/2024', readAs: 'mdy' },
  ]);
  const told = await importText(ctx, 'orders', text, { dateOrder: 'dmy' });
  expect(told.warnings).toEqual([]);
  const { rows } = await sql<{ placed_on: string }>`
    select placed_on from orders.orders where external_id = 'R-1'`.execute(db);
  expect(rows).toEqual([{ placed_on: '2024-05-01' }]);
});

test('a birthday may lack its year or go by the moon; what is none is refused', async () => {
  const text =
    '会员号,生日\nBD-1,1988年3月5日\nBD-2,2月29日\nBD-3,农历八月十五\nBD-4,05-06\nBD-5,33000\nBD-6,2月30日\nBD-7,明天\n';
  const { counts, errorFile } = await importText(ctx, 'customers', text);
  expect(counts).toMatchObject({ rows: 7, created: 5, invalid: 2 });
  expect(await readFile(errorFile ?? '', 'utf8')).toContain('第 7 行，生日：“2-30”这一天不存在');
  const { rows } = await sql<{ said: string }>`
    select i.value || ' ' || coalesce(c.birthday::text, d.calendar || ' ' || d.month || '-' || d.day) as said
    from customers.customers c join customers.identities i using (customer_id)
    left join customers.dates d on d.customer_id = c.customer_id and d.kind = 'birthday'
    where i.value like 'BD-%' order by 1`.execute(db);
  expect(rows.map(({ said }) => said)).toEqual([
    'BD-1 1988-03-05',
    'BD-2 solar 2-29',
    'BD-3 lunar 8-15',
    'BD-4 solar 5-6',
    'BD-5 1990-05-07',
  ]);
  expect((await importText(ctx, 'customers', text)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 5 });
});

test('of an order over several rows the first row tells what is told once', async () => {
  const { counts } = await importText(
    ctx,
    'orders',
    'Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Subtotal\n' +
      '#1084,ann@example.com,paid,2026-09-20 11:20:45 +0800,1,Charger,29.99,MWC,Ann Lee,49.98\n' +
      '#1084,,,,2,Power Bank,19.99,PB,,\n' +
      '#1085,bob@example.com,refunded,2026-09-21 11:20:45 +0800,1,Cable,9.99,CBL,Bob Ray,9.99\n',
  );
  expect(counts).toMatchObject({ rows: 3, created: 2, invalid: 0 });
  const { rows } = await sql<{ said: string }>`
    select concat_ws(' ', o.external_id, o.status, o.gross_cents, c.name, c.email) as said
    from orders.orders o join customers.customers c using (customer_id) where o.external_id like '#%' order by 1`.execute(
    db,
  );
  expect(rows.map((row) => row.said)).toEqual([
    '#1084 completed 6997 Ann Lee ann@example.com',
    '#1085 cancelled 999 Bob Ray bob@example.com',
  ]);
});
