/** The client package against a running house: its types are checked where this file is, its calls here. */
import { afterAll, expect, expectTypeOf, test } from 'vitest';
import { createKey } from '#modules/access/index.ts';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import { createClient, LiukeError, pages, type Client } from '../../client/index.js';
import { createApp, createServer } from '../../server/app.ts';

const database = await testDatabase();
const app = await createApp({
  database,
  connectionString: database.url,
  log: silentLog,
  version: 'test',
  dataDir: '/nonexistent',
  publicUrl: null,
});
const server = await createServer(app, null);
const address = await server.listen({ port: 0, host: '127.0.0.1' });
afterAll(() => server.close());

const permissions = app.house.rights.all();
const { secret } = await createKey(
  { ...database.ctx, now: new Date() },
  { name: 'test', permissions, storeIds: null, perMinute: 600, expiresAt: null },
  permissions,
);
const liuke = createClient({ baseUrl: `${address}/`, apiKey: secret, language: 'en' });

test('every endpoint of the contracts is a function', () => {
  const known = Object.values(liuke).flatMap((module) => Object.values(module));
  const offered = app.house.modules.flatMap((module) => module.routes).length;
  expect(known.length).toBe(offered);
  for (const one of known) expect(one).toBeTypeOf('function');
});

test('what is sent and what comes back has the types of the contracts', () => {
  type Orders = Client['orders'];
  expectTypeOf<Parameters<Orders['recordOrders']>[0]['body']['orders'][number]['externalId']>().toEqualTypeOf<string>();
  expectTypeOf<Awaited<ReturnType<Orders['recordOrders']>>['created']>().toEqualTypeOf<number>();
  type Customer = Awaited<ReturnType<Client['customers']['getCustomer']>>;
  expectTypeOf<Customer['phone']>().toEqualTypeOf<string | null>();
  expectTypeOf<Customer['kind']>().toEqualTypeOf<'person' | 'company'>();
  type Asked = Parameters<Client['customers']['getCustomer']>[0];
  expectTypeOf<Asked['params']>().toEqualTypeOf<{ customerId: number }>();
});

test('records, reads, walks through pages, and downloads', async () => {
  const drafts = Array.from({ length: 7 }, (_, n) => ({ externalId: `C-${n}`, name: `客户${n}` }));
  const { rows } = await liuke.customers.recordCustomers({ body: { customers: drafts } });
  expect(rows.map((row) => row.outcome)).toEqual(Array.from({ length: 7 }, () => 'created'));
  const customer = await liuke.customers.getCustomer({ params: { customerId: rows[3]?.customerId ?? 0 } });
  expect(customer).toMatchObject({ code: 'C-3', name: '客户3' });
  const found: string[] = [];
  for await (const { code } of pages(liuke.customers.listCustomers, { query: { limit: 3 } })) found.push(code);
  expect(found.toSorted()).toEqual(drafts.map(({ externalId }) => externalId));
  const file = await liuke.customers.exportCustomers({ query: { reason: 'a test of the client' } });
  expect(await file.text()).toContain('C-5');
});

test('a refusal is an error with its code and fields', async () => {
  const wrong = liuke.customers.recordCustomers({ body: { customers: [{ externalId: 'X', phone: '1.38E+10' }] } });
  const error = await wrong.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LiukeError);
  expect(error).toMatchObject({
    status: 422,
    code: 'customers.invalid',
    fields: [{ path: 'customers.0.phone', code: 'phone.invalid' }],
  });
  const stranger = createClient({ baseUrl: address, apiKey: 'lk_nobody' });
  await expect(stranger.customers.listCustomers()).rejects.toMatchObject({ status: 401 });
});
