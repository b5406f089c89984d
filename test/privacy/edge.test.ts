/** What leaves the server: masked by role, revealed on record, exported with a reason, a limit and a mark. */
import { Readable } from 'node:stream';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '#modules/access/contract.ts';
import { listExports } from '#modules/access/exports-contract.ts';
import * as customers from '#modules/customers/contract.ts';
import { uploadFile } from '#modules/ingest/contract.ts';
import * as settings from '#modules/privacy/settings-contract.ts';
import { silentLog } from '#platform/log.ts';
import { callerFor, settled, type Caller } from '#test/access/caller.ts';
import { testDatabase } from '#test/database.ts';
import { createApp, createServer, startJobs } from '../../server/app.ts';

const database = await testDatabase(new Date());
const { db } = database;
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'liuke-edge-'));
const app = await createApp({
  database,
  connectionString: database.url,
  log: silentLog,
  version: 'test',
  dataDir,
  publicUrl: null,
});
const server = await createServer(app, null);
const people = new Map<string, Caller>();
let customerId = 0;

const PHONE = '13677770413';
const SECRETS = [PHONE, '青石巷十七号', 'chunxiao.z@example.com', 'oQ7-chunxiao-0413'];

beforeAll(async () => {
  const worker = await startJobs(app, 2);
  for (const role of ['administrator', 'retention_lead', 'account_manager', 'analyst'] as const)
    people.set(role, await callerFor(app, server, role));
  const person = { name: '钟离春晓', phone: PHONE, email: SECRETS[2], address: SECRETS[1], wechatOpenid: SECRETS[3] };
  const { rows } = await as('administrator').call(customers.recordCustomers, { body: { customers: [person] } });
  customerId = rows[0]?.customerId ?? 0;
  const change = { params: { customerId }, body: { city: '苏州', note: `打 ${PHONE}` } };
  await as('administrator').call(customers.updateCustomer, change);
  await as('administrator').call(customers.assignOwner, {
    body: { customerIds: [customerId], ownerId: as('account_manager').personId },
  });
  await settled(app);
  afterAll(async () => {
    await worker.stop();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});

function as(role: string): Caller {
  const caller = people.get(role);
  if (!caller) throw new Error(`nobody is ${role}`);
  return caller;
}

const page = (role: string) => as(role).call(customers.getCustomer, { params: { customerId } });

test('the administrator sees everything, whoever need not know sees enough to tell two apart', async () => {
  expect(await page('administrator')).toMatchObject({ phone: `+86${PHONE}`, address: '青石巷十七号' });
  for (const role of ['retention_lead', 'account_manager', 'analyst'])
    expect(await page(role)).toMatchObject({
      name: '钟离春晓',
      phone: '+86136****0413',
      email: 'c***@example.com',
      address: '青石巷***',
    });
});

test('no answer about customers holds a hidden value, on pages, in lists, on the timeline, in the trail', async () => {
  const fields = 'customers.email';
  for (const role of ['retention_lead', 'account_manager', 'analyst']) {
    const caller = as(role);
    const answers = [
      { ...(await page(role)), note: null },
      await caller.call(customers.listCustomers, { query: { search: PHONE, fields } }),
      await caller.call(customers.listTimeline, { params: { customerId } }),
      role === 'retention_lead' ? await caller.call(listAudit, { query: { subjectType: 'customer' } }) : null,
    ];
    const told = JSON.stringify(answers, (name, value: unknown) => (name === 'note' ? null : value));
    expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
  }
});

test('whoever knows the number finds its customer, also by its last digits', async () => {
  for (const search of [PHONE, '0413'])
    expect((await as('account_manager').call(customers.listCustomers, { query: { search } })).rows).toHaveLength(1);
});

test('a mask that is saved again changes nothing', async () => {
  const body = { address: '青石巷***', city: '无锡' };
  await as('account_manager').call(customers.updateCustomer, { params: { customerId }, body });
  expect(await page('administrator')).toMatchObject({ address: '青石巷十七号', city: '无锡' });
  const wrong = { params: { customerId }, body: { address: '白石巷***' } };
  await expect(as('account_manager').call(customers.updateCustomer, wrong)).rejects.toThrow('customers.masked_value');
});

const reveal = (role: string, kind: 'phone' | 'email' | 'address' | 'identity', masked: string) =>
  as(role).call(settings.revealValue, { params: { customerId }, body: { kind, masked } });

test('a look is on record, and there are not too many an hour', async () => {
  expect(await reveal('account_manager', 'phone', '+86136****0413')).toEqual({ value: `+86${PHONE}` });
  expect(await reveal('account_manager', 'identity', 'oQ7-***13')).toEqual({ value: SECRETS[3] });
  await expect(reveal('analyst', 'phone', '+86136****0413')).rejects.toThrow('403');
  const { rows } = await as('administrator').call(listAudit, { query: { action: 'customers.revealed' } });
  expect(rows[0]).toMatchObject({
    actorName: 'account_manager',
    subjectId: String(customerId),
    after: { kind: 'identity' },
  });
  const { settings: now } = await as('administrator').call(settings.getSettings);
  await as('administrator').call(settings.saveSettings, { body: { ...now, revealsPerHour: 2 } });
  await expect(reveal('account_manager', 'phone', '+86136****0413')).rejects.toThrow('privacy.reveal_limit');
});

test('settings say who sees what in clear', async () => {
  const { settings: now } = await as('administrator').call(settings.getSettings);
  const masking = { ...now.masking, phone: ['account_manager' as const] };
  await as('administrator').call(settings.saveSettings, { body: { ...now, masking } });
  expect(await page('account_manager')).toMatchObject({ phone: `+86${PHONE}`, email: 'c***@example.com' });
  expect(await page('analyst')).toMatchObject({ phone: '+86136****0413' });
});

test('an export has a reason, is masked, says in every row who took it, and is listed', async () => {
  await expect(as('analyst').call(customers.exportCustomers, { query: {} as never })).rejects.toThrow('422');
  await expect(
    as('account_manager').call(customers.exportCustomers, { query: { reason: '短信活动' } }),
  ).rejects.toThrow('403');
  const fields = 'customers.email';
  const file = await as('analyst').call(customers.exportCustomers, { query: { reason: '月度分析', fields } });
  const [header, row] = file.split('\r\n');
  expect(header).toBe('\uFEFFcustomer,name,phone,email,exported');
  expect(row).toMatch(/钟离春晓,136\*{4}0413,c\*{3}@example\.com,#1 analyst \d{4}-/);
  const { rows } = await as('administrator').call(listExports);
  expect(rows[0]).toMatchObject({ exportId: 1, actorName: 'analyst', reason: '月度分析', rows: 1, masked: true });
});

test('more rows than allowed do not leave, neither at once nor in a day', async () => {
  const { settings: now } = await as('administrator').call(settings.getSettings);
  const limit = (exportRows: number, exportRowsPerDay: number) =>
    as('administrator').call(settings.saveSettings, { body: { ...now, exportRows, exportRowsPerDay } });
  const take = () => as('analyst').call(customers.exportCustomers, { query: { reason: '月度分析' } });
  await as('administrator').call(customers.recordCustomers, {
    body: { customers: [{ name: '另一位', externalId: 'Z' }] },
  });
  await limit(1, 100);
  await expect(take()).rejects.toThrow('exports.too_many');
  await limit(10, 2);
  await expect(take()).rejects.toThrow('exports.enough_today');
});

test('the night deletes what has had its time and says so', async () => {
  const body = Readable.from([Buffer.from(`手机号\n${PHONE}\n`)]);
  await as('administrator').call(uploadFile, { query: { fileName: 'old.csv' }, body });
  const kept = () => readdir(path.join(dataDir, 'uploads'));
  await runRetention();
  expect(await kept()).toHaveLength(1);
  await db
    .updateTable('ingest.uploads')
    .set({ created_at: new Date('2020-01-01') })
    .execute();
  await runRetention();
  expect(await kept()).toHaveLength(0);
  const { rows } = await as('administrator').call(settings.listRemovals);
  expect(rows.map(({ what, rows: count }) => [what, count])).toEqual([['uploads', 1]]);
});

async function runRetention(): Promise<void> {
  const job = app.house.modules
    .flatMap((module) => Object.entries(module.jobs ?? {}))
    .find(([name]) => name === 'privacy.retention');
  await job?.[1]({ ...database.ctx, now: new Date() }, {} as never);
}
