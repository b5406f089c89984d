/** Somebody is forgotten; then everybody who may write, whatever they see, tries to bring them back. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction, type Actor, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { settleClaims } from './contacts.ts';
import { createCustomField } from './custom-fields.ts';
import { getCustomer, updateCustomer } from './customers.ts';
import { addDate } from './dates.ts';
import { forgetProfiles, liftSuppressions } from './forgotten.ts';
import { PROFILE_COLUMNS, updateKnown } from './profiles.ts';
import { recordCustomers } from './record.ts';
import { addCompanyContact } from './relations.ts';
import { findCandidates } from './search.ts';
import { checkStaged, matchStaged } from './staged.ts';
import { createTag, tagCustomers } from './tags.ts';

const { ctx, db } = await testDatabase();

const PHONE = '+8613677770413';
const EMAIL = 'zhongli@example.com';
const LEFT = [PHONE, '13677770413', EMAIL, 'union-413', 'V-413', '钟离春晓'];

await sql`insert into access.stores (store_id, code, name) values (1, 'A', '甲店'), (2, 'B', '乙店')`.execute(db);
await sql`
  insert into access.users (id, name, email) values ('me', '林晓', 'm@x.example'), ('else', '王明', 'e@x.example')`.execute(
  db,
);

const manager: Ctx = {
  ...ctx,
  actor: {
    kind: 'user',
    id: 'me',
    name: '林晓',
    role: 'account_manager',
    scope: { kind: 'own', userId: 'me', storeIds: [] },
  },
};
const keyActor: Actor = {
  kind: 'key',
  id: 'key-1',
  name: 'till',
  permissions: ['customers.write'],
  perMinute: 100,
  scope: { kind: 'stores', userId: 'key-1', storeIds: [1] },
};
const key: Ctx = { ...ctx, actor: keyActor };

/** As erasure does: what they are known by becomes digests, their rows are emptied, the trail loses what it says. */
async function forget(...customerIds: number[]): Promise<void> {
  await forgetProfiles(ctx, customerIds);
  for (const table of ['identities', 'claimed_identities'])
    await sql`delete from ${sql.table(`customers.${table}`)} where customer_id = any(${customerIds}::bigint[])`.execute(
      db,
    );
  await sql`update customers.customers set name = null, phone = null, email = null, code = 'E' || customer_id
    where customer_id = any(${customerIds}::bigint[])`.execute(db);
  await sql`update access.audit set before = null, after = null where subject_id = any(${customerIds.map(String)}::text[])`.execute(
    db,
  );
  await settleClaims(ctx);
}

const idOf = (rows: readonly { customerId: number | null }[], n = 0): number => rows[n]?.customerId ?? 0;

const person = {
  source: 'shop',
  externalId: 'V-413',
  phone: PHONE,
  email: EMAIL,
  wechatUnionid: 'union-413',
  name: '钟离春晓',
};
const erasedId = idOf(await recordCustomers(ctx, [{ ...person, storeId: 2 }]));
const ownId = idOf(await recordCustomers(manager, [{ name: '自己的客户', phone: '+8613677770400' }]));
await forget(erasedId);

/** Every table of the house that still says one of the words. */
async function stillSaid(words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(db);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`
      select from ${sql.table(name)} as t, unnest(${words}::text[]) as word where strpos(t::text, word) > 0 limit 1`.execute(
      db,
    );
    if (rows.length > 0) found.push(name);
  }
  expect(tables.length).toBeGreaterThan(40);
  return found;
}

const FORGOTTEN = { customerId: null, outcome: 'forgotten' };

test.each([
  ['a manager', manager],
  ['a key of another store', key],
])('%s who may not know of somebody forgotten records nobody, and is told nobody', async (_, who) => {
  const drafts = [
    { phone: PHONE, name: '钟离春晓' },
    { name: '旁人' },
    { source: 'shop', externalId: 'V-413', name: '钟离春晓', city: '苏州' },
    { wechatUnionid: 'union-413', name: '钟离春晓' },
    { email: EMAIL.toUpperCase(), phone: '+8613677770499', name: '钟离春晓' },
  ];
  const rows = await recordCustomers(who, drafts);
  expect(rows).toEqual([FORGOTTEN, { customerId: idOf(rows, 1), outcome: 'created' }, FORGOTTEN, FORGOTTEN, FORGOTTEN]);
  expect(await recordCustomers(who, drafts.slice(0, 1))).toEqual([FORGOTTEN]);
  expect(await findCandidates(who, '13677770413')).toEqual([]);
  expect(await stillSaid([...LEFT, '13677770499'])).toEqual([]);
});

test('a customer in sight is not given what somebody forgotten was known by, in the same words to everybody', async () => {
  const refusals = [
    updateCustomer(manager, ownId, { phone: PHONE }),
    updateCustomer(ctx, ownId, { phone: PHONE }),
    updateCustomer(manager, ownId, { email: EMAIL }),
  ];
  const told = await Promise.all(refusals.map((one) => one.catch((error: { code: string; message: string }) => error)));
  for (const error of told)
    expect(error).toMatchObject({
      code: 'customers.identifier_forgotten',
      message: 'Whoever had this identifier asked to be forgotten.',
    });
  const company = idOf(await recordCustomers(manager, [{ kind: 'company', name: '春和公司' }]));
  await expect(
    addCompanyContact(manager, company, { name: '钟离春晓', phone: PHONE, note: null, main: false }),
  ).rejects.toMatchObject({ code: 'customers.identifier_forgotten' });
  // Led by what is theirs, they are found, and the identifier alone is left out.
  expect(await recordCustomers(manager, [{ phone: '+8613677770400', email: EMAIL }])).toEqual([
    { customerId: ownId, outcome: 'unchanged' },
  ]);
  expect((await getCustomer(manager, ownId)).email).toBeNull();
  expect(await stillSaid(LEFT)).toEqual([]);
});

test('whoever sees everybody is led to the erased record, and nothing is written there', async () => {
  await createCustomField(ctx, { code: 'habit', name: '习惯', type: 'text' } as never);
  expect(await recordCustomers(ctx, [{ ...person, city: '苏州', custom: { habit: '钟离春晓爱喝茶' } }])).toEqual([
    { customerId: erasedId, outcome: 'unchanged' },
  ]);
  const birthday = { kind: 'birthday', calendar: 'solar', year: 1991, month: 4, day: 13, leap: false, label: null };
  await expect(addDate(ctx, erasedId, birthday as never)).rejects.toMatchObject({ code: 'customers.forgotten' });
  const tag = await createTag(ctx, { name: '常客', color: null, groupId: null });
  expect(await tagCustomers(ctx, { customerIds: [erasedId], add: [tag.tagId], remove: [] })).toEqual({ changed: 0 });
  expect(await stillSaid(LEFT)).toEqual([]);
});

test('a number that has another owner now does not take that customer’s records away', async () => {
  const living = idOf(await recordCustomers(ctx, [{ source: 'shop', externalId: 'V-900', name: '新机主' }]));
  expect(await recordCustomers(ctx, [{ source: 'shop', externalId: 'V-900', phone: PHONE, city: '苏州' }])).toEqual([
    { customerId: living, outcome: 'updated' },
  ]);
  expect(await getCustomer(ctx, living)).toMatchObject({ phone: null, city: '苏州' });
  expect(await stillSaid(LEFT)).toEqual([]);
});

test('nor does a file bring them back that recognises by the number alone, or makes everybody anew', async () => {
  const file = { batchId: 7, sourceId: 1, sourceCode: 'till' };
  const stage = ({ db }: Ctx) =>
    sql`
      insert into customers.staged_customers (batch_id, row_no, external_id, phone, email, name) values
        (7, 1, 'T-1', ${PHONE}, null, '钟离春晓'), (7, 2, 'T-2', '+8613677770402', ${EMAIL}, '钟离春晓'),
        (7, 3, null, ${PHONE}, null, '钟离春晓')`.execute(db);
  for (const how of [{ matchBy: 'external' as const }, { policy: 'create' as const }]) {
    await inTransaction(ctx, async (ctx) => {
      await stage(ctx);
      expect(await checkStaged(ctx, { ...file, ...how })).toMatchObject({ created: 0, updated: 0 });
      await matchStaged(ctx, { ...file, ...how });
      await updateKnown(ctx, PROFILE_COLUMNS, 'overwrite');
      await sql`delete from customers.staged_customers`.execute(ctx.db);
    });
    expect(await stillSaid([...LEFT, 'T-2', '13677770402'])).toEqual([]);
  }
});

test('what a customer in sight had beside the forgotten stays with them, and goes with them when they are forgotten too', async () => {
  const shared = { source: 'shop', externalId: 'V-77', wechatOpenid: 'open-77', name: '两处都有' };
  const first = idOf(await recordCustomers(ctx, [{ ...shared, storeId: 2 }]));
  const second = idOf(await recordCustomers(key, [shared]));
  expect(second).not.toBe(first);
  await forget(first);
  expect(await recordCustomers(key, [shared])).toEqual([{ customerId: second, outcome: 'unchanged' }]);
  await forget(second);
  expect(await recordCustomers(key, [shared])).toEqual([{ customerId: second, outcome: 'unchanged' }]);
  expect(await recordCustomers(manager, [shared])).toEqual([FORGOTTEN]);
  expect(await stillSaid(['V-77', 'open-77', '两处都有'])).toEqual([]);
});

test('whoever comes back of their own will is somebody new after the suppression was lifted', async () => {
  expect(await liftSuppressions(ctx, erasedId)).toBe(4);
  const [row] = await recordCustomers(key, [{ phone: PHONE, name: '回来的人' }]);
  expect(row?.outcome).toBe('created');
  expect(row?.customerId).not.toBe(erasedId);
});
