import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { listAudit, recordAudit } from './audit.ts';
import { createAuth } from './auth.ts';
import { getOrganisation, saveOrganisation } from './organisation.ts';
import { createPerson, listPeople, updatePerson } from './people.ts';
import { rightsFrom } from './permissions.ts';
import { listStores, saveStores } from './stores.ts';

const database = await testDatabase();
const { ctx } = database;
const auth = createAuth({ database, secret: 'test-secret-of-thirty-two-characters', publicUrl: null });
const PASSWORD = 'a long enough password';

const signIn = (email: string, password: string) =>
  auth.handler(
    new Request('http://localhost/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost', host: 'localhost' },
      body: JSON.stringify({ email, password }),
    }),
  );

const cookieOf = (response: Response) =>
  new Headers({ cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' });

beforeAll(async () => {
  await createPerson(ctx, auth, {
    name: '管理员',
    email: 'Admin@Example.com',
    password: PASSWORD,
    role: 'administrator',
  });
});

test('whoever was made an account signs in with it, in any letter case of the e-mail', async () => {
  const response = await signIn('ADMIN@example.com', PASSWORD);
  expect(response.status).toBe(200);
  expect(await auth.authenticate(cookieOf(response), ctx.now)).toMatchObject({
    kind: 'user',
    role: 'administrator',
    scope: { kind: 'all' },
  });
});

test('a wrong password and an unknown e-mail are refused alike', async () => {
  const [wrong, unknown] = await Promise.all([
    signIn('admin@example.com', 'not the password'),
    signIn('nobody@example.com', PASSWORD),
  ]);
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(await wrong.json()).toEqual(await unknown.json());
});

test('nobody can sign up', async () => {
  const response = await auth.handler(
    new Request('http://localhost/api/auth/sign-up/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'x@example.com', password: PASSWORD, name: 'x' }),
    }),
  );
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(await listPeople(ctx)).toHaveLength(1);
});

test('who loses access is signed out at once, and an account manager is scoped to the own stores', async () => {
  const [store] = await saveStores(ctx, [{ code: 'S1', name: '一店', city: '上海' }]);
  const storeIds = [store?.storeId ?? 0];
  const manager = await createPerson(ctx, auth, {
    name: '客户经理',
    email: 'm@example.com',
    password: PASSWORD,
    role: 'account_manager',
    storeIds,
  });
  const session = cookieOf(await signIn('m@example.com', PASSWORD));
  expect(await auth.authenticate(session, ctx.now)).toMatchObject({
    scope: { kind: 'own', userId: manager.id, storeIds },
  });
  await updatePerson(ctx, auth, manager.id, { active: false });
  expect(await auth.authenticate(session, ctx.now)).toBeNull();
});

test('somebody must stay administrator', async () => {
  const [admin] = await listPeople(ctx);
  await expect(
    inTransaction(ctx, (inner) => updatePerson(inner, auth, admin?.id ?? '', { role: 'analyst' })),
  ).rejects.toMatchObject({ code: 'access.last_administrator' });
  expect((await listPeople(ctx))[0]?.role).toBe('administrator');
});

test('an e-mail signs in one person only', async () => {
  await expect(
    createPerson(ctx, auth, { name: '另一位', email: 'admin@EXAMPLE.com', password: PASSWORD, role: 'analyst' }),
  ).rejects.toMatchObject({ code: 'access.email_taken' });
});

test('the trail keeps only what differs, and pages of it visit every entry once', async () => {
  await recordAudit(ctx, [
    { action: 'x.changed', subjectType: 'x', subjectId: 1, before: { a: 1, b: 2 }, after: { a: 1, b: 3 } },
  ]);
  const [newest] = (await listAudit(ctx, { limit: 1 })).rows;
  expect(newest).toMatchObject({ action: 'x.changed', before: { b: 2 }, after: { b: 3 } });
  const all = await listAudit(ctx, { limit: 200 });
  const seen: number[] = [];
  let after: string | undefined;
  do {
    const page = await listAudit(ctx, { limit: 2, after });
    seen.push(...page.rows.map((row) => row.auditId));
    after = page.next ?? undefined;
  } while (after);
  expect(seen).toEqual(all.rows.map((row) => row.auditId));
});

test('passwords and sessions never reach the trail', async () => {
  const entries = JSON.stringify(await listAudit(ctx, { limit: 200 }));
  expect(entries).not.toContain(PASSWORD);
});

test('the organisation is saved whole and stores are found by their code', async () => {
  await saveOrganisation(ctx, { name: '某某连锁', timeZone: 'Asia/Shanghai', currency: 'CNY' });
  expect((await getOrganisation(ctx)).name).toBe('某某连锁');
  await saveStores(ctx, [{ code: 'S1', name: '一号店' }]);
  expect((await listStores(ctx)).map((store) => store.name)).toEqual(['一号店']);
});

test('the administrator has every permission, the others what modules give their role', () => {
  const rights = rightsFrom([
    { code: 'a.read', roles: ['analyst'] },
    { code: 'a.write', roles: [] },
  ]);
  const actor = (role: string) => ({ kind: 'user', id: '1', name: 'x', role, scope: { kind: 'all' } }) as const;
  expect(rights.allows(actor('administrator'), 'a.write')).toBe(true);
  expect(rights.allows(actor('analyst'), 'a.read')).toBe(true);
  expect(rights.allows(actor('analyst'), 'a.write')).toBe(false);
  expect(rights.allows(actor('analyst'), 'unheard.of')).toBe(false);
  expect(rights.of(actor('analyst'))).toEqual(['a.read']);
});
