import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Actor, Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { testDatabase } from '#test/database.ts';
import { getCustomer, updateCustomer } from './customers.ts';
import { assignOwner } from './owners.ts';
import { recordCustomers } from './record.ts';

const { ctx, db } = await testDatabase();

beforeAll(async () => {
  await sql`insert into access.users (id, name, email, role) values
    ('manager', '林晓', 'lin@example.com', 'account_manager'), ('other', '周宁', 'zhou@example.com', 'account_manager')`.execute(
    db,
  );
  await sql`insert into access.stores (store_id, code, name) values (1, 'SH01', '静安店'), (2, 'HZ01', '湖滨店')`.execute(
    db,
  );
});

const lead: Actor = { kind: 'user', id: 'manager', name: '主管', role: 'retention_lead', scope: { kind: 'all' } };
const manager: Actor = {
  kind: 'user',
  id: 'manager',
  name: '林晓',
  role: 'account_manager',
  scope: { kind: 'own', userId: 'manager', storeIds: [1] },
};
const as = (actor: Actor): Ctx => ({ ...ctx, actor });

const auditOf = (customerId: number) =>
  db
    .selectFrom('access.audit')
    .select(['action', 'actor_name', 'before', 'after'])
    .where('subject_type', '=', 'customer')
    .where('subject_id', '=', String(customerId))
    .orderBy('audit_id')
    .execute();

test('recording the same draft twice makes one customer and changes nothing', async () => {
  const draft = {
    source: 'shop',
    externalId: 'V-100',
    phone: '138 0013 8000',
    email: 'Mei@Example.com',
    name: '张美',
    store: '静安店',
    birthday: '1990-02-28',
    companySize: '1-9',
    registeredAt: '2025-05-01T08:00:00+08:00',
  };
  const [made] = await recordCustomers(as(lead), [draft]);
  expect(made?.outcome).toBe('created');
  expect(await recordCustomers(as(lead), [draft])).toEqual([{ customerId: made?.customerId, outcome: 'unchanged' }]);
  const customer = await getCustomer(ctx, made?.customerId ?? 0);
  expect(customer).toMatchObject({
    code: 'V-100',
    kind: 'person',
    name: '张美',
    phone: '+8613800138000',
    email: 'mei@example.com',
    storeName: '静安店',
    birthday: '1990-02-28',
    companySize: '1-9',
    registeredAt: new Date('2025-05-01T00:00:00Z'),
  });
  expect(customer.identities).toContainEqual({
    kind: 'phone',
    namespace: '',
    value: '+8613800138000',
    original: '138 0013 8000',
  });
  expect(await auditOf(customer.customerId)).toMatchObject([{ action: 'customers.created', actor_name: '主管' }]);
});

test('what is given overwrites, what is not given stays, and the trail keeps both values', async () => {
  const [made] = await recordCustomers(as(lead), [{ externalId: 'V-200', name: '旧名', city: '上海' }]);
  const customerId = made?.customerId ?? 0;
  expect(await recordCustomers(as(lead), [{ externalId: 'V-200', name: '新名' }])).toEqual([
    { customerId, outcome: 'updated' },
  ]);
  expect(await getCustomer(ctx, customerId)).toMatchObject({ name: '新名', city: '上海' });
  const trail = await auditOf(customerId);
  expect(trail[1]).toMatchObject({ action: 'customers.updated', before: { name: '旧名' }, after: { name: '新名' } });
});

test('of two drafts for one customer in a call, the later value of each field stays', async () => {
  const rows = await recordCustomers(as(lead), [
    { phone: '13900139001', name: '甲', city: '杭州' },
    { phone: '+86 139-0013-9001', name: '乙' },
  ]);
  expect(new Set(rows.map((row) => row.customerId ?? 0)).size).toBe(1);
  expect(await getCustomer(ctx, rows[0]?.customerId ?? 0)).toMatchObject({ name: '乙', city: '杭州' });
});

test('a name alone makes a customer of its own each time; nothing at all is refused', async () => {
  const rows = await recordCustomers(as(lead), [{ name: '同名' }, { name: '同名' }]);
  expect(new Set(rows.map((row) => row.customerId ?? 0)).size).toBe(2);
  expect((await getCustomer(ctx, rows[0]?.customerId ?? 0)).code).toMatch(/^C\d{8}$/);
  await expect(recordCustomers(as(lead), [{ city: '上海' }])).rejects.toThrow(InvalidError);
});

test('a phone that is none is refused with the draft and field, and nothing is stored', async () => {
  const drafts = [{ externalId: 'V-300' }, { externalId: 'V-301', phone: '1.38E+10' }];
  await expect(recordCustomers(as(lead), drafts)).rejects.toMatchObject({
    fields: [{ path: 'customers.1.phone', code: 'phone.invalid' }],
  });
  const found = await db.selectFrom('customers.identities').select('value').where('value', '=', 'V-300').execute();
  expect(found).toEqual([]);
});

test('each batch tells later modules whom it touched', async () => {
  const [made] = await recordCustomers(as(lead), [{ externalId: 'V-400' }]);
  const { rows } = await sql<{ payload: { customerIds: number[] } }>`
    select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'customers.recorded' order by j.id desc limit 1`.execute(db);
  expect(rows[0]?.payload.customerIds).toEqual([made?.customerId]);
});

test('a phone of another customer cannot be taken by editing', async () => {
  const [a, b] = await recordCustomers(as(lead), [{ phone: '13900139011' }, { phone: '13900139012' }]);
  await expect(updateCustomer(as(lead), a?.customerId ?? 0, { phone: '139 0013 9012' })).rejects.toMatchObject({
    status: 409,
    code: 'customers.phone_taken',
  });
  const changed = await updateCustomer(as(lead), a?.customerId ?? 0, { phone: '13900139013', note: '换号' });
  expect(changed).toMatchObject({ phone: '+8613900139013', note: '换号' });
  expect(changed.identities.map((identity) => identity.value)).toEqual(['+8613900139011', '+8613900139013']);
  const cleared = await updateCustomer(as(lead), b?.customerId ?? 0, { phone: null });
  expect(cleared).toMatchObject({ phone: null, identities: [] });
});

test('an account manager meets own customers and the unowned ones of the own stores, nobody else', async () => {
  const rows = await recordCustomers(as(lead), [
    { externalId: 'S-1', store: 'SH01' },
    { externalId: 'S-2', store: 'HZ01' },
    { externalId: 'S-3', store: 'SH01', phone: '13900139021' },
  ]);
  const [mine, elsewhere, others] = rows.map((row) => row.customerId ?? 0);
  await assignOwner(as(lead), { customerIds: [others ?? 0], ownerId: 'other' });
  expect((await getCustomer(as(manager), mine ?? 0)).code).toBe('S-1');
  await expect(getCustomer(as(manager), elsewhere ?? 0)).rejects.toThrow(NotFoundError);
  await expect(updateCustomer(as(manager), others ?? 0, { name: '改' })).rejects.toThrow(NotFoundError);
  await recordCustomers(as(manager), [{ phone: '13900139021', name: '改' }]);
  expect((await getCustomer(ctx, others ?? 0)).name).toBeNull();

  const [made] = await recordCustomers(as(manager), [{ phone: '13900139022', name: '新客' }]);
  expect((await getCustomer(as(manager), made?.customerId ?? 0)).ownerName).toBe('林晓');
});

test('owners change by assignment, once each, on record', async () => {
  const rows = await recordCustomers(as(lead), [{ externalId: 'O-1' }, { externalId: 'O-2' }]);
  const customerIds = rows.map((row) => row.customerId ?? 0);
  expect(await assignOwner(as(lead), { customerIds, ownerId: 'other' })).toEqual({ changed: 2 });
  expect(await assignOwner(as(lead), { customerIds, ownerId: 'other' })).toEqual({ changed: 0 });
  expect((await auditOf(customerIds[0] ?? 0)).at(-1)).toMatchObject({
    action: 'customers.owner_assigned',
    before: { ownerId: null },
    after: { ownerId: 'other' },
  });
  await expect(assignOwner(as(lead), { customerIds, ownerId: 'nobody' })).rejects.toThrow(InvalidError);
});

test('calls at the same time that record one new person make one customer', async () => {
  const calls = Array.from({ length: 6 }, (_, n) =>
    recordCustomers(as(lead), [
      { phone: '13900139031', ...(n % 2 && { email: 'same@example.com' }), name: `第${n}次` },
    ]),
  );
  const ids = (await Promise.all(calls)).flat().map((row) => row.customerId);
  expect(new Set(ids).size).toBe(1);
});
