import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPerson } from '#modules/access/index.ts';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import { createApp, createServer, startJobs } from '../../server/app.ts';

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
const worker = await startJobs(app, 2);
const address = await server.listen({ port: 0, host: '127.0.0.1' });
afterAll(async () => {
  await server.close();
  await worker.stop();
});

async function examplesOf(page: string): Promise<string[]> {
  const text = await readFile(path.resolve(import.meta.dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}

/** The blocks of a page, after the one that signs in, as one script that hands back the named values. */
async function runExamples(page: string, names: readonly string[]): Promise<Record<string, never>> {
  const [signIn = '', ...rest] = await examplesOf('api.md');
  const blocks = [signIn, ...(page === 'api.md' ? rest : await examplesOf(page))];
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  const AsyncFunction = (async () => undefined).constructor as new (
    ...words: string[]
  ) => (...values: (string | ((name: string) => Promise<unknown>))[]) => Promise<Record<string, never>>;
  const script = new AsyncFunction(
    'address',
    'email',
    'password',
    'load',
    `${blocks.join('\n').replaceAll('await import(', 'await load(')}\nreturn { ${names.join(', ')} };`,
  );
  return script(
    address,
    'integrator@example.com',
    'a long enough password',
    (name) => import(name === '@liuke/client' ? path.resolve(import.meta.dirname, '../../client/index.js') : name),
  );
}

beforeAll(async () => {
  await createPerson(database.ctx, app.auth, {
    name: 'Integrator',
    email: 'integrator@example.com',
    password: 'a long enough password',
    role: 'administrator',
  });
});

test('the examples of docs/api.md do what the page says', async () => {
  const said = await runExamples('api.md', ['allowed', 'refused', 'first', 'again', 'customer', 'timeline']);
  expect([said.allowed, said.refused].map((answer?: Response) => answer?.status)).toEqual([200, 403]);
  expect(said.first).toEqual({ created: 1, updated: 0, unchanged: 0, unmatched: 0, customersCreated: 1 });
  expect(said.again).toEqual({ created: 0, updated: 0, unchanged: 1, unmatched: 0, customersCreated: 0 });
  expect(said.customer).toMatchObject({ code: 'M-7', name: '示例客户', phone: '+8613494000007' });
  expect(said.timeline).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ kind: 'order' })]) });
});

test('the client of docs/api.md calls what the page says', async () => {
  const { page, names, problem } = await runExamples('api.md', ['page', 'names', 'problem']);
  expect(page).toMatchObject({ rows: [{ code: 'M-7' }] });
  expect(names).toContain('示例客户');
  expect(problem).toMatchObject({ status: 404, code: 'customers.not_found' });
});

test('a receiver made as docs/webhooks.md says hears of an order', async () => {
  const {
    heard,
    test: tried,
    call,
    receiver,
  } = (await runExamples('webhooks.md', ['heard', 'test', 'call', 'receiver'])) as unknown as {
    heard: { type: string; customer: { code: string } | null }[];
    test: { ok: boolean };
    call: (method: string, path: string, body: object) => Promise<unknown>;
    receiver: { close: () => void };
  };
  afterAll(() => receiver.close());
  expect([tried.ok, heard.map((one) => one.type)]).toEqual([true, ['webhooks.test']]);
  const lines = [{ name: '面霜', quantity: 1, unitPriceCents: 100 }];
  const order = {
    source: 'till',
    externalId: 'W-1',
    customer: { externalId: 'W-9' },
    placedAt: '2026-01-31T18:05:00Z',
    lines,
  };
  await call('POST', '/api/orders', { orders: [order] });
  await vi.waitFor(
    () => expect(heard.map((one) => [one.type, one.customer?.code])).toContainEqual(['orders.recorded', 'W-9']),
    {
      timeout: 60_000,
      interval: 100,
    },
  );
});

test('the examples of docs/tracking.md do what the page says', async () => {
  const said = await runExamples('tracking.md', ['sent', 'resent', 'kind', 'before', 'known']);
  expect(said.sent).toMatchObject({
    created: 2,
    customersCreated: 1,
    refused: [{ index: 2, externalId: 'evt-3', code: 'interactions.unknown_kind' }],
  });
  expect(said.resent).toMatchObject({ created: 0, repeated: 2, refused: [] });
  expect(said.kind).toMatchObject({ code: 'skin_test', builtIn: false });
  expect(said.before).toMatchObject({ created: 0, waiting: 1 });
  expect(said.known).toMatchObject({ created: 1 });
});
