/** The import wizard as the console walks it: over HTTP, with a worker beside the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, createApp, startJobs } from '../../server/app.ts';
import type { batch, listKinds, Batch } from '#modules/ingest/contract.ts';
import type { inspection } from '#modules/ingest/inspection-contract.ts';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import type { z } from 'zod';
import { HEADER, line, table, temporaryFolder } from './files.ts';

const database = await testDatabase(new Date());
const folder = await temporaryFolder();
const app = await createApp({
  database,
  connectionString: database.url,
  log: silentLog,
  version: 'test',
  dataDir: folder.dataDir,
  publicUrl: null,
});
const server = await createServer(app, null);
let worker: Awaited<ReturnType<typeof startJobs>>;
let cookie = '';

const ADMINISTRATOR = { email: 'administrator@example.com', password: 'a long password' };

beforeAll(async () => {
  worker = await startJobs(app, 2);
  const organisation = { name: 'Test', timeZone: 'Asia/Shanghai', currency: 'CNY' };
  await call('POST', '/api/start/administrator', { organisation, name: 'Admin', ...ADMINISTRATOR });
  const signIn = await server.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: ADMINISTRATOR });
  cookie = [signIn.headers['set-cookie']]
    .flat()
    .map((entry) => String(entry).split(';')[0])
    .join('; ');
});
afterAll(async () => {
  await worker.stop();
  await server.close();
});

type Method = 'GET' | 'POST';
type Answer = { status: number; body: unknown; text: string; headers: Record<string, unknown> };

async function call(method: Method, url: string, payload?: object | Buffer): Promise<Answer> {
  const type = Buffer.isBuffer(payload) ? { 'content-type': 'application/octet-stream' } : {};
  const response = await server.inject({ method, url, payload, headers: { cookie, ...type } });
  const json = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    body: json ? response.json() : null,
    text: response.payload,
    headers: response.headers,
  };
}

function ok(answer: Answer): unknown {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body;
}

async function upload(name: string, content: string | Buffer): Promise<number> {
  const answer = await call('POST', `/api/import/uploads?fileName=${encodeURIComponent(name)}`, Buffer.from(content));
  return (ok(answer) as { uploadId: number }).uploadId;
}

async function inspect(uploadId: number, query = ''): Promise<z.input<typeof inspection>> {
  const answer = await call('GET', `/api/import/uploads/${uploadId}/inspection?${query}`);
  return ok(answer) as z.input<typeof inspection>;
}

type WireBatch = z.input<typeof batch>;

async function create(uploadId: number, kind = 'orders', source = 'file'): Promise<WireBatch> {
  const { layout, mapping } = await inspect(uploadId, `kind=${kind}`);
  const answer = await call('POST', '/api/import/batches', { uploadId, kind, source, layout, mapping });
  return ok(answer) as WireBatch;
}

async function until(batchId: number, state: Batch['state']): Promise<WireBatch & Record<string, unknown>> {
  for (;;) {
    const { body } = await call('GET', `/api/import/batches/${batchId}`);
    const found = body as WireBatch & Record<string, unknown>;
    if (found.state === state) return found;
    if (['failed', 'cancelled', 'done'].includes(found.state))
      throw new Error(`it is ${found.state}: ${JSON.stringify(found.error)}`);
    await sleep(50);
  }
}

describe('the wizard', () => {
  it('goes from a file to a dry run, to the result and to the refused rows', async () => {
    const uploadId = await upload(
      '一月.csv',
      table(line({ order: 'W1' }), line({ order: 'W2', quantity: '三' }), line({ order: 'W3', customer: '' })),
    );
    const seen = await inspect(uploadId);
    expect(seen).toMatchObject({ kind: 'orders', missing: [], remembered: false });

    const { batchId } = await create(uploadId);
    const checked = await until(batchId, 'checked');
    expect(checked.counts).toMatchObject({ rows: 3, created: 1, unmatched: 1, invalid: 1 });
    expect(checked.sampleErrors).toMatchObject([
      { rowNo: 3, code: 'number_unreadable', reason: '第 3 行，数量：“三”不是数字，请用阿拉伯数字填写' },
    ]);

    expect((await call('POST', `/api/import/batches/${batchId}/apply`)).status).toBe(200);
    const done = await until(batchId, 'done');
    expect(done).toMatchObject({ createdBy: 'Admin', counts: { created: 1, unmatched: 1, invalid: 1 } });
    expect(Object.keys(done.seconds).toSorted()).toEqual(['applying', 'checking', 'reading']);

    const errors = await call('GET', `/api/import/batches/${batchId}/errors?language=en`);
    expect(errors.headers['content-disposition']).toContain(encodeURIComponent('一月-not-imported.csv'));
    expect(errors.text).toBe(
      `\uFEFF${HEADER},Why not imported\r\n${line({ order: 'W2', quantity: '三' })},"Row 3, 数量: ""三"" is not a number; write it in digits"\r\n`,
    );
    expect((await inspect(await upload('again.csv', table(line({ order: 'W1' }))))).remembered).toBe(true);
  });

  it('foresees that the same file again would change nothing', async () => {
    const { batchId } = await create(await upload('same.csv', table(line({ order: 'W1' }))));
    expect((await until(batchId, 'checked')).counts).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  });

  it('can be left before anything is applied', async () => {
    const { batchId } = await create(await upload('left.csv', table(line({ order: 'L1' }))));
    await until(batchId, 'checked');
    expect((await call('POST', `/api/import/batches/${batchId}/cancel`)).body).toMatchObject({ state: 'cancelled' });
    expect((await call('POST', `/api/import/batches/${batchId}/apply`)).status).toBe(409);
    await expect.poll(() => stagedRows(batchId)).toBe(0);
  });

  it('applies batches of one kind one after the other', async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map(async (no) =>
        create(
          await upload(
            `q${no}.csv`,
            table(...Array.from({ length: 500 }, (_, i) => line({ order: `Q${i}`, price: String(no) }))),
          ),
        ),
      ),
    );
    for (const { batchId } of made) await until(batchId, 'checked');
    await Promise.all(made.map(({ batchId }) => call('POST', `/api/import/batches/${batchId}/apply`)));
    const done = await Promise.all(made.map(({ batchId }) => until(batchId, 'done')));
    expect(done.map(({ counts }) => counts.created).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 0, 0, 500]);
  });

  it('stops in the middle of reading', async () => {
    const rows = Array.from({ length: 600_000 }, (_, i) =>
      line({ order: `S${i}`, at: `20${10 + (i % 15)}-01-0${1 + (i % 9)}` }),
    );
    const { batchId } = await create(await upload('long.csv', `${HEADER}\n${rows.join('\n')}`));
    while (((await call('GET', `/api/import/batches/${batchId}`)).body as WireBatch).progress.rows === 0)
      await sleep(20);
    await call('POST', `/api/import/batches/${batchId}/cancel`);
    await expect(until(batchId, 'checked')).rejects.toThrow('it is cancelled');
    await expect.poll(() => stagedRows(batchId)).toBe(0);
  });

  it('stops in the middle of applying, and then nothing of it is stored', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => line({ order: `C${i}`, customer: `C${i % 9_000}` }));
    const { batchId } = await create(await upload('many.csv', `${HEADER}\n${rows.join('\n')}`));
    await until(batchId, 'checked');
    await call('POST', `/api/import/batches/${batchId}/apply`);
    while (((await call('GET', `/api/import/batches/${batchId}`)).body as WireBatch).progress.phase !== 'applying') {
      await sleep(20);
    }
    await call('POST', `/api/import/batches/${batchId}/cancel`);
    await expect(until(batchId, 'done')).rejects.toThrow('it is cancelled');
    const { rows: stored } = await sql`select from customers.customers where code like 'C%'`.execute(database.db);
    expect(stored).toEqual([]);
    await expect.poll(() => stagedRows(batchId)).toBe(0);
  });

  it('says what is wrong with a choice', async () => {
    const uploadId = await upload('choice.csv', table(line()));
    const { layout, mapping } = await inspect(uploadId, 'kind=orders');
    const wrong = (change: object) =>
      call('POST', '/api/import/batches', { uploadId, kind: 'orders', layout, mapping, ...change });
    expect((await wrong({ kind: 'dragons' })).body).toMatchObject({ code: 'ingest.unknown_kind' });
    const undated = mapping.filter(({ field }) => field !== 'placedAt');
    expect((await wrong({ mapping: undated })).body).toMatchObject({ code: 'ingest.columns_missing' });
    expect((await wrong({ mapping: [...mapping, { column: 99, field: 'email' }] })).body).toMatchObject({
      code: 'ingest.unknown_column',
    });
    expect((await wrong({ policy: 'create' })).body).toMatchObject({ code: 'ingest.unknown_policy' });
    expect((await call('GET', '/api/import/uploads/99999/inspection')).status).toBe(404);
    expect((await call('POST', '/api/import/uploads?fileName=empty.csv', Buffer.alloc(0))).body).toMatchObject({
      code: 'ingest.empty_file',
    });
  });
});

describe('kinds', () => {
  it('are listed with their fields, and have a template in both languages', async () => {
    const { rows } = (await call('GET', '/api/import/kinds')).body as z.input<typeof listKinds.response>;
    expect(rows.map((row) => row.kind).toSorted()).toEqual([
      'consents',
      'customers',
      'interactions',
      'orders',
      'products',
      'relations',
    ]);
    const template = await call('GET', '/api/import/kinds/orders/template');
    expect(template.text).toMatch(/^\uFEFF订单号,下单时间,/);
    const english = await call('GET', '/api/import/kinds/orders/template?language=en');
    expect(english.text).toMatch(/^\uFEFFOrder number,Order date,/);
    const filled = `${template.text}${template.text
      .split(',')
      .map(() => '')
      .join(',')}`;
    expect((await call('POST', '/api/import/uploads?fileName=t.csv', Buffer.from(filled))).status).toBe(200);
  });

  it('are recognised by their own templates', async () => {
    for (const kind of ['customers', 'orders', 'products']) {
      for (const language of ['zh-CN', 'en']) {
        const { text } = await call('GET', `/api/import/kinds/${kind}/template?language=${language}`);
        const seen = await inspect(
          await upload(
            't.csv',
            `${text}${text
              .split(',')
              .map((_, i) => `v${i}`)
              .join(',')}\n`,
          ),
          `kind=${kind}`,
        );
        expect([kind, language, ...seen.mapping.map((entry) => entry.column)]).toEqual([
          kind,
          language,
          ...seen.columns.map((column) => column.column),
        ]);
      }
    }
  });
});

it('nobody gets in who may not import', async () => {
  const strangers = await server.inject({ method: 'GET', url: '/api/import/batches' });
  expect(strangers.statusCode).toBe(401);
});

async function stagedRows(batchId: number): Promise<number> {
  const { count } = await database.db
    .selectFrom('orders.staged_lines')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('batch_id', '=', batchId)
    .executeTakeFirstOrThrow();
  return count;
}
