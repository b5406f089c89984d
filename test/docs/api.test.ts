import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
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

/** The blocks of a page as one script that hands back the named values. */
async function runExamples(page: string, names: readonly string[]): Promise<Record<string, never>> {
  const text = await readFile(path.resolve(import.meta.dirname, '../../docs', page), 'utf8');
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1]);
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  const AsyncFunction = (async () => undefined).constructor as new (
    ...words: string[]
  ) => (...values: string[]) => Promise<Record<string, never>>;
  const script = new AsyncFunction(
    'address',
    'email',
    'password',
    `${blocks.join('\n')}\nreturn { ${names.join(', ')} };`,
  );
  return script(address, 'integrator@example.com', 'a long enough password');
}

test('the examples of docs/api.md do what the page says', async () => {
  await createPerson(database.ctx, app.auth, {
    name: 'Integrator',
    email: 'integrator@example.com',
    password: 'a long enough password',
    role: 'administrator',
  });
  const said = await runExamples('api.md', ['first', 'again', 'customer', 'timeline']);
  expect(said.first).toEqual({ created: 1, updated: 0, unchanged: 0, unmatched: 0, customersCreated: 1 });
  expect(said.again).toEqual({ created: 0, updated: 0, unchanged: 1, unmatched: 0, customersCreated: 0 });
  expect(said.customer).toMatchObject({ code: 'M-7', name: '示例客户', phone: '+8613494000007' });
  expect(said.timeline).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ kind: 'order' })]) });
});
