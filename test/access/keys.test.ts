import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import { createApp, createServer } from '../../server/app.ts';
import { createKey, listKeys, revokeKey, saveStores, type KeyDraft } from '#modules/access/index.ts';

const database = await testDatabase();
const ctx = { ...database.ctx, now: new Date() };
const options = { database, connectionString: database.url, log: silentLog, version: 'test', publicUrl: null };
const app = await createApp({ ...options, dataDir: '/nonexistent' });
const server = await createServer(app, null);
afterAll(() => server.close());

const PERMISSIONS = app.house.rights.all();
const draft: KeyDraft = {
  name: '收银系统',
  permissions: ['customers.read'],
  storeIds: null,
  perMinute: 600,
  expiresAt: null,
};
const make = (change: Partial<KeyDraft> = {}) => createKey(ctx, { ...draft, ...change }, PERMISSIONS);

const call = (secret: string, url: string, method: 'GET' | 'POST' = 'GET', payload?: object) =>
  server.inject({ method, url, headers: { authorization: `Bearer ${secret}` }, ...(payload && { payload }) });

beforeAll(async () => {
  await saveStores(ctx, [{ code: 'A', name: '静安店' }]);
});

test('a key may do what it was made for, and nothing else', async () => {
  const { secret } = await make();
  expect((await call(secret, '/api/customers')).statusCode).toBe(200);
  const refused = await call(secret, '/api/orders', 'POST', { orders: [] });
  expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'access.not_permitted' }]);
  expect((await call(secret, '/api/people', 'POST', {})).statusCode).toBe(403);
});

test('an unknown, a revoked and an expired key are refused alike', async () => {
  const revoked = await make();
  await revokeKey(ctx, revoked.key.keyId);
  await revokeKey(ctx, revoked.key.keyId);
  const expired = await make({ expiresAt: new Date(Date.now() + 20) });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const answers = await Promise.all(
    ['lk_unknown', revoked.secret, expired.secret].map((secret) => call(secret, '/api/customers')),
  );
  expect(answers.map((answer) => answer.statusCode)).toEqual([401, 401, 401]);
  expect(new Set(answers.map((answer) => answer.json().code))).toEqual(new Set(['access.not_signed_in']));
});

test('a key made for some stores knows of nobody else', async () => {
  const { rows } = await listStoresOf();
  const storeId = rows[0]!.store_id;
  await database.db
    .insertInto('customers.customers')
    .values([
      { code: 'IN', name: '店内', store_id: storeId, created_at: ctx.now, updated_at: ctx.now },
      { code: 'OUT', name: '店外', created_at: ctx.now, updated_at: ctx.now },
    ])
    .execute();
  const { secret } = await make({ storeIds: [storeId] });
  const listed = (await call(secret, '/api/customers')).json() as { rows: { code: string }[] };
  expect(listed.rows.map((row) => row.code)).toEqual(['IN']);
});

const listStoresOf = async () => ({ rows: await database.db.selectFrom('access.stores').select('store_id').execute() });

test('calls beyond the limit are refused until the minute is over, those of another key are not', async () => {
  const slow = await make({ perMinute: 3 });
  const other = await make();
  const codes: number[] = [];
  for (let n = 0; n < 5; n += 1) codes.push((await call(slow.secret, '/api/customers/fields')).statusCode);
  expect(codes).toEqual([200, 200, 200, 429, 429]);
  const refused = await call(slow.secret, '/api/customers/fields');
  expect(refused.headers['retry-after']).toMatch(/^\d+$/);
  expect(refused.json()).toMatchObject({ status: 429, code: 'access.too_many_calls' });
  expect((await call(other.secret, '/api/customers/fields')).statusCode).toBe(200);
});

test('the secret is kept nowhere, and the list says when a key was last used', async () => {
  const { key, secret } = await make({ name: '只读报表' });
  await call(secret, '/api/customers/fields');
  const listed = (await listKeys(ctx)).find((one) => one.keyId === key.keyId);
  expect(listed?.lastUsedAt).toBeInstanceOf(Date);
  expect(secret.startsWith(key.hint)).toBe(true);
  const stored = await database.db.selectFrom('access.api_keys').selectAll().execute();
  expect(JSON.stringify(stored)).not.toContain(secret.slice(key.hint.length));
});

test('what a key does is in the trail under its name', async () => {
  const { secret, key } = await make({ name: '小程序', permissions: ['customers.write'] });
  await call(secret, '/api/customers', 'POST', { customers: [{ name: '新客', phone: '13494000009' }] });
  const trail = await database.db
    .selectFrom('access.audit')
    .selectAll()
    .where('actor_id', '=', `key-${key.keyId}`)
    .execute();
  expect(trail.map((entry) => [entry.actor_kind, entry.actor_name])).toContainEqual(['key', '小程序']);
});

test('a key for a permission or a store that does not exist, or that has ended already, is not made', async () => {
  await expect(make({ permissions: ['everything'] })).rejects.toMatchObject({ code: 'access.permission_unknown' });
  await expect(make({ storeIds: [9_999] })).rejects.toMatchObject({ code: 'access.store_not_found' });
  await expect(make({ expiresAt: new Date(0) })).rejects.toMatchObject({ code: 'access.key_expires_past' });
});
