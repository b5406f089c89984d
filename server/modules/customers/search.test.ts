import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import type { Actor } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { fieldsOf } from './fields.ts';
import { listCustomers } from './list.ts';
import { mergeCustomers } from './merge.ts';
import { ownedTables } from './owned-tables.ts';
import { recordCustomers } from './record.ts';
import { areKeysBehind, fillSearchKeys, refreshSearchKeys } from './search-keys.ts';
import { answerSearch } from './search-page.ts';
import { findCandidates } from './search.ts';
import { updateCustomer } from './customers.ts';

const { ctx, db } = await testDatabase();

const PEOPLE = [
  { externalId: 'VIP-1', name: '张三', phone: '13800138000', email: 'zhangsan@example.com' },
  { externalId: 'VIP-2', name: '张珊珊', phone: '13912345678' },
  { externalId: 'VIP-3', name: '曾小红', phone: '13700001111', email: 'xiaohong.z@mail.example.com' },
  { externalId: 'VIP-4', name: '吕布', phone: '13600138000' },
  { externalId: 'VIP-5', name: 'John Smith', email: 'john@example.com' },
  { externalId: 'VIP-6', name: '欧阳娜娜', phone: '13500002222' },
  { externalId: 'SHOP-77', name: '王建国' },
];
let ids: number[] = [];

beforeAll(async () => {
  await sql`insert into access.users (id, name, email, role) values ('manager', '林晓', 'lin@example.com', 'account_manager')`.execute(
    db,
  );
  ids = (
    await recordCustomers(
      ctx,
      PEOPLE.map((one) => ({ source: 'shop', ...one })),
    )
  ).map((row) => row.customerId ?? 0);
  await fillSearchKeys(ctx);
});

const found = async (text: string) =>
  (await findCandidates(ctx, text)).map(({ customerId, by }) => `${PEOPLE[ids.indexOf(customerId)]?.name} ${by}`);

describe('finds', () => {
  test.each([
    ['张三', '张三 name'],
    ['珊珊', '张珊珊 name'],
    ['zhangsan', '张三 sound'],
    ['ZhangShanShan', '张珊珊 sound'],
    ['xiaohong', '曾小红 sound'],
    ['zs', '张三 initials'],
    ['zengxiaohong', '曾小红 sound'],
    ['lvbu', '吕布 sound'],
    ['lübu', '吕布 sound'],
    ['smith', 'John Smith sound'],
    ['smi', 'John Smith sound'],
    ['80013', '张三 phone_part'],
    ['5678', '张珊珊 phone'],
    ['3456', '张珊珊 phone_part'],
    ['139 1234', '张珊珊 phone'],
    ['john@', 'John Smith email'],
    ['VIP-3', '曾小红 code'],
    ['SHOP', '王建国 code'],
  ])('%s → %s first', async (text, first) => {
    expect((await found(text))[0]).toBe(first);
  });

  test.each([
    ['zhangsam', '张三 similar'],
    ['zhnagsan', '张三 similar'],
    ['ouyangnan', '欧阳娜娜 sound'],
    ['ouyangnanan', '欧阳娜娜 similar'],
    ['王健国', '王建国 similar'],
    ['Jhon Smith', 'John Smith similar'],
    ['smiht', 'John Smith similar'],
    ['xiaohomg.z@mail.example.com', '曾小红 similar'],
    ['zhangsan@exmaple.com', '张三 similar'],
  ])('%s, with a slip → %s', async (text, first) => {
    expect(await found(text)).toContain(first);
  });

  test('everybody with the last digits, before those with them in the middle', async () => {
    expect((await found('138000')).toSorted()).toEqual(['吕布 phone', '张三 phone']);
  });

  test('nobody by what nobody has, and by what is no text to search for', async () => {
    for (const text of ['赵', 'zzzz', '999999', '%', '_', "'"])
      expect({ text, found: await found(text) }).toEqual({ text, found: [] });
  });
});

describe('the keys', () => {
  test('follow a change of name, a merge, and a customer who is gone', async () => {
    const [made] = await recordCustomers(ctx, [
      { source: 'shop', externalId: 'F-1', name: '钱进', phone: '13300009999' },
    ]);
    const [other] = await recordCustomers(ctx, [{ source: 'shop', externalId: 'F-2', name: '孙行' }]);
    const [a, b] = [made?.customerId ?? 0, other?.customerId ?? 0];
    await refreshSearchKeys(ctx, { customerIds: [a, b] });
    await updateCustomer(ctx, a, { name: '周正' });
    expect(await areKeysBehind(ctx)).toBe(true);
    await refreshSearchKeys(ctx, { customerIds: [a] });
    const by = async (text: string) => (await findCandidates(ctx, text)).map((one) => one.customerId);
    expect([await by('qianjin'), await by('zhouzheng')]).toEqual([[], [a]]);
    await mergeCustomers(ctx, ownedTables, { survivorId: b, customerIds: [a, b], choices: {} });
    await refreshSearchKeys(ctx, { customerIds: [b] });
    expect([await by('0999'), await by('F-1')]).toEqual([[b], [b]]);
    expect((await sql`select from customers.search_keys where customer_id = ${a}`.execute(db)).rows).toHaveLength(0);
  });
});

test('whoever sees own customers only finds those, however many others fit better', async () => {
  const manager: Actor = {
    kind: 'user',
    id: 'manager',
    name: '林晓',
    role: 'account_manager',
    scope: { kind: 'own', userId: 'manager', storeIds: [] },
  };
  await sql`update customers.customers set owner_id = 'manager' where customer_id = ${ids[1]}`.execute(db);
  const own = { ...ctx, actor: manager };
  for (const text of ['张', 'zhang', 'zss', 'zhamgshanshan', '1234'])
    expect({ text, found: (await findCandidates(own, text)).map((one) => one.customerId) }).toEqual({
      text,
      found: [ids[1]],
    });
  expect((await answerSearch(own, { search: '', recent: ids.map(String), limit: 8 })).rows).toMatchObject([
    { customerId: ids[1], by: null },
  ]);
});

test('the list shows the likeliest first, page by page', async () => {
  const fields = fieldsOf([]);
  const query = { search: 'VIP', limit: 4, direction: 'desc' as const };
  const first = await listCustomers(ctx, fields, query);
  const second = await listCustomers(ctx, fields, { ...query, after: first.next ?? undefined });
  expect(first.total).toEqual({ count: 6, capped: false });
  expect(new Set([...first.rows, ...second.rows].map((row) => row.customerId)).size).toBe(6);
  expect(second.next).toBeNull();
  const narrowed = await listCustomers(ctx, fields, {
    ...query,
    search: 'zhangsan',
    filter: 'customers.kind:is:person',
  });
  expect(narrowed.rows[0]?.name).toBe('张三');
});
