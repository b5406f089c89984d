/**
 * One account manager in two houses that differ in one thing: in the second, the identifiers he writes belong to customers
 * he may not know of. Whatever he writes and reads, the answers are the same.
 */
import { sql, type KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import { chineseTwice } from '#db/demo/twice-chinese.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { hiddenFrom, maskValue } from '#platform/masking.ts';
import { testDatabase } from '#test/database.ts';
import { settleClaims } from './contacts.ts';
import { getCustomer, updateCustomer } from './customers.ts';
import { checkDuplicates } from './duplicates/check.ts';
import { getDuplicateState, listDuplicates } from './duplicates/groups.ts';
import { refreshDuplicates } from './duplicates/suggest.ts';
import { scanDuplicates } from './duplicates/scan.ts';
import { forgetProfiles } from './forgotten.ts';
import { mergeCustomers } from './merge.ts';
import { ownedTables } from './owned-tables.ts';
import { recordCustomers } from './record.ts';
import { findCandidates } from './search.ts';
import { refreshSearchKeys } from './search-keys.ts';
import { undoMerge } from './undo.ts';

const empty = await testDatabase();
const full = await testDatabase();

const PHONE = '+8613800138001';
const OTHER_PHONE = '+8613800138002';
const EMAIL = 'wang@example.com';
const THIRD_PHONE = '+8613800138009';

const manager: Actor = {
  kind: 'user',
  id: 'me',
  name: '林晓',
  role: 'account_manager',
  scope: { kind: 'own', userId: 'me', storeIds: [] },
};
const asManager = (ctx: Ctx): Ctx => ({ ...ctx, actor: manager });

for (const { ctx } of [empty, full]) {
  await sql`
    insert into access.users (id, name, email) values ('me', 'me', 'm@x.example'), ('else', 'else', 'e@x.example')`.execute(
    ctx.db,
  );
  await sql`alter sequence customers.customers_customer_id_seq restart with 500`.execute(ctx.db);
}

/** His own, whom the model of likeness is learned from before anything differs. */
const crowd = chineseTwice(seededRandom(3), { people: 60, repeated: 0, mostErrors: 0 }).map((row) => ({
  externalId: row.recId,
  name: row.name || '无名',
  city: row.city || null,
  address: row.address || null,
}));
for (const { ctx } of [empty, full]) {
  const rows = await recordCustomers(asManager(ctx), crowd);
  await scanDuplicates(ctx);
  // Somebody was forgotten in either house: from then on each writing looks for the forgotten.
  await forgetProfiles(ctx, [rows[0]?.customerId ?? 0]);
}

/** In the full house somebody else's customers have all of it. */
const hidden = await recordCustomers(full.ctx, [
  {
    source: 'shop',
    externalId: 'V-1',
    phone: PHONE,
    email: 'hers@example.com',
    name: '王芳',
    wechatUnionid: 'union-1',
  },
  { source: 'shop', externalId: 'V-2', phone: OTHER_PHONE, email: EMAIL, name: '王方' },
  { source: 'shop', externalId: 'V-9', phone: THIRD_PHONE, name: '李四' },
]);
const hiddenIds = hidden.map((row) => row.customerId ?? 0);
await sql`update customers.customers set owner_id = 'else' where customer_id = any(${hiddenIds}::bigint[])`.execute(
  full.ctx.db,
);
// From here on both houses give the same numbers to customers.
await sql`alter sequence customers.customers_customer_id_seq restart with 700`.execute(full.ctx.db);
await sql`alter sequence customers.customers_customer_id_seq restart with 700`.execute(empty.ctx.db);

type Step = (ctx: Ctx, ids: number[]) => Promise<unknown>;

const record =
  (...drafts: Parameters<typeof recordCustomers>[1]): Step =>
  async (ctx, ids) => {
    const rows = await recordCustomers(ctx, drafts);
    ids.push(...rows.map((row) => row.customerId ?? 0));
    return rows;
  };
const update =
  (n: number, change: Parameters<typeof updateCustomer>[2]): Step =>
  (ctx, ids) =>
    updateCustomer(ctx, ids[n] ?? 0, change);

const steps: readonly Step[] = [
  record({ phone: PHONE, name: '王芳', city: '上海' }),
  record({ phone: PHONE, name: '王芳', city: '杭州' }),
  record({ source: 'shop', externalId: 'V-1', phone: PHONE, email: EMAIL }),
  record({ source: 'shop', externalId: 'V-2', name: '二号' }, { source: 'shop', externalId: 'V-2', city: '苏州' }),
  record({ wechatUnionid: 'union-1', name: '微信' }, { email: 'hers@example.com', name: '邮件' }),
  record({ phone: THIRD_PHONE, name: '李四' }, { phone: THIRD_PHONE, note: '又来' }),
  record({ name: '没有电话' }),
  update(8, { phone: OTHER_PHONE, email: 'new@example.com' }),
  update(0, { phone: OTHER_PHONE }),
  update(8, { phone: null }),
  update(0, { phone: OTHER_PHONE }),
  record({ phone: OTHER_PHONE, city: '南京' }),
];

const counting = (ctx: Ctx): { ctx: Ctx; count: () => number } => {
  let statements = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { ctx: { ...ctx, db: ctx.db.withPlugin(plugin) }, count: () => statements };
};

async function told(work: Promise<unknown>): Promise<string> {
  return JSON.stringify(await work.catch((error: { code?: string; message: string }) => [error.code, error.message]));
}

/** What he is told by each step and what he reads behind it, with the number of statements each writing took. */
async function live({ ctx: house }: { ctx: Ctx }): Promise<string[]> {
  const ctx = asManager(house);
  const ids: number[] = [];
  const seen: string[] = [];
  for (const [n, step] of steps.entries()) {
    const counted = counting(ctx);
    const answer = await told(step(counted.ctx, ids));
    await refreshSearchKeys(house, { customerIds: ids });
    await refreshDuplicates(house, { customerIds: ids });
    seen.push(`${n}: ${answer} by ${counted.count()} statements`);
    for (const id of new Set(ids)) seen.push(`${n}: ${await told(getCustomer(ctx, id))}`);
    for (const text of ['13800138001', '8002', EMAIL, 'V-1', 'wangfang'])
      seen.push(`${n}: ${text} ${await told(findCandidates(ctx, text))}`);
    seen.push(`${n}: ${await told(checkDuplicates(ctx, { name: '王芳', phone: PHONE, email: EMAIL }))}`);
    const { scan: _, ...state } = await getDuplicateState(ctx);
    seen.push(`${n}: ${await told(listDuplicates(ctx, { limit: 50 }))} ${JSON.stringify(state)}`);
  }
  return seen;
}

test('whose the identifiers are that a manager writes cannot be told from any answer', async () => {
  const [alone, beside] = [await live(empty), await live(full)];
  expect(beside).toEqual(alone);
  expect(alone.filter((line) => line.includes(`"value":"${PHONE}"`)).length).toBeGreaterThan(5);
  expect(alone.filter((line) => line.includes('phone_taken')).length).toBeGreaterThan(0);
});

test('nothing of the hidden has changed, and the directory is theirs still', async () => {
  const { rows } = await sql<{ customer_id: number; values: string[] }>`
    select customer_id, array_agg(value order by value) as values from customers.identities
    where customer_id = any(${hiddenIds}::bigint[]) group by customer_id order by customer_id`.execute(full.ctx.db);
  expect(rows.map((row) => row.values)).toEqual([
    [PHONE, 'V-1', 'hers@example.com', 'union-1'].toSorted(),
    [OTHER_PHONE, 'V-2', EMAIL].toSorted(),
    [THIRD_PHONE, 'V-9'].toSorted(),
  ]);
});

test('whoever sees both finds them among the duplicates, and merging makes one of them', async () => {
  const { ctx } = full;
  const [twin] = await recordCustomers(asManager(ctx), [{ phone: '+8613800138001', name: '王芳' }]);
  const twinId = twin?.customerId ?? 0;
  await refreshDuplicates(ctx, { customerIds: [twinId] });
  const { rows } = await listDuplicates(ctx, { limit: 50 });
  const group = rows.find(({ members }) => members.some((member) => member.customerId === twinId));
  expect(group?.members.map((member) => member.customerId)).toContain(hiddenIds[0]);
  const before = await getCustomer(ctx, twinId);
  const merged = await mergeCustomers(ctx, ownedTables, {
    customerIds: [hiddenIds[0] ?? 0, twinId],
    survivorId: hiddenIds[0] ?? 0,
    choices: {},
  });
  const one = await getCustomer(ctx, merged.customerId);
  expect(one.identities.filter(({ value }) => value === PHONE)).toHaveLength(1);
  await undoMerge(ctx, ownedTables, merged.mergeId);
  const { updatedAt: _, ...again } = await getCustomer(ctx, twinId);
  expect(before).toMatchObject(again);
});

test('what the directory gives to nobody any more goes to whoever claimed it', async () => {
  const { ctx } = full;
  const holder = hiddenIds[0] ?? 0;
  await updateCustomer(ctx, holder, { phone: null });
  await settleClaims(ctx);
  await settleClaims(ctx);
  const { rows } = await sql<{ customer_id: number; claims: number }>`
    select i.customer_id, (select count(*)::int from customers.claimed_identities q
      where q.value = i.value and q.customer_id = i.customer_id) as claims
    from customers.identities i where i.value = ${PHONE}`.execute(ctx.db);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.customer_id).not.toBe(holder);
  const mine = await getCustomer(asManager(ctx), rows[0]?.customer_id ?? 0);
  expect(mine.identities.filter(({ value }) => value === PHONE)).toHaveLength(1);
});

test('a key of some stores makes customers of these, also where somebody elsewhere has the number', async () => {
  const { ctx } = full;
  await sql`insert into access.stores (store_id, code, name) values (1, 'A', 'A'), (2, 'B', 'B')`.execute(ctx.db);
  const key: Actor = {
    kind: 'key',
    id: 'key-1',
    name: 'till',
    permissions: ['customers.write'],
    perMinute: 100,
    scope: { kind: 'stores', userId: 'key-1', storeIds: [1] },
  };
  const asKey = { ...ctx, actor: key };
  const rows = await recordCustomers(asKey, [
    { email: 'hers@example.com', name: '店里' },
    { name: '新', storeId: 2 },
  ]);
  for (const row of rows) expect((await getCustomer(asKey, row.customerId ?? 0)).storeId).toBe(1);
  expect(await recordCustomers(asKey, [{ email: 'hers@example.com' }])).toEqual([
    { customerId: rows[0]?.customerId, outcome: 'unchanged' },
  ]);
});

test('duplicates are shown masked to whoever sees numbers in part', async () => {
  const { ctx } = full;
  const hides = await hiddenFrom(asManager(ctx));
  expect([...hides].toSorted()).toEqual(['address', 'email', 'identity', 'phone']);
  const answers = [
    await listDuplicates(ctx, { limit: 50 }),
    await checkDuplicates(ctx, { name: '王芳', phone: PHONE, email: EMAIL }),
  ];
  expect(JSON.stringify(answers)).toMatch(/\+86138\d{8}/);
  const shown = JSON.stringify(maskValue(JSON.parse(JSON.stringify(answers)), hides));
  expect(shown).not.toMatch(/138\d{8}|wang@example|hers@example/);
});
