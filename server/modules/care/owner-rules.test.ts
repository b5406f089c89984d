import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { assignOwner } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { carersOf } from './carers.ts';
import { applyDailyOwners, applyOwners, previewOwners } from './owner-rules.ts';
import { getPolicy, savePolicy } from './policies.ts';
import { policyFor } from './policy-content.ts';
import type { Policy } from './policy-contract.ts';
import { scanEverybody } from './scan.ts';

const { ctx, db } = await testDatabase();
const TODAY = onDay(ctx, '2026-03-01');
const people = [
  { id: 'ann', role: 'account_manager', active: true },
  { id: 'ben', role: 'account_manager', active: true },
  { id: 'gone', role: 'account_manager', active: false },
  { id: 'lea', role: 'retention_lead', active: true },
];
await db
  .insertInto('access.users')
  .values(people.map((person) => ({ ...person, name: person.id, email: `${person.id}@example.com` })))
  .execute();
const { rows: stores } = await sql<{ store_id: number }>`
  insert into access.stores (code, name) values ('N', 'North'), ('S', 'South') returning store_id`.execute(db);
const [north = 0, south = 0] = stores.map((row) => row.store_id);
await db.insertInto('access.user_stores').values({ user_id: 'ann', store_id: north }).execute();

beforeEach(async () => {
  for (const table of ['care.documents', 'care.alerts', 'care.scans', 'tasks.causes', 'tasks.tasks', 'scoring.scores'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`truncate customers.customers cascade`.execute(db);
  await sql`truncate customers.owner_changes`.execute(db);
});

let made = 0;
async function ofClass(
  class4: string,
  count: number,
  { ownerId = null as string | null, storeId = null as number | null } = {},
) {
  const ids = await insertCustomers(
    TODAY,
    Array.from({ length: count }, () => `O${++made}`),
  );
  await sql`update customers.customers set owner_id = ${ownerId}, store_id = ${storeId} where customer_id = any(${ids}::bigint[])`.execute(
    db,
  );
  await sql`
    insert into scoring.scores (customer_id, class4, stage, stage_since, judged_at, changed_at)
    select unnest(${ids}::bigint[]), ${class4}, 'loyal', ${TODAY.now}, ${TODAY.now}, ${TODAY.now}`.execute(db);
  return ids;
}

const policyIs = (change: Partial<Policy>) => savePolicy(ctx, 'core', { ...policyFor('core'), ...change });
const apply = (actor: Ctx = TODAY) => inTransaction(actor, (inner) => applyOwners(inner, 'core'));

async function owners(ids: readonly number[]): Promise<(string | null)[]> {
  const rows = await db.selectFrom('customers.customers').select(['customer_id', 'owner_id']).execute();
  const byId = new Map(rows.map((row) => [row.customer_id, row.owner_id]));
  return ids.map((id) => byId.get(id) ?? null);
}

const howMany = (list: readonly (string | null)[]) =>
  Object.fromEntries([...Map.groupBy(list, (one) => one ?? 'nobody')].map(([id, those]) => [id, those.length]));

test('customers without an owner get the manager with the fewest, of their own store first; what was foretold is done, once', async () => {
  const anywhere = await ofClass('core', 6);
  const inTheNorth = await ofClass('core', 4, { storeId: north });
  const bens = await ofClass('core', 3, { ownerId: 'ben' });
  await ofClass('ordinary', 5);
  const plan = await previewOwners(TODAY, 'core');
  expect(plan).toMatchObject({ customers: 10, released: 0, left: 0 });
  expect(plan.shares.map(({ ownerId, has, gets }) => [ownerId, has, gets])).toEqual([
    ['ann', 0, 7],
    ['ben', 3, 3],
  ]);
  const [first, second] = await Promise.all([apply(), apply()]);
  expect(first.changed + second.changed).toBe(10);
  expect(howMany(await owners([...anywhere, ...inTheNorth]))).toEqual({ ann: 7, ben: 3 });
  expect(await owners(inTheNorth)).toEqual(['ann', 'ann', 'ann', 'ann']);
  expect(howMany(await owners(bens))).toEqual({ ben: 3 });
  expect((await apply()).changed).toBe(0);
  const { rows } = await sql<{ changes: number; heard: number }>`
    select (select count(*)::int from customers.owner_changes where reason is not null) as changes,
      (select count(*)::int from access.audit where action = 'care.owners_given') as heard`.execute(db);
  expect(rows[0]?.changes).toBe(10);
  expect(rows[0]?.heard).toBeGreaterThan(0);
});

test('an owner who has left is none, and others are touched only where the policy says so', async () => {
  const left = await ofClass('core', 2, { ownerId: 'gone' });
  const leads = await ofClass('core', 2, { ownerId: 'lea' });
  await apply();
  expect((await owners(left)).every((owner) => owner === 'ann' || owner === 'ben')).toBe(true);
  expect(howMany(await owners(leads))).toEqual({ lea: 2 });
  await policyIs({ ownerChange: 'unfitting' });
  expect((await apply()).changed).toBe(2);
  expect((await owners(leads)).includes('lea')).toBe(false);
});

test('a class that is the store’s lets its customers go only where the policy says so', async () => {
  const ids = await ofClass('core', 3, { ownerId: 'ann', storeId: north });
  await policyIs({ ownerRule: 'store_team' });
  expect(await previewOwners(TODAY, 'core')).toMatchObject({ customers: 0, shares: [] });
  await policyIs({ ownerRule: 'store_team', ownerChange: 'unfitting' });
  expect(await previewOwners(TODAY, 'core')).toMatchObject({ customers: 3, released: 3 });
  expect((await apply()).changed).toBe(3);
  expect(howMany(await owners(ids))).toEqual({ nobody: 3 });
});

test('the morning applies a rule by itself only where the policy says so, and whoever came since has an owner', async () => {
  const ids = await ofClass('core', 2);
  await scanEverybody(TODAY);
  expect(howMany(await owners(ids))).toEqual({ nobody: 2 });
  await policyIs({ ownerDaily: true, ownerRule: 'lead' });
  await scanEverybody(TODAY);
  expect(howMany(await owners(ids))).toEqual({ lea: 2 });
  const later = await ofClass('core', 1);
  await assignOwner(ctx, { customerIds: ids.slice(0, 1), ownerId: 'ben' });
  await inTransaction(onDay(ctx, '2026-03-02'), applyDailyOwners);
  expect(await owners([...ids, ...later])).toEqual(['ben', 'lea', 'lea']);
});

test('where nobody active fits, everybody stays as they are', async () => {
  const ids = await ofClass('core', 2);
  await db.updateTable('access.users').set({ active: false }).where('role', '=', 'retention_lead').execute();
  await policyIs({ ownerRule: 'lead' });
  expect(await previewOwners(TODAY, 'core')).toMatchObject({ customers: 2, left: 2, shares: [] });
  expect((await apply()).changed).toBe(0);
  expect(howMany(await owners(ids))).toEqual({ nobody: 2 });
  await db.updateTable('access.users').set({ active: true }).where('role', '=', 'retention_lead').execute();
});

test('work about customers nobody owns goes where the rule of the class says', async () => {
  const [mine = 0] = await ofClass('core', 1, { storeId: north });
  const [elsewhere = 0] = await ofClass('core', 1, { storeId: south });
  expect([...(await carersOf(TODAY, [mine, elsewhere]))]).toEqual([
    [mine, 'ann'],
    [elsewhere, 'lea'],
  ]);
  await policyIs({ ownerRule: 'nobody' });
  expect((await carersOf(TODAY, [mine])).get(mine)).toBe('lea');
});

test('a policy saved before there was a choice keeps what it said and asks for nothing new', async () => {
  const { ownerChange: _change, ownerDaily: _daily, ...before } = policyFor('core');
  await savePolicy(ctx, 'core', { ...before, contactMinutes: 33 } as Policy);
  expect(await getPolicy(ctx, 'core')).toMatchObject({ contactMinutes: 33, ownerChange: 'unowned', ownerDaily: false });
});
