import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import type { PlacedField } from './fields.ts';
import { listHouseholds } from './household-list.ts';
import { joinHousehold } from './households.ts';
import { refreshSearchKeys } from './search-keys.ts';

const { ctx } = await testDatabase();
const mia: Ctx = {
  ...ctx,
  actor: {
    kind: 'user',
    id: 'mia',
    name: 'mia',
    role: 'account_manager',
    scope: { kind: 'own', userId: 'mia', storeIds: [] },
  },
};

/** Columns of the profile stand for totals of later modules. */
const field = (code: string, column: string, what: object): PlacedField => ({
  code,
  column,
  type: 'number',
  table: 'customers.customers',
  sortedCopies: [],
  ...what,
});
const fields = [
  field('test.worth', 'store_id', { adds: true }),
  field('test.last', 'registered_at', { type: 'instant', latest: true }),
];

const NAMES = ['王芳', '王强', '王小宝', '李静', '李明', '独居'];
let ids: number[] = [];

beforeAll(async () => {
  await sql`insert into access.users (id, name, email) values ('mia', 'mia', 'm@x.example')`.execute(ctx.db);
  await sql`insert into access.stores (store_id, code, name) select n, 'S' || n, 'S' || n from unnest(array[1, 5, 10, 20, 200]) n`.execute(
    ctx.db,
  );
  ids = await insertCustomers(
    ctx,
    NAMES.map((_, n) => `H-${n}`),
  );
  for (const [n, name] of NAMES.entries())
    await sql`
      update customers.customers set name = ${name}, store_id = ${[10, 20, null, 200, 1, 5][n]},
        registered_at = ${[`2026-01-0${n + 1}T00:00:00Z`, null][n % 2]}, owner_id = ${n === 1 ? null : 'mia'}
      where customer_id = ${ids[n]}`.execute(ctx.db);
  const [fang = 0, qiang = 0, bao = 0, jing = 0, ming = 0] = ids;
  await joinHousehold(ctx, fang, qiang);
  await joinHousehold(ctx, fang, bao);
  await joinHousehold(ctx, jing, ming);
  await refreshSearchKeys(ctx, { customerIds: ids });
});

const listed = async (from: Ctx, query: { sort?: string; search?: string; limit?: number; after?: string } = {}) =>
  listHouseholds(from, fields, { limit: 50, sort: 'members', ...query });
const names = (page: Awaited<ReturnType<typeof listed>>) =>
  page.rows.map((row) => row.members.map((member) => member.name).join(' '));

test('households are listed by what their members have come to together', async () => {
  const byMembers = await listed(ctx);
  expect(names(byMembers)).toEqual(['王芳 王强 王小宝', '李静 李明']);
  expect(byMembers.total).toEqual({ count: 2, capped: false });
  expect(byMembers.rows[0]).toMatchObject({
    memberCount: 3,
    sums: { 'test.worth': 30 },
    latest: { 'test.last': new Date('2026-01-03T00:00:00Z') },
  });
  expect(names(await listed(ctx, { sort: 'test.worth' }))).toEqual(['李静 李明', '王芳 王强 王小宝']);
  expect(names(await listed(ctx, { sort: 'test.last' }))).toEqual(['李静 李明', '王芳 王强 王小宝']);
  await expect(listed(ctx, { sort: 'test.unheard' })).rejects.toMatchObject({ code: 'customers.unknown_field' });
});

test('page by page each comes once', async () => {
  const first = await listed(ctx, { sort: 'test.worth', limit: 1 });
  const second = await listed(ctx, { sort: 'test.worth', limit: 1, after: first.next ?? '' });
  expect([...names(first), ...names(second)]).toEqual(['李静 李明', '王芳 王强 王小宝']);
  expect(second.next).toBeNull();
});

test('whoever may not know of a member sees neither the member nor their share, and no household of one', async () => {
  expect(names(await listed(mia))).toEqual(['李静 李明', '王芳 王小宝']);
  expect((await listed(mia)).rows[1]?.sums).toEqual({ 'test.worth': 10 });
  await sql`update customers.customers set owner_id = null where customer_id = ${ids[2]}`.execute(ctx.db);
  const left = await listed(mia);
  expect([names(left), left.total]).toEqual([['李静 李明'], { count: 1, capped: false }]);
  await sql`update customers.customers set owner_id = 'mia' where customer_id = ${ids[2]}`.execute(ctx.db);
});

test('a household is found by any member one may know of', async () => {
  expect(names(await listed(ctx, { search: '王强' }))).toEqual(['王芳 王强 王小宝']);
  expect(names(await listed(mia, { search: '王强' }))).toEqual([]);
  expect(names(await listed(ctx, { search: '独居' }))).toEqual([]);
});
