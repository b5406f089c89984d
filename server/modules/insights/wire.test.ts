import { beforeAll, expect, it } from 'vitest';
import { rightsFrom } from '#modules/access/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { scoringModule, sweep } from '#modules/scoring/index.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { createHttp } from '#platform/http.ts';
import { silentLog } from '#platform/log.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { insightsModule } from './module.ts';

const database = await testDatabase(new Date());
const modules = [scoringModule, insightsModule];
let role = 'analyst';
const actor = (): Actor => ({ kind: 'user', id: 'u', name: 'U', role, scope: { kind: 'all' } });
const http = await createHttp({
  database,
  log: silentLog,
  modules,
  authenticate: async () => actor(),
  allows: rightsFrom(modules.flatMap((module) => module.permissions)).allows,
  version: '0',
});

async function ask(method: 'GET' | 'PUT' | 'POST', url: string, body?: object) {
  const answer = await http.inject({ method, url, ...(body && { payload: body }) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

let customerId = 0;
beforeAll(async () => {
  const ctx: Ctx = database.ctx;
  [customerId = 0] = await insertCustomers(ctx, ['a', 'b']);
  await insertOrders(ctx, [
    { customerId, day: '2026-01-05' },
    { customerId, day: '2026-01-25' },
  ]);
  await refreshAllRollups(ctx);
  await sweep(ctx);
});

it('answers every question over the wire by its contract', async () => {
  role = 'analyst';
  const urls = [
    '/api/insights/definitions',
    '/api/insights/overview?from=2026-01-01&to=2026-01-31&compare=year',
    '/api/insights/overview',
    '/api/insights/retention?months=12',
    '/api/insights/rfm',
    '/api/scoring/rfm',
    '/api/scoring/lifecycle',
    '/api/scoring/state',
    '/api/scoring/vocabulary',
    `/api/customers/${customerId}/scores`,
  ];
  for (const url of urls) expect(await ask('GET', url)).toMatchObject({ status: 200 });
  expect((await ask('GET', '/api/customers/999999/scores')).status).toBe(404);
  expect((await ask('GET', '/api/insights/overview?from=2026-02-01&to=2026-01-01')).status).toBe(422);
});

it('takes back the settings it gave, previews them, and says that a sweep waits', async () => {
  role = 'retention_lead';
  const { body: rfm } = await ask('GET', '/api/scoring/rfm');
  const { body: lifecycle } = await ask('GET', '/api/scoring/lifecycle');
  expect(await ask('POST', '/api/scoring/rfm/preview', rfm.settings as object)).toMatchObject({
    status: 200,
    body: { segments: { moved: 0 } },
  });
  expect(await ask('POST', '/api/scoring/lifecycle/preview', lifecycle.settings as object)).toMatchObject({
    status: 200,
  });
  expect(await ask('PUT', '/api/scoring/rfm', rfm.settings as object)).toEqual({ status: 200, body: rfm.settings });
  expect(await ask('PUT', '/api/scoring/lifecycle', lifecycle.settings as object)).toMatchObject({ status: 200 });
  expect(await ask('POST', '/api/scoring/recompute', {})).toMatchObject({ status: 200 });
  expect(await ask('GET', '/api/scoring/state')).toMatchObject({
    body: { work: 'waiting', lastRun: { customers: 2 } },
  });
});

it('shows pictures over everybody to nobody who may know only some customers', async () => {
  role = 'account_manager';
  expect((await ask('GET', '/api/insights/overview')).status).toBe(403);
  expect((await ask('GET', `/api/customers/${customerId}/scores`)).status).toBe(200);
  expect((await ask('POST', '/api/scoring/recompute', {})).status).toBe(403);
});
