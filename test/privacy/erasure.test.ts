/** A busy life in every module, a request to be forgotten, and a search through the whole database and its folder. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { testDatabase, type TestDatabase } from '#test/database.ts';
import { createApp, createServer, startJobs, type App } from '../../server/app.ts';
import * as customers from '#modules/customers/contract.ts';
import * as files from '#modules/ingest/contract.ts';
import { inspectUpload } from '#modules/ingest/inspection-contract.ts';
import * as consents from '#modules/privacy/contract.ts';
import * as requests from '#modules/privacy/requests-contract.ts';
import { callerFor, settled, type Caller } from '#test/access/caller.ts';

const database: TestDatabase = await testDatabase();
const { db } = database;
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'liuke-erasure-'));
let app: App;
let call: Caller['call'];

const PERSON = {
  name: '钟离春晓',
  phone: '13677770413',
  email: 'chunxiao.zhongli@example.com',
  address: '青石巷十七号三单元六零二',
  wechatOpenid: 'oQ7-chunxiao-openid-0413',
  wechatUnionid: 'uQ7-chunxiao-unionid-0413',
  note: '喜欢桂花味，周末来店',
  birthday: '1991-04-13',
} as const;
/** What is searched for: every spelling a person would be found by. */
const SECRETS = [
  PERSON.name,
  PERSON.phone,
  '136 7777 0413',
  PERSON.email,
  PERSON.address,
  PERSON.wechatOpenid,
  PERSON.wechatUnionid,
  '桂花味',
];

const OTHER = { name: '段干木', phone: '13677770414', email: 'duangan@example.com', source: 'shop', externalId: 'M-2' };

beforeAll(async () => {
  app = await createApp({
    database,
    connectionString: database.url,
    log: silentLog,
    version: 'test',
    dataDir,
    publicUrl: null,
  });
  const server = await createServer(app, null);
  const worker = await startJobs(app, 2);
  ({ call } = await callerFor(app, server, 'administrator'));
  afterAll(async () => {
    await worker.stop();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});

const CUSTOMERS_CSV = `客户编号,姓名,手机号,邮箱,地址,备注,注册时间
M-1,${PERSON.name},${PERSON.phone},${PERSON.email},${PERSON.address},${PERSON.note},2025-03-01
M-2,${OTHER.name},${OTHER.phone},${OTHER.email},白石巷一号,,2025-03-02
M-3,${PERSON.name},不是电话,${PERSON.email},${PERSON.address},,不是日期
`;
const ORDERS_CSV = `订单号,下单时间,客户编号,手机号,姓名,商品,数量,单价
A-1,2025-05-01 10:00,M-1,${PERSON.phone},${PERSON.name},茶,2,30.00
A-2,2025-06-01 10:00,M-1,${PERSON.phone},${PERSON.name},杯,1,88.00
A-3,2025-06-02 10:00,M-2,${OTHER.phone},${OTHER.name},茶,1,30.00
A-4,2025-06-03 10:00,,,${PERSON.name},茶,1,30.00
`;

/** Uploads a file and has it checked, as the wizard does. */
async function checkFile(kind: string, fileName: string, text: string): Promise<number> {
  const body = Readable.from([Buffer.from(text)]);
  const { uploadId } = await call(files.uploadFile, { query: { fileName }, body });
  const query = { kind, source: 'shop' };
  const { layout, mapping } = await call(inspectUpload, { params: { uploadId }, query });
  const { batchId } = await call(files.createBatch, { body: { uploadId, kind, source: 'shop', layout, mapping } });
  await settled(app);
  return batchId;
}

async function importFile(kind: string, fileName: string, text: string): Promise<Record<string, number>> {
  const batchId = await checkFile(kind, fileName, text);
  await call(files.applyBatch, { params: { batchId } });
  await settled(app);
  return (await call(files.getBatch, { params: { batchId }, query: { language: 'zh-CN' } })).counts;
}

const find = async (search: string) => (await call(customers.listCustomers, { query: { search } })).rows;

const change = (id: number, body: { note?: string; phone?: string; name?: string }) =>
  call(customers.updateCustomer, { params: { customerId: id }, body });

const totals = async () =>
  (
    await sql<{ orders: number; net: number; customers: number }>`
      select (select count(*)::int from orders.orders) as orders, (select sum(net_cents)::int from orders.rollups) as net,
        (select count(*)::int from customers.customers) as customers`.execute(db)
  ).rows[0];

/** Looks for each secret in every column of every table of every schema, the job queue among them. */
async function search(secrets: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ table: string; bytes: string[] }>`
    select n.nspname || '.' || c.relname as table, array(select attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`.execute(db);
  expect(tables.length).toBeGreaterThan(40);
  const found: string[] = [];
  for (const { table, bytes } of tables) {
    const raw = bytes.map((column) => sql`|| coalesce(encode(${sql.ref(column)}, 'escape'), '')`);
    const { rows } = await sql<{ secret: string }>`
      select distinct looked.word as secret from ${sql.table(table)} t, unnest(${secrets}::text[]) as looked (word)
      where strpos(lower(t::text ${sql.join(raw, sql` `)}), lower(looked.word)) > 0`.execute(db);
    found.push(...rows.map(({ secret }) => `${table}: ${secret}`));
  }
  return found;
}

async function searchFiles(secret: string): Promise<string[]> {
  const names = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names.filter((one) => one.isFile())) {
    const bytes = await readFile(path.join(entry.parentPath, entry.name));
    if (bytes.includes(secret)) found.push(entry.name);
  }
  return found;
}

let customerId = 0;
let before: Awaited<ReturnType<typeof totals>>;

test('somebody leads a busy life in the house', async () => {
  expect(await importFile('customers', `会员 ${PERSON.name}.csv`, CUSTOMERS_CSV)).toMatchObject({
    created: 2,
    invalid: 1,
  });
  expect(await importFile('orders', '订单.csv', ORDERS_CSV)).toMatchObject({ created: 3, unmatched: 1 });
  customerId = (await find(PERSON.phone))[0]?.customerId ?? 0;
  const more = { source: 'shop', externalId: 'M-1', city: '苏州', occupation: '教师' };
  await call(customers.recordCustomers, { body: { customers: [{ ...PERSON, ...more }] } });
  await change(customerId, { note: PERSON.note, phone: '136 7777 0413' });
  const evidence = { evidence: `表单 ${PERSON.name} 136 7777 0413`, ip: '203.0.113.9' };
  await call(consents.recordConsents, {
    body: {
      consents: [
        { customerId, purpose: 'marketing', channel: 'sms', state: 'granted', ...evidence },
        { customerId, purpose: 'survey', state: 'pending' },
      ],
    },
  });
  await call(customers.exportCustomers, { query: { search: PERSON.name, reason: '对账核对' } });
  await everyOwnedTable();
  await db
    .insertInto('platform.parked_jobs')
    .values({ name: 'x', payload: JSON.stringify({ to: PERSON.phone }), error: PERSON.email, parked_at: new Date() })
    .execute();
  await sql`select graphile_worker.add_job('nobody', ${JSON.stringify({ phone: Number(PERSON.phone), name: PERSON.name })}::json)`.execute(
    db,
  );
  // Somebody else's note speaks of the person.
  const [other] = await find(OTHER.phone);
  await change(other?.customerId ?? 0, { note: `${PERSON.name} 的同事，电话 136-7777-0413` });
  // A dry run that nobody has applied yet.
  await checkFile('customers', 'again.csv', `${CUSTOMERS_CSV}\n`);
  before = await totals();
  const written = await search(SECRETS);
  expect(SECRETS.filter((secret) => !written.some((line) => line.endsWith(secret)))).toEqual([]);
  expect(await searchFiles(PERSON.name)).toHaveLength(3);
});

/** Writes the person into every declared column of every module, also of those this test has never heard of. */
async function everyOwnedTable(): Promise<void> {
  for (const { table, personal } of app.house.modules.flatMap((module) => module.ownedTables ?? [])) {
    if (table === 'customers.customers' || table === 'customers.identities') continue;
    for (const { column } of personal) {
      const { rows } = await sql<{ type: string }>`
        select format_type(atttypid, null) as type from pg_attribute
        where attrelid = ${table}::regclass and attname = ${column}`.execute(db);
      const value = rows[0]?.type.startsWith('json')
        ? sql`${JSON.stringify({ said: [PERSON.name, PERSON.address] })}::jsonb`
        : sql`${`${PERSON.name} ${PERSON.address} 136 7777 0413`}`;
      if (!/^(text|json|jsonb)$/.test(rows[0]?.type ?? '')) continue;
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where customer_id = ${customerId}`.execute(
        db,
      );
    }
  }
}

const ask = (kind: 'copy' | 'erasure', note: string) =>
  call(requests.openRequest, { body: { customerId, kind, via: '电话', note } });

test('a copy holds what every module keeps', async () => {
  const { requestId } = await ask('copy', '想看看');
  const params = { requestId };
  const copy = await call(requests.downloadCopy, { params });
  const { tables } = JSON.parse(copy) as { tables: { table: string }[] };
  expect(tables.map(({ table }) => table)).toEqual(
    expect.arrayContaining([
      'customers.customers',
      'customers.identities',
      'orders.orders',
      'privacy.consents',
      'scoring.scores',
    ]),
  );
  expect(copy).toContain(PERSON.address);
  expect(await call(requests.downloadCopy, { params, query: { format: 'html' } })).toContain('<h2>订单');
  await call(requests.closeRequest, { params, body: { state: 'done', answer: `寄给 ${PERSON.email}` } });
});

test('an erasure needs to know who asks and is confirmed by the number of the customer', async () => {
  const { requestId } = await ask('erasure', `${PERSON.name} 来电`);
  const params = { requestId };
  const erase = (confirm: string) => call(requests.startErasure, { params, body: { confirm } });
  await expect(erase('M-1')).rejects.toThrow('privacy.not_verified');
  await call(requests.changeRequest, { params, body: { verified: `回拨 ${PERSON.phone}` } });
  await expect(erase('M-2')).rejects.toThrow('privacy.not_confirmed');
  expect(await erase('M-1')).toMatchObject({ state: 'working' });
  await settled(app);
  const done = await call(requests.getRequest, { params });
  expect(done).toMatchObject({ state: 'done', customerName: null, outcome: { swept: { left: [] } } });
});

test('afterwards the person is found nowhere in the database', async () => {
  expect(await search(SECRETS)).toEqual([]);
});

test('nor in the folder of the house', async () => {
  expect((await Promise.all(SECRETS.map(searchFiles))).flat()).toEqual([]);
});

const show = (id: number) => call(customers.getCustomer, { params: { customerId: id } });

test('what was traded is counted as before, and others are as they were', async () => {
  expect(await totals()).toEqual(before);
  const [other] = await find(OTHER.phone);
  expect(await show(other?.customerId ?? 0)).toMatchObject({ name: OTHER.name, note: '••• 的同事，电话 •••' });
  const code = `E${String(customerId).padStart(8, '0')}`;
  expect(await show(customerId)).toMatchObject({ code, name: null, phone: null, identities: [] });
});

const comeBack = async () => {
  const body = { customers: [{ phone: PERSON.phone, name: PERSON.name }] };
  return (await call(customers.recordCustomers, { body })).rows[0];
};

test('the same files imported again bring nobody back, and change no total', async () => {
  expect(await importFile('customers', 'a.csv', CUSTOMERS_CSV)).toMatchObject({ created: 0, updated: 0 });
  expect(await importFile('orders', 'b.csv', ORDERS_CSV)).toMatchObject({ created: 0 });
  expect(await totals()).toEqual(before);
  expect(await comeBack()).toEqual({ customerId, outcome: 'unchanged' });
  expect(await search([PERSON.phone])).toEqual([]);
});

test('nothing is written about whoever was forgotten, until they come back of their own will', async () => {
  await expect(change(customerId, { name: PERSON.name })).rejects.toThrow('customers.forgotten');
  const [other] = await find(OTHER.phone);
  const taken = change(other?.customerId ?? 0, { phone: PERSON.phone });
  await expect(taken).rejects.toThrow('customers.identifier_forgotten');
  const lift = { params: { customerId }, body: { reason: '本人重新注册' } };
  expect((await call(requests.liftSuppression, lift)).freed).toBeGreaterThan(3);
  const back = await comeBack();
  expect(back?.outcome).toBe('created');
  expect(back?.customerId).not.toBe(customerId);
});
