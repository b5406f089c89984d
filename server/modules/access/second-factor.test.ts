import { createHmac } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import { createApp, createServer } from '../../../server/app.ts';
import { createPerson, findActor, type Role } from './index.ts';

const database = await testDatabase();
const ctx = { ...database.ctx, now: new Date() };
const options = { database, connectionString: database.url, log: silentLog, version: 'test', publicUrl: null };
const app = await createApp({ ...options, dataDir: '/nonexistent' });
const server = await createServer(app, null);
afterAll(() => server.close());

const PASSWORD = 'a long enough password';
let count = 0;
let ip = 0;

type Browser = {
  cookies: Map<string, string>;
  send: (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => Promise<{ status: number; body: Body }>;
};
type Body = Record<string, unknown> & { code?: string };

/** Keeps its cookies, and comes from an address of its own, so that limits per address stay out of the way. */
function browser(): Browser {
  const cookies = new Map<string, string>();
  const remoteAddress = `10.0.0.${(ip += 1)}`;
  const send: Browser['send'] = async (method, url, payload) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await server.inject({
      method,
      url,
      remoteAddress,
      headers: { cookie },
      ...(payload && { payload }),
    });
    for (const line of [response.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: response.statusCode, body: response.json<Body>() };
  };
  return { cookies, send };
}

/** RFC 6238 with SHA-1, six digits, 30 seconds; `key` as bytes. */
function codeOf(key: Buffer, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const from = mac[19]! & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, ''))
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

async function makePerson(role: Role) {
  const email = `person${(count += 1)}@example.com`;
  return createPerson(ctx, app.auth, { name: email, email, password: PASSWORD, role });
}

const signIn = (of: Browser, email: string) =>
  of.send('POST', '/api/auth/sign-in/email', { email, password: PASSWORD });

async function setUp(of: Browser): Promise<{ key: Buffer; backupCodes: string[] }> {
  const { body } = await of.send('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
  const key = fromBase32(new URL(String(body.totpURI)).searchParams.get('secret') ?? '');
  const done = await of.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(key, Date.now()) });
  expect(done.status).toBe(200);
  return { key, backupCodes: body.backupCodes as string[] };
}

const actionsOf = async (personId: string) => {
  const rows = await database.db
    .selectFrom('access.audit')
    .select('action')
    .where('subject_id', '=', personId)
    .where('subject_type', '=', 'person')
    .orderBy('audit_id')
    .execute();
  return rows.map((row) => row.action);
};

beforeEach(async () => {
  await database.db.deleteFrom('platform.settings').where('key', '=', 'access.second_factor').execute();
});

test('codes are those of RFC 6238, appendix B', () => {
  const key = Buffer.from('12345678901234567890');
  expect([59, 1_111_111_109, 20_000_000_000].map((second) => codeOf(key, second * 1_000))).toEqual([
    '287082',
    '081804',
    '353130',
  ]);
});

test('with a second factor the password alone opens nothing; the code of the app does', async () => {
  const person = await makePerson('analyst');
  const first = browser();
  await signIn(first, person.email);
  const { key } = await setUp(first);
  expect((await first.send('GET', '/api/start')).body.me).toMatchObject({
    secondFactor: true,
    owesSecondFactor: false,
  });
  const second = browser();
  const { status, body } = await signIn(second, person.email);
  expect([status, body.twoFactorRedirect]).toEqual([200, true]);
  expect((await second.send('GET', '/api/people')).status).toBe(401);
  const wrong = codeOf(key, Date.now()) === '000000' ? '000001' : '000000';
  expect(await second.send('POST', '/api/auth/two-factor/verify-totp', { code: wrong })).toMatchObject({
    status: 401,
    body: { code: 'INVALID_CODE' },
  });
  expect((await second.send('GET', '/api/people')).status).toBe(401);
  await second.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(key, Date.now()) });
  expect((await second.send('GET', '/api/people')).status).toBe(200);
  expect(await actionsOf(person.id)).toEqual(['people.created', 'people.second_factor_set_up']);
});

test('a backup code works once', async () => {
  const person = await makePerson('analyst');
  const first = browser();
  await signIn(first, person.email);
  const { backupCodes } = await setUp(first);
  expect(backupCodes).toHaveLength(10);
  const use = async () => {
    const other = browser();
    await signIn(other, person.email);
    return other.send('POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[3] });
  };
  expect((await use()).status).toBe(200);
  expect(await use()).toMatchObject({ status: 401, body: { code: 'INVALID_BACKUP_CODE' } });
});

test('ten wrong codes lock the second step for a while', async () => {
  const person = await makePerson('analyst');
  const first = browser();
  await signIn(first, person.email);
  const { key } = await setUp(first);
  for (let round = 0; round < 2; round += 1) {
    const guessing = browser();
    await signIn(guessing, person.email);
    for (let n = 0; n < 5; n += 1)
      await guessing.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(key, Date.now() + 3_600_000) });
  }
  const right = browser();
  await signIn(right, person.email);
  expect(await right.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(key, Date.now()) })).toMatchObject(
    {
      status: 429,
      body: { code: 'ACCOUNT_TEMPORARILY_LOCKED' },
    },
  );
});

test('a role that must have it may do nothing before, and everything after', async () => {
  const person = await makePerson('analyst');
  const administrator = await makePerson('administrator');
  const [hers, his] = [browser(), browser()];
  await signIn(hers, person.email);
  await signIn(his, administrator.email);
  expect((await hers.send('GET', '/api/customers')).status).toBe(200);
  expect((await hers.send('PUT', '/api/roles/second-factor', { roles: [] })).status).toBe(403);
  expect(await his.send('PUT', '/api/roles/second-factor', { roles: ['analyst'] })).toMatchObject({
    body: { roles: ['analyst'] },
  });
  for (const url of ['/api/customers', '/api/people'])
    expect(await hers.send('GET', url)).toMatchObject({ status: 403, body: { code: 'access.second_factor_needed' } });
  expect((await hers.send('GET', '/api/start')).body.me).toMatchObject({ owesSecondFactor: true, permissions: [] });
  await setUp(hers);
  expect((await hers.send('GET', '/api/customers')).status).toBe(200);
  await hers.send('POST', '/api/auth/two-factor/disable', { password: PASSWORD });
  expect((await hers.send('GET', '/api/customers')).status).toBe(403);
  expect(await findActor(ctx, person.id)).toMatchObject({ owesSecondFactor: true });
  expect(await findActor(ctx, administrator.id)).not.toHaveProperty('owesSecondFactor');
});

test('an administrator takes it away from whoever lost it; they are signed out, and the trail says so', async () => {
  const person = await makePerson('analyst');
  const administrator = await makePerson('administrator');
  const [hers, his] = [browser(), browser()];
  await signIn(hers, person.email);
  await setUp(hers);
  await signIn(his, administrator.email);
  const url = `/api/people/${person.id}/second-factor/reset`;
  expect((await hers.send('POST', url)).status).toBe(403);
  expect((await his.send('POST', url)).body).toMatchObject({ id: person.id, secondFactor: false });
  expect((await his.send('POST', url)).status).toBe(200);
  expect((await hers.send('GET', '/api/people')).status).toBe(401);
  const again = browser();
  expect((await signIn(again, person.email)).body.twoFactorRedirect).toBeUndefined();
  expect((await again.send('GET', '/api/people')).status).toBe(200);
  expect(await actionsOf(person.id)).toEqual([
    'people.created',
    'people.second_factor_set_up',
    'people.second_factor_reset',
  ]);
});
