import { beforeEach, expect, test } from 'vitest';
import type { Actor } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { createAuth } from './auth.ts';
import { createPerson, updatePerson } from './people.ts';
import { rightsFrom } from './permissions.ts';
import type { Role } from './roles.ts';
import { findActor, getRoleScopes, saveRoleScopes } from './scopes.ts';
import { saveStores } from './stores.ts';
import { createTeam, listTeams, updateTeam } from './teams.ts';

const database = await testDatabase();
const { ctx } = database;
const auth = createAuth({ database, secret: 'test-secret-of-thirty-two-characters', publicUrl: null });

let serial = 0;
const newPerson = async (role: Role, storeIds: number[] = []) => {
  serial += 1;
  const draft = { name: `员工${serial}`, email: `p${serial}@example.com`, password: 'a long enough password' };
  return (await createPerson(ctx, auth, { ...draft, role, storeIds })).id;
};
const scopeOf = async (id: string) => {
  const actor = await findActor(ctx, id);
  return actor?.kind === 'user' ? actor.scope : null;
};

beforeEach(async () => {
  await saveRoleScopes(ctx, { account_manager: 'own', service_lead: 'all', analyst: 'all' });
});

test('everybody has the scope of the role, until the administrator gives the role another', async () => {
  const [store] = await saveStores(ctx, [{ code: 'S1', name: '一店' }]);
  const storeIds = [store?.storeId ?? 0];
  const manager = await newPerson('account_manager', storeIds);
  expect(await scopeOf(manager)).toEqual({ kind: 'own', userId: manager, storeIds });
  await saveRoleScopes(ctx, { account_manager: 'stores' });
  expect(await scopeOf(manager)).toEqual({ kind: 'stores', userId: manager, storeIds });
});

test('a person may have a scope of the own, and an administrator always knows everybody', async () => {
  const administrator = await newPerson('administrator');
  await newPerson('administrator');
  const analyst = await newPerson('analyst');
  await updatePerson(ctx, auth, analyst, { scope: 'team' });
  expect(await scopeOf(analyst)).toMatchObject({ kind: 'team', memberIds: [analyst] });
  await updatePerson(ctx, auth, analyst, { scope: null });
  expect(await scopeOf(analyst)).toEqual({ kind: 'all' });
  await updatePerson(ctx, auth, administrator, { scope: 'own' });
  await saveRoleScopes(ctx, { administrator: 'own' });
  expect(await scopeOf(administrator)).toEqual({ kind: 'all' });
  expect((await getRoleScopes(ctx)).administrator).toBe('all');
});

test('a team is its members, its lead and their stores; who leads one is not left with the own customers alone', async () => {
  const stores = await saveStores(ctx, [
    { code: 'T1', name: '甲店' },
    { code: 'T2', name: '乙店' },
  ]);
  const [one = 0, two = 0] = stores.map((store) => store.storeId);
  const [lead, member, other] = [
    await newPerson('account_manager', [one]),
    await newPerson('account_manager', [two]),
    await newPerson('account_manager'),
  ];
  const team = await createTeam(ctx, { name: '一组', leadId: lead, memberIds: [member], active: true });
  expect(await scopeOf(lead)).toEqual({
    kind: 'team',
    userId: lead,
    storeIds: [one, two].toSorted((a, b) => a - b),
    memberIds: [lead, member].toSorted(),
  });
  expect(await scopeOf(member)).toEqual({ kind: 'own', userId: member, storeIds: [two] });
  await updateTeam(ctx, team.teamId, { name: '一组', leadId: other, memberIds: [member], active: true });
  expect(await scopeOf(lead)).toMatchObject({ kind: 'own' });
  await updateTeam(ctx, team.teamId, { name: '一组', leadId: other, memberIds: [member], active: false });
  expect(await scopeOf(other)).toMatchObject({ kind: 'own' });
  expect(await listTeams(ctx)).toEqual([
    { teamId: team.teamId, name: '一组', leadId: other, memberIds: [member], active: false },
  ]);
});

test('a team needs a name of its own and people who exist', async () => {
  const draft = { leadId: null, memberIds: [], active: true };
  const first = await createTeam(ctx, { ...draft, name: '二组' });
  await expect(createTeam(ctx, { ...draft, name: '二组' })).rejects.toMatchObject({ code: 'access.team_name_taken' });
  await expect(updateTeam(ctx, first.teamId, { ...draft, name: '二组', memberIds: ['nobody'] })).rejects.toMatchObject({
    code: 'access.person_not_found',
  });
  await expect(updateTeam(ctx, 999, { ...draft, name: '三组' })).rejects.toMatchObject({
    code: 'access.team_not_found',
  });
});

test('a right over everybody is no right of those who know some only', () => {
  const rights = rightsFrom([
    { code: 'a.read', roles: ['analyst'] },
    { code: 'a.overview', roles: ['analyst'], overEverybody: true },
  ]);
  const all: Actor = { kind: 'user', id: '1', name: 'x', role: 'analyst', scope: { kind: 'all' } };
  const own: Actor = { ...all, scope: { kind: 'own', userId: '1', storeIds: [] } };
  expect(rights.of(all)).toEqual(['a.read', 'a.overview']);
  expect(rights.of(own)).toEqual(['a.read']);
});
